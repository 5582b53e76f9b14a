"""Availability: one's own words, and away by silence where somebody wishes it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kundig.core.models import Event
from kundig.core.time import acting_at, now
from kundig.staff import actions, events
from kundig.staff.jobs import watch_silence
from kundig.staff.models import Agent, Availability


def fresh(agent: Agent) -> Agent:
    return Agent.objects.get(pk=agent.pk)


def test_colleagues_read_ones_own_words(anna: Agent, client: Client) -> None:
    client.force_login(anna)
    client.post(
        reverse("availability-words"), {"availability": "busy", "words": " Schulung \n bis 14 Uhr "}
    )
    assert fresh(anna).availability_shown == "Beschäftigt: Schulung bis 14 Uhr"
    # The quick choice in the menu takes the words back.
    client.post(reverse("availability"), {"availability": "busy"})
    assert fresh(anna).availability_words == ""


def test_who_wishes_it_is_away_after_a_silence_and_back_with_a_sign_of_life(anna: Agent) -> None:
    actions.set_preferences(anna, by=anna.actor, away_after=10)
    at = now()
    with acting_at(at + timedelta(minutes=9)):
        watch_silence(0)
        assert fresh(anna).is_available
    with acting_at(at + timedelta(minutes=11)):
        watch_silence(0)
        watch_silence(0)
    assert fresh(anna).availability == Availability.AWAY
    assert Event.objects.filter(kind=events.FELL_SILENT).count() == 1
    actions.sign_of_life(fresh(anna), by=anna.actor)
    assert fresh(anna).is_available


@pytest.mark.parametrize("chosen", [Availability.BUSY, Availability.AWAY])
def test_what_somebody_chose_stays(anna: Agent, chosen: Availability) -> None:
    actions.set_preferences(anna, by=anna.actor, away_after=10)
    actions.set_availability(anna, by=anna.actor, availability=chosen)
    with acting_at(now() + timedelta(hours=1)):
        watch_silence(0)
    actions.sign_of_life(fresh(anna), by=anna.actor)
    assert fresh(anna).availability == chosen


def test_without_the_wish_nobody_is_watched(anna: Agent, client: Client) -> None:
    client.force_login(anna)
    assert "<sign-of-life" not in client.get(reverse("profile")).content.decode()
    with acting_at(now() + timedelta(days=1)):
        watch_silence(0)
    assert fresh(anna).is_available
    actions.set_preferences(anna, by=anna.actor, away_after=30)
    assert "<sign-of-life" in client.get(reverse("profile")).content.decode()
