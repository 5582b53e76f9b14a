"""How mailboxes fare: trouble in words with what to do, told once, and silence by each one's own rhythm."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from kundig.channels.email import actions, watching
from kundig.channels.email.fetched import note_success, note_trouble
from kundig.channels.email.health import TROUBLE, health_of, quiet_since
from kundig.channels.email.models import Mailbox
from kundig.channels.email.services.models import About, Posting
from kundig.channels.models import Parking, Receipt
from kundig.channels.parking import park
from kundig.core import blobs, caps
from kundig.core.actor import SYSTEM
from kundig.core.models import Event
from kundig.staff.models import Agent


@pytest.fixture
def mailbox(db: None) -> Mailbox:
    """A mailbox that is fetched."""
    return actions.make(
        by=SYSTEM,
        address="service@lummer.example",
        incoming="imap",
        incoming_host="127.0.0.1",
        incoming_user="service",
    )


def mails_came(mailbox: Mailbox, *hours_ago: float) -> None:
    """Let mails have come so many hours ago."""
    blob = blobs.keep(b"Subject: x")
    Receipt.objects.bulk_create(
        Receipt(
            channel=mailbox.channel,
            blob=blob,
            sha256=f"{mailbox.pk}-{hours}",
            received_at=timezone.now() - timedelta(hours=hours),
        )
        for hours in hours_ago
    )


def rows_read(plan: dict[str, Any]) -> int:
    """Return how many rows the scans of a plan looked at."""
    inner = sum(rows_read(one) for one in plan.get("Plans", []))
    if "Scan" not in plan["Node Type"]:
        return inner
    removed = plan.get("Rows Removed by Filter", 0)
    return inner + int((plan["Actual Rows"] + removed) * plan["Actual Loops"])


def test_the_figures_of_a_mailbox_read_few_of_its_mails(mailbox: Mailbox) -> None:
    """At a million mails a count over all of them would take a second for each mailbox."""
    hours = caps.RHYTHM_DAYS * 24 + 1
    mails_came(mailbox, *(hours + number for number in range(5_000)))
    Receipt.objects.update(understood_at=timezone.now())
    mails_came(mailbox, 1, 2, 3)
    first = Receipt.objects.order_by("pk")[0]
    park(first, Parking.LOOP)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE channels_receipt, channels_parked")
    with CaptureQueriesContext(connection) as captured:
        found = health_of(mailbox)
    assert (found.waiting, found.parked) == (3, 1)
    read = 0
    with connection.cursor() as cursor:
        for query in [one["sql"] for one in captured if "receipt" in one["sql"]]:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {query}")
            read += rows_read(cursor.fetchone()[0][0]["Plan"])
    assert read < 100


def told() -> list[str]:
    """Return what was recorded about the mailbox, beside its making."""
    kinds = Event.objects.filter(subject_kind="mailbox").order_by("pk")
    return [kind for kind in kinds.values_list("kind", flat=True) if kind != "mailbox.made"]


@pytest.mark.parametrize(
    ("every", "last", "is_quiet"),
    [
        (1, 5, False),  # less than the least that is ever unusual
        (1, 7, True),  # comes every hour, and nothing for seven
        (12, 20, False),  # comes twice a day
        (12, 25, True),
    ],
)
def test_silence_is_judged_by_a_mailboxs_own_rhythm(
    mailbox: Mailbox, every: int, last: int, is_quiet: bool
) -> None:
    mails_came(mailbox, *(last + number * every for number in range(caps.RHYTHM_MAILS)))
    assert (quiet_since(mailbox) is not None) == is_quiet


def test_a_weekend_is_part_of_the_rhythm(mailbox: Mailbox) -> None:
    week = [hour + day * 24 for day in range(5) for hour in range(8)]
    mails_came(mailbox, *(40 + hour for hour in week), *(40 + 168 + hour for hour in week))
    assert quiet_since(mailbox) is None


def test_few_mails_have_no_rhythm(mailbox: Mailbox) -> None:
    mails_came(mailbox, *(100 + number for number in range(caps.RHYTHM_MAILS - 1)))
    assert quiet_since(mailbox) is None


def test_silence_is_told_once_and_so_is_its_end(mailbox: Mailbox) -> None:
    mails_came(mailbox, *(10 + number for number in range(caps.RHYTHM_MAILS)))
    watching.watch()
    watching.watch()
    assert told() == ["mailbox.fell_silent"]
    assert Event.objects.get(kind="mailbox.fell_silent").data == {"hours": 10}
    assert watching.troubled(Mailbox.objects.all()) == 1
    mails_came(mailbox, 0)
    watching.watch()
    watching.watch()
    assert told() == ["mailbox.fell_silent", "mailbox.recovered"]
    assert watching.troubled(Mailbox.objects.all()) == 0


def test_trouble_is_told_once_it_lasts(mailbox: Mailbox) -> None:
    note_trouble(mailbox, "login")
    watching.watch()
    assert told() == [], "servers are away for minutes now and then"
    Mailbox.objects.update(failing_since=timezone.now() - timedelta(minutes=20))
    note_trouble(mailbox, "login")
    watching.watch()
    watching.watch()
    assert told() == ["mailbox.fetching_failed"]
    note_success(mailbox)
    watching.watch()
    assert told() == ["mailbox.fetching_failed", "mailbox.recovered"]


def test_a_closed_mailbox_may_be_quiet(mailbox: Mailbox) -> None:
    mails_came(mailbox, *(10 + number for number in range(caps.RHYTHM_MAILS)))
    actions.close(mailbox, by=SYSTEM)
    watching.watch()
    assert told() == ["mailbox.closed"]


def test_the_page_says_what_is_wrong_and_what_to_do(
    mailbox: Mailbox, ada: Agent, client: Client
) -> None:
    mails_came(mailbox, 1)
    note_success(mailbox, backlog=7)
    note_trouble(mailbox, "login")
    Mailbox.objects.update(failing_since=timezone.now() - timedelta(minutes=20))
    watching.watch()
    client.force_login(ada)
    page = client.get(reverse("mailbox-health")).content.decode()
    with override("de"):
        assert str(TROUBLE["login"]) in page
    assert ">7<" in page
    for name in ("mailboxes", "failed-jobs"):
        assert "Um 1 Postfach sollten" in client.get(reverse(name)).content.decode(), name
    mailbox.refresh_from_db()
    health = health_of(mailbox)
    assert (health.is_well, health.is_failing, health.waiting) == (False, True, 1)


def test_what_a_service_posted_and_nobody_read_counts_as_waiting(mailbox: Mailbox) -> None:
    for key, read_at in (("one", None), ("two", None), ("three", timezone.now())):
        Posting.objects.create(
            channel=mailbox.channel,
            service="mailgun",
            about=About.MAIL,
            key=key,
            blob=blobs.keep(key.encode()),
            read_at=read_at,
        )
    mails_came(mailbox, 1)
    assert health_of(mailbox).waiting == 3


def test_a_mailbox_in_trouble_stands_on_the_desk_of_whoever_looks_after_it(
    mailbox: Mailbox, ada: Agent, anna: Agent, client: Client
) -> None:
    client.force_login(ada)
    desk, health = reverse("inbox", args=["mine"]), reverse("mailbox-health")
    assert health not in client.get(desk).content.decode()
    Mailbox.objects.update(silence_told_at=timezone.now())
    assert health in client.get(desk).content.decode()
    client.force_login(anna)
    assert health not in client.get(desk).content.decode()
