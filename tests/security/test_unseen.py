"""What somebody may not see changes nothing that they are shown: rows, counts, suggestions, passages (S02)."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
import time_machine

from kundig.conversations import actions
from kundig.conversations.actions import IncomingFile
from kundig.conversations.listing.view import team_views, views
from kundig.conversations.models import Channel
from kundig.core.actor import SYSTEM
from kundig.staff.models import Team
from tests import make
from tests.calls import send
from tests.permission_table import TABLE
from tests.routes import routes
from tests.world import World, changed_back

pytestmark = pytest.mark.django_db

# Words that stand in what the limited agent may see and in what they may not, in full and cut.
WORDS = ("Anl", "kofi@mensah.example", "koenig", "eilt")
SEARCHED = (
    ("search", "q"),
    ("customers", "q"),
    ("conversation-suggest", "q"),
    ("conversation-choose-target", "q"),
    ("api:conversation-list", "q"),
    ("api:customer-list", "q"),
    ("api:customer-list", "mail"),
)
# New with each answer, whatever it shows; what somebody has seen is remembered by the transactions that were over then.
FRESH = re.compile(
    r'nonce="[^"]+"|name="csrf[^>]+>|X-CSRFToken[^}]+}|\b(?:data-seen|data-mark|name="seen" value)="[\d:,]+"'
)


def shown(world: World) -> dict[str, tuple[int, str]]:
    """Return everything that the limited agent is shown, by its address."""
    found = {}
    things = world.things("limited", own=True)
    ben = world.agents["limited"]
    names = [view.name for view in (*views(), *team_views(ben))]
    for name, route in routes().items():
        row = TABLE.get(name)
        if row is None or row.get is None or row.get.own["limited"] != "in":
            continue
        addresses = [row.url(route, things)]
        if name.startswith("inbox") and name != "inbox-conversation":
            addresses = [row.url(route, things | {"view": view}) for view in names]
        addresses += [
            f"{addresses[0]}?{field}={word}"
            for searched, field in SEARCHED
            for word in WORDS
            if searched == name
        ]
        for address in addresses:
            found[address] = _said(send(world, route, "GET", address, {}, "limited"))
    return found


def _said(answer: Any) -> tuple[int, str]:
    text = b"".join(answer) if answer.streaming else answer.content
    return answer.status_code, FRESH.sub("", text.decode(errors="replace"))


def happen_elsewhere(world: World) -> None:
    """Let much happen where the limited agent has no business."""
    foreign = world.foreign
    team, channel = Team.objects.get(pk=foreign["team"]), Channel.objects.get(pk=foreign["channel"])
    for name in ("Kofi Koenig", "Anliegen Eilt"):
        mail = f"{name.replace(' ', '.').lower()}@mensah-koenig.example"
        stranger = make.customer(name=name, mail=mail)
        file = IncomingFile("Anliegen.txt", "text/plain", b"Ein Anliegen, es eilt")
        conversation = make.conversation(
            customer=stranger, team=team, channel=channel, text="Mein Anliegen eilt", files=[file]
        )
        actions.tag(conversation, by=SYSTEM, name="eilt")
        actions.note(conversation, by=SYSTEM, text="Anliegen von Mensah und Koenig")
    actions.mark_spam(conversation, by=SYSTEM)
    waiting = make.conversation(customer=stranger, team=team, channel=channel)
    actions.reply(waiting, by=SYSTEM, text="Zum Anliegen")
    done = make.conversation(customer=stranger, team=team, channel=channel)
    actions.resolve(done, by=SYSTEM)


def test_s02_what_happens_out_of_reach_changes_nothing_that_is_shown(world: World) -> None:
    # Nothing that ticks: what is shown differs by what happened alone.
    with time_machine.travel(time.time(), tick=False), changed_back():
        # A token notes its use, a conversation that somebody looked at it.
        shown(world)
        before = shown(world)
        assert any("Anliegen" in text for _status, text in before.values())
        happen_elsewhere(world)
        after = shown(world)
    assert [one for one, said in before.items() if after[one] != said] == []
