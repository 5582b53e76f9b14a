"""A page that was kept up to date while others worked shows what it would show if it were loaded anew."""

from __future__ import annotations

import difflib
import re
from typing import Any

import pytest
from playwright.sync_api import Page

from kundig.conversations.actions import undo_move
from kundig.conversations.models import Conversation, Move
from kundig.core.actions import Action, actions
from kundig.core.models import Event
from tests.browser.conftest import SignIn
from tests.calls import send
from tests.permission_table import TABLE
from tests.routes import routes
from tests.world import World, build

pytestmark = pytest.mark.django_db(transaction=True)

ROLE = "administrator"
# After these there is little left to do.
LAST = ("conversation.purge", "conversation.merge")

# What a part of the page says, without what differs from load to load: proofs of forms, marks of the moment, what
# ticks, what belongs to the eye (open, focused, in hand) and what tells when somebody looked.
SAID = r"""
() => {
  const parts = ["#rows", "#view-list", "#main", "#person"];
  const dropped = "datalist, script, style, [data-key=new], .toast, [name=csrfmiddlewaretoken], [name=seen]";
  const marks = /^(data-mark|data-version|style|hx-swap-oob|aria-expanded|list|data-hx-.*)$/;
  const passing = /^(htmx-.*|unread)$/;
  return parts.flatMap((selector) => {
    const part = document.querySelector(selector)?.cloneNode(true);
    if (!part) return [`${selector} is not there`];
    part.querySelectorAll(dropped).forEach((one) => one.remove());
    part.querySelectorAll("relative-time time").forEach((one) => { one.textContent = "then"; });
    // Beside a conversation stands when others of the person were touched last, as of when it was opened.
    if (selector === "#person") part.querySelectorAll("relative-time").forEach((one) => one.remove());
    for (const one of [part, ...part.querySelectorAll("*")]) {
      const classes = [...one.classList].filter((name) => !passing.test(name)).sort().join(" ");
      if (classes) one.setAttribute("class", classes); else one.removeAttribute("class");
      for (const { name } of [...one.attributes]) if (marks.test(name)) one.removeAttribute(name);
    }
    return part.outerHTML.replace(/>\s+/g, ">").replace(/\s+</g, "<").replace(/></g, ">\n<").split("\n");
  });
}
"""


def _verbs() -> list[Action]:
    """Every verb that programs may call on a conversation, in an order in which most of them can be done."""
    found = [one for one in actions() if one.offered and one.subject is Conversation]
    return sorted(found, key=lambda one: (one.name in LAST, one.name))


def _do(world: World, verb: Action) -> Any:
    """Let a program do it, as the table of permissions calls it."""
    name = f"api:{verb.name.replace('.', '-')}"
    route, row = routes()[name], TABLE[name]
    things = world.things(ROLE, own=True)
    return send(world, route, "POST", row.url(route, things), row.filled(things), ROLE)


def _differences(patched: Page, fresh: Page) -> list[str]:
    found = difflib.unified_diff(
        fresh.evaluate(SAID), patched.evaluate(SAID), "fresh", "patched", "", "", 0
    )
    return [line for line in found if not re.match(r"@@|---|\+\+\+", line)]


def _at_rest(patched: Page, fresh: Page) -> list[str]:
    """Return what differs still when the patched page has had three seconds."""
    found: list[str] = []
    for _ in range(20):
        found = _differences(patched, fresh)
        if not found:
            return []
        patched.wait_for_timeout(100)
    return found


def test_after_every_verb_the_page_shows_what_a_fresh_one_shows(open_desk: SignIn) -> None:
    world = build()
    agent = world.agents[ROLE]
    address = f"/inbox/all/{world.own['conversation']}/"
    patched, fresh = open_desk(agent, address), open_desk(agent, address)
    patched.wait_for_load_state("networkidle")
    wrong: dict[str, list[str]] = {}
    done = []
    for verb in _verbs():
        before = Event.objects.count()
        answer = _do(world, verb)
        if Event.objects.count() == before:
            assert answer.status_code in (200, 404, 409, 422), verb.name
            continue
        done.append(verb.name)
        fresh.reload(wait_until="networkidle")
        if found := _at_rest(patched, fresh):
            wrong[verb.name] = found
            patched.reload(wait_until="networkidle")
    undo_move(Move.objects.latest("pk"), by=agent.actor)
    fresh.reload(wait_until="networkidle")
    if found := _at_rest(patched, fresh):
        wrong["undone"] = found
    assert not wrong, "\n\n".join(
        f"{name}\n  " + "\n  ".join(found[:30]) for name, found in wrong.items()
    )
    assert len(done) > 15, done
