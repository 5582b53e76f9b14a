"""The places a person can go: rooms register theirs when the program starts.

The ground cannot know the rooms above it, so they hand in what the rail and the settings show::

    places.register(Place("inbox", _("Inbox"), "inbox", "desk:inbox", area="rail"))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

Area = Literal["rail", "rail-end", "settings"]


def everyone(_request: HttpRequest) -> bool:
    """Default of ``Place.open_to``: whoever sees the page may go there."""
    return True


@dataclass(frozen=True)
class Setting:
    """One thing that can be set on a page of the settings, for those who look for it.

    ``anchor`` is the id of the field or the part of the page that it is; ``words`` are other words for it.
    """

    label: str | Promise
    anchor: str
    words: str | Promise = ""


@dataclass(frozen=True)
class Place:
    """One link of the rail or of the settings.

    ``name`` is unique within its area and marks the current page (context variable ``place``),
    ``icon`` a name from icons.txt, ``group`` a heading in the settings. In the rail what ``count_url_name``
    answers is fetched into the link: how much is new there.
    """

    name: str
    label: str | Promise
    icon: str
    url_name: str
    area: Area = "rail"
    group: str | Promise = ""
    order: int = 100
    open_to: Callable[[HttpRequest], bool] = everyone
    count_url_name: str = ""
    # Other words by which people look for it.
    words: str | Promise = ""
    # What can be set there.
    settings: tuple[Setting, ...] = ()

    @property
    def url(self) -> str:
        return reverse(self.url_name)

    def url_of(self, setting: Setting) -> str:
        """Return the address of one of its settings."""
        return f"{self.url}#{setting.anchor}"

    @property
    def count_url(self) -> str:
        return reverse(self.count_url_name) if self.count_url_name else ""


_places: dict[tuple[Area, str], Place] = {}


def register(place: Place) -> None:
    """Adds a place; raises ``ValueError`` if another one holds its name in the same area."""
    key = (place.area, place.name)
    if _places.get(key, place) != place:
        raise ValueError(f"The place {place.name!r} exists twice in {place.area!r}.")
    _places[key] = place


def places_for(request: HttpRequest, area: Area) -> list[Place]:
    """What this person may open in the area, in order."""
    found = [place for place in _places.values() if place.area == area and place.open_to(request)]
    return sorted(found, key=lambda place: (place.order, place.name))
