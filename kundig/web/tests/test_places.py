from __future__ import annotations

import pytest
from django.test import RequestFactory

from kundig.web import places
from kundig.web.places import Place


@pytest.fixture(autouse=True)
def own_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_places", {})


def test_places_come_in_order_and_only_where_open() -> None:
    places.register(Place("later", "Later", "clock", "web:design", order=20))
    places.register(Place("first", "First", "inbox", "web:design", order=10))
    places.register(Place("hidden", "Hidden", "lock", "web:design", open_to=lambda _: False))
    places.register(Place("first", "First", "users", "web:design", area="settings"))
    found = places.places_for(RequestFactory().get("/"), "rail")
    assert [place.name for place in found] == ["first", "later"]


def test_one_name_is_one_place() -> None:
    place = Place("inbox", "Inbox", "inbox", "web:design")
    places.register(place)
    places.register(place)
    with pytest.raises(ValueError, match="twice"):
        places.register(Place("inbox", "Other", "mail", "web:design"))
