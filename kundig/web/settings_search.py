"""Finding a setting by what somebody calls it: pages and the single settings on them, in every language."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from django.http import HttpRequest

from kundig.core.prose import distance, words
from kundig.core.vocabulary.spelling import fold
from kundig.web.places import Place, Setting, places_for
from kundig.web.spoken import Words, in_all_languages

# From so many letters on a word may stand within another one, and have a slip of the finger.
_WITHIN, _SLIPS = 3, 4


@dataclass(frozen=True)
class FoundSetting:
    """A page of the settings, or one setting of it (`setting`)."""

    place: Place
    setting: Setting | None = None

    @property
    def label(self) -> Words:
        """Return what it is called."""
        return self.setting.label if self.setting else self.place.label

    @property
    def within(self) -> Words:
        """Return where it stands: a setting on its page, a page in its group."""
        return self.place.label if self.setting else self.place.group

    @property
    def url(self) -> str:
        """Return the address that leads to the very place of the page."""
        return self.place.url_of(self.setting) if self.setting else self.place.url

    @property
    def _called(self) -> frozenset[str]:
        return _folded(self._name, self.label)

    @property
    def _otherwise(self) -> frozenset[str]:
        more = self.setting.words if self.setting else self.place.words
        return _folded(self._name, more) | _folded(self._name, self.within)

    @property
    def _name(self) -> str:
        return f"{self.place.name}#{self.setting.anchor if self.setting else ''}"

    def likeness(self, typed: list[str]) -> float:
        """Return how well it fits the folded words that were typed; 0 where one of them fits nothing."""
        fits = [
            max(_likeness(word, self._called), _likeness(word, self._otherwise) * 0.7)
            for word in typed
        ]
        return sum(fits) if all(fits) else 0


def find_settings(request: HttpRequest, text: str) -> list[FoundSetting]:
    """Return what fits every word of `text` among all that this person may open, what fits best first."""
    typed = [fold(word) for word in words(text)]
    if not typed:
        return []
    scored = [(one.likeness(typed), one) for one in all_settings(request)]
    found = [(score, one) for score, one in scored if score]
    return [one for _score, one in sorted(found, key=lambda pair: -pair[0])]


def all_settings(request: HttpRequest) -> list[FoundSetting]:
    """Return each page of the settings that this person may open, and each setting that stands on it."""
    return [
        FoundSetting(place, setting)
        for place in places_for(request, "settings")
        for setting in (None, *place.settings)
    ]


# Whose words they are is asked along: two things that are called alike in one language need not be in another.
@functools.lru_cache(maxsize=512)
def _folded(_whose: str, lazy: Words) -> frozenset[str]:
    return frozenset(fold(word) for said in in_all_languages(lazy) for word in words(said))


def _likeness(typed: str, known: frozenset[str]) -> float:
    return max((_likeness_of(typed, word) for word in known), default=0)


def _likeness_of(typed: str, known: str) -> float:
    if typed == known:
        return 1
    if known.startswith(typed):
        return 0.9
    if len(typed) >= _WITHIN and typed in known:
        return 0.6
    # The first letter is hardly ever the wrong one, and asking for it keeps foreign words out.
    if len(typed) < _SLIPS or typed[0] != known[0]:
        return 0
    # A letter too many, another one, or one too few.
    begun = (known[: len(typed) + more] for more in (-1, 0, 1))
    return 0.4 if any(distance(typed, beginning, 1) <= 1 for beginning in begun) else 0
