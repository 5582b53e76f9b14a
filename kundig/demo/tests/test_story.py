"""The story as a whole: its size, its state at the end, and that it is the same every time."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kundig.demo import company, files
from kundig.demo.appointments import APPOINTMENTS
from kundig.demo.company import HOURS
from kundig.demo.steps import CLOCK, AddTags, AgentStep, Assign, HandToTeam, Reply, Snooze
from kundig.demo.story import SIZE, story

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=BERLIN)
MOMENTS = [
    MONDAY_NOON,
    datetime(2026, 11, 23, 7, 5, tzinfo=BERLIN),
    datetime(2026, 8, 1, 15, 30, tzinfo=BERLIN),
    datetime(2026, 3, 29, 23, 59, tzinfo=BERLIN),
    datetime(2027, 1, 1, 0, 1, tzinfo=BERLIN),
]


@pytest.mark.parametrize("now", MOMENTS, ids=str)
def test_three_hundred_conversations_end_now(now: datetime) -> None:
    scenes = story(now)
    assert len(scenes) == SIZE
    assert len({scene.key for scene in scenes}) == SIZE
    for scene in scenes:
        times = [step.at for step in scene.steps]
        assert times == sorted(times), scene.key
        assert now - timedelta(days=49) < times[0], scene.key
        assert times[-1] <= now, scene.key


@pytest.mark.parametrize("now", MOMENTS, ids=str)
def test_the_desk_looks_alive(now: datetime) -> None:
    outcomes = Counter(scene.outcome for scene in story(now))
    assert 35 <= outcomes["open"] <= 45
    assert 15 <= outcomes["waiting"] <= 30
    assert 6 <= outcomes["snoozed"] <= 10
    assert 5 <= outcomes["spam"] <= 10
    assert outcomes["resolved"] >= 30
    assert outcomes["closed"] >= 100


def test_it_is_the_same_every_time() -> None:
    assert story(MONDAY_NOON) == story(MONDAY_NOON)


def test_nobody_writes_the_same_twice() -> None:
    mails = [mail for scene in story(MONDAY_NOON) for mail in scene.mails]
    texts = Counter(mail.text for mail in mails)
    assert [text for text, count in texts.items() if count > 1] == []
    assert (
        len({mail.key for mail in mails}) == len({mail.message_id for mail in mails}) == len(mails)
    )


def test_agents_keep_to_the_opening_hours() -> None:
    for scene in story(MONDAY_NOON):
        for step in scene.steps:
            if isinstance(step, AgentStep) and step.by != CLOCK:
                opening, closing = HOURS[step.at.weekday()]
                assert opening <= step.at.time() <= closing, (scene.key, step)


def test_customers_also_write_at_night_and_at_weekends() -> None:
    times = [mail.at for scene in story(MONDAY_NOON) for mail in scene.mails]
    assert sum(time.hour < 7 or time.hour > 21 for time in times) > 20
    assert sum(time.weekday() > 4 for time in times) > 20


def test_everything_named_exists_in_the_company() -> None:
    teams = {team.key for team in company.TEAMS}
    people = {member.key for member in company.AGENTS} | {CLOCK}
    for scene in story(MONDAY_NOON):
        for step in scene.steps:
            assert not isinstance(step, AgentStep) or step.by in people
            assert not isinstance(step, Assign) or step.to in people
            assert not isinstance(step, HandToTeam) or step.team in teams
            assert not isinstance(step, AddTags) or set(step.tags) <= set(company.TAGS)
        for mail in scene.mails:
            assert company.mailbox(mail.mailbox).team in teams
            assert mail.person.address.endswith(".example")
            for attachment in mail.attachments:
                known = {**files.PAINTERS, **files.PAPERS, **files.TABLES, **APPOINTMENTS}
                assert attachment.kind in known


def test_placeholders_and_choices_are_all_filled() -> None:
    for scene in story(MONDAY_NOON):
        for step in scene.steps:
            text = getattr(step, "text", "") + getattr(step, "subject", "")
            assert "{" not in text, (scene.key, text)
            assert "[" not in text.replace("[image: ", ""), (scene.key, text)


def test_snoozed_conversations_wake_up_later() -> None:
    for scene in story(MONDAY_NOON):
        if scene.outcome == "snoozed":
            last = scene.steps[-1]
            assert isinstance(last, Snooze)
            assert last.until > MONDAY_NOON


def test_some_threads_are_long() -> None:
    lengths = sorted(
        sum(not isinstance(step, AgentStep) or isinstance(step, Reply) for step in scene.steps)
        for scene in story(MONDAY_NOON)
    )
    assert lengths[-1] >= 10
    assert sum(length >= 6 for length in lengths) >= 8
