"""Moments within the hours in which somebody is there."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from kundig.channels.hours import spans_finder
from kundig.channels.models import OpeningHours
from kundig.conversations.models import Conversation
from kundig.conversations.snoozing import presets

WORKDAYS = [["09:00-12:30", "13:30-17:00"]] * 4 + [["09:00-15:00"], [], []]

pytestmark = pytest.mark.django_db


def offered(conversation: Conversation, at: datetime) -> dict[str, str]:
    spans_of = spans_finder(conversation.channel)
    assert spans_of is not None
    with timezone.override("Europe/Berlin"):
        return {one.name: f"{one.at:%d.%m. %H:%M}" for one in presets(at, spans_of)}


@pytest.fixture(autouse=True)
def hours() -> OpeningHours:
    """The organisation's: a midday break, short Fridays, the Tuesday after Whitsun off as well."""
    return OpeningHours.objects.create(
        week=WORKDAYS, holidays=[date(2026, 5, 25), date(2026, 5, 26)]
    )


def test_a_morning_offers_the_afternoon_and_the_end_of_the_day(conversation: Conversation) -> None:
    found = offered(conversation, datetime(2026, 5, 20, 8, tzinfo=UTC))
    assert found == {
        "afternoon": "20.05. 14:00",
        "evening": "20.05. 16:00",
        "tomorrow": "21.05. 09:00",
        "week": "27.05. 09:00",
    }


def test_a_long_weekend_is_skipped(conversation: Conversation) -> None:
    """Friday before Whitsun, after closing: neither tomorrow nor the Monday is worked."""
    found = offered(conversation, datetime(2026, 5, 22, 14, tzinfo=UTC))
    assert found == {"workday": "27.05. 09:00", "week": "29.05. 09:00"}


def test_without_hours_every_day_counts_but_working_days(conversation: Conversation) -> None:
    OpeningHours.objects.all().delete()
    assert spans_finder(conversation.channel) is None
    with timezone.override("Europe/Berlin"):
        friday = presets(datetime(2026, 5, 22, 10, tzinfo=UTC))
    found = {one.name: f"{one.at:%d.%m. %H:%M}" for one in friday}
    assert found["tomorrow"] == "23.05. 09:00"
    assert found["monday"] == "25.05. 09:00"


def test_reading_from_another_zone_changes_no_moment(conversation: Conversation) -> None:
    spans_of = spans_finder(conversation.channel)
    assert spans_of is not None
    at = datetime(2026, 5, 20, 15, tzinfo=UTC)
    moments = set()
    for zone in ("Europe/Berlin", "Europe/Lisbon"):
        with timezone.override(zone):
            moments |= {one.at for one in presets(at, spans_of) if one.name == "tomorrow"}
    assert moments == {datetime(2026, 5, 21, 7, tzinfo=UTC)}
