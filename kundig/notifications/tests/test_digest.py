"""The digest and quiet hours: when it may come, what it holds, and that it comes once."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from kundig.conversations import actions as conversations
from kundig.conversations.models import Conversation
from kundig.core import post
from kundig.core.actor import SYSTEM
from kundig.core.time import acting_at, now
from kundig.notifications import actions
from kundig.notifications.follow import follow
from kundig.notifications.jobs import send_digests
from kundig.notifications.models import Bell, Place, Rhythm
from kundig.notifications.quiet import is_due, is_quiet
from kundig.staff.models import Agent

LATER = timedelta(minutes=10)


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> list[post.Letter]:
    """What Kundig's post carried."""
    carried: list[post.Letter] = []

    def carry(letter: post.Letter) -> bool:
        carried.append(letter)
        return True

    monkeypatch.setattr(post, "_carriers", [carry])
    return carried


@pytest.mark.django_db(transaction=True)
def test_the_digest_holds_what_is_unread_in_the_readers_language_and_comes_once(
    conversation: Conversation, anna: Agent, clara: Agent, letters: list[post.Letter]
) -> None:
    Place.objects.create(pk=1, read_tx=0, read_id=0)
    Agent.objects.filter(pk=anna.pk).update(language="de")
    actions.set_bell(actions.bell_of(anna), by=anna.actor, ways={"assigned": ["mail"]})
    conversations.assign(conversation, by=clara.actor, agent=anna)
    follow()
    send_digests(0)
    assert letters == []  # it is too fresh: perhaps it is being read just now
    with acting_at(now() + LATER):
        send_digests(0)
        send_digests(0)
    (letter,) = letters
    assert letter.to == anna.email
    assert letter.subject == "1 ungelesene Benachrichtigung"
    assert f"Clara hat Ihnen „{conversation.subject}“ zugewiesen" in letter.text


@pytest.mark.django_db(transaction=True)
def test_without_subjects_the_digest_says_only_how_much_there_is(
    conversation: Conversation, anna: Agent, clara: Agent, letters: list[post.Letter]
) -> None:
    Place.objects.create(pk=1, read_tx=0, read_id=0)
    bell = actions.bell_of(anna)
    actions.set_bell(bell, by=anna.actor, ways={"assigned": ["mail"]}, says_subject=False)
    conversations.assign(conversation, by=clara.actor, agent=anna)
    follow()
    with acting_at(now() + LATER):
        actions.send_digest(Bell.objects.get(pk=bell.pk), by=SYSTEM)
    (letter,) = letters
    assert conversation.subject not in letter.text
    assert "Clara" not in letter.text


NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)  # twelve in Berlin


@pytest.mark.parametrize(
    ("begin", "end", "is_it"),
    [
        (time(11), time(13), True),
        (time(12), time(13), True),
        (time(11), time(12), False),
        (time(22), time(7), False),
        (time(12), time(7), True),
        (time(22), time(12, 1), True),
        (None, None, False),
    ],
)
def test_quiet_hours_count_in_ones_own_zone_and_go_through_midnight(
    begin: time | None, end: time | None, *, is_it: bool
) -> None:
    bell = Bell(agent=Agent(time_zone="Europe/Berlin"), quiet_from=begin, quiet_until=end)
    assert is_quiet(bell, NOON) is is_it


@pytest.mark.parametrize(
    ("rhythm", "last", "is_it"),
    [
        (Rhythm.NEVER, None, False),
        (Rhythm.HOURLY, None, True),
        (Rhythm.HOURLY, NOON - timedelta(minutes=59), False),
        (Rhythm.HOURLY, NOON - timedelta(minutes=60), True),
        (Rhythm.QUARTER, NOON - timedelta(minutes=15), True),
        (Rhythm.DAILY, NOON - timedelta(hours=20), True),
        (Rhythm.DAILY, NOON - timedelta(hours=3), False),
    ],
)
def test_digests_keep_their_rhythm(rhythm: Rhythm, last: datetime | None, *, is_it: bool) -> None:
    agent = Agent(time_zone="Europe/Berlin", is_active=True)
    bell = Bell(agent=agent, rhythm=rhythm, digested_at=last, digest_at=time(8))
    assert is_due(bell, NOON) is is_it
