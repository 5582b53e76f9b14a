"""The placeholders that texts may name: one table for snippets, signatures and automatic answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kundig.conversations.models import Channel, Conversation
from kundig.staff.models import Agent, Organisation, Team

_DAYS = re.compile(r"([a-z]+)([+-]\d{1,3})")
_TITLES = frozenset({"dr", "prof", "dipl", "ing", "med", "mag", "mr", "mrs", "ms", "herr", "frau"})
_FIRMS = re.compile(
    r"\b(?:gmbh|ag|kg|ohg|gbr|ug|se|e\.?\s?v|ltd|inc|llc|co|verein)\b", re.IGNORECASE
)
# How a letter begins to anybody, whatever their title and sex.
_GREETINGS = {
    "de": "Guten Tag", "en": "Hello", "fr": "Bonjour", "es": "Buenos días", "it": "Buongiorno",
    "nl": "Goedendag", "pl": "Dzień dobry", "pt": "Bom dia", "da": "Goddag", "sv": "Hej",
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """What values are taken from; `name` is the customer's, empty where nobody knows it."""

    conversation: Conversation
    agent: Agent | None
    channel: Channel
    language: str
    name: str

    @property
    def team(self) -> Team | None:
        """Return the team that answers."""
        return self.conversation.team or self.channel.team


@dataclass(frozen=True)
class Placeholder:
    """One name, what people read about it, and how its value is found; `short` is a word that means the same."""

    name: str
    label: str | Promise
    value: Callable[[Source], str]
    short: str = ""


class Values(Mapping[str, str]):
    """The values of one conversation by the names of placeholders, looked up when they are asked for."""

    def __init__(self, source: Source, more: Mapping[str, str]) -> None:
        self._source, self._more = source, more

    def __getitem__(self, key: str) -> str:
        if key in self._more:
            return self._more[key]
        dated = _DAYS.fullmatch(key)
        if dated and dated[1] in _DATES:
            return _day(self._source, int(dated[2]), _DATES[dated[1]])
        return _BY_NAME[key].value(self._source)

    def __iter__(self) -> Iterator[str]:
        return iter({**_BY_NAME, **self._more})

    def __len__(self) -> int:
        return len({**_BY_NAME, **self._more})


def values_of(
    conversation: Conversation,
    agent: Agent | None,
    *,
    channel: Channel | None = None,
    language: str = "",
    name: str | None = None,
    **more: str,
) -> Values:
    """Return the values for a text in `language`, else in the conversation's; `more` adds some of the caller's own.

    `name` stands for the customer's where that may not be passed on as it is.
    """
    if name is None:
        name = conversation.customer.name
    name = "" if "@" in name else name
    language = (language or conversation.language)[:2] or _usual_language()
    source = Source(conversation, agent, channel or conversation.channel, language, name)
    return Values(source, more)


def known() -> frozenset[str]:
    """Return every name that a text may use."""
    return frozenset(_BY_NAME)


def first_name(name: str) -> str:
    """Return the first name of somebody: of “Dr. Petra Sommer” and of “Sommer, Petra” it is “Petra”; "" for a firm."""
    if _FIRMS.search(name):
        return ""
    before, comma, after = name.partition(",")
    words = (after if comma else before).split()
    while words and words[0].rstrip(".").lower() in _TITLES:
        words.pop(0)
        if len(words) == 1 and not comma:
            return ""  # “Frau Sommer”
    return words[0] if words else ""


def _usual_language() -> str:
    organisation = Organisation.objects.first()
    return organisation.language if organisation else "de"


def _organisation(_source: Source) -> str:
    organisation = Organisation.objects.first()
    return organisation.name if organisation else ""


def _company(source: Source) -> str:
    company = source.conversation.customer.company
    return company.name if company else ""


def _agent(source: Source) -> str:
    return source.agent.name if source.agent else _team(source)


def _team(source: Source) -> str:
    return source.team.name if source.team else ""


def _greeting(source: Source) -> str:
    words = _GREETINGS.get(source.language, _GREETINGS["en"])
    name = "" if _FIRMS.search(source.name) else source.name
    return f"{words} {name}".rstrip()


def _day(source: Source, days: int, form: str) -> str:
    with translation.override(source.language):
        return date_format(timezone.localdate() + timedelta(days=days), form)


_DATES = {"date": "SHORT_DATE_FORMAT", "weekday": "l"}

PLACEHOLDERS = (
    Placeholder("greeting", _("Greeting with the name"), _greeting),
    Placeholder("customer.name", _("Name of the customer"), lambda source: source.name, "customer"),
    Placeholder(
        "customer.first_name", _("First name of the customer"), lambda source: first_name(source.name)
    ),
    Placeholder("customer.company", _("Company of the customer"), _company),
    Placeholder("agent.name", _("Name of whoever answers"), _agent, "agent"),
    Placeholder(
        "agent.first_name",
        _("First name of whoever answers"),
        lambda source: first_name(source.agent.name) if source.agent else "",
    ),
    Placeholder("team.name", _("Team"), _team, "team"),
    Placeholder("organisation.name", _("Our company"), _organisation, "organisation"),
    Placeholder(
        "channel.address", _("Address of the mailbox"), lambda source: source.channel.address, "address"
    ),
    Placeholder(
        "conversation.subject", _("Subject"), lambda source: source.conversation.subject
    ),
    Placeholder(
        "conversation.number", _("Number of the conversation"), lambda source: f"#{source.conversation.pk}"
    ),
    Placeholder("date", _("Today’s date"), lambda source: _day(source, 0, _DATES["date"])),
    Placeholder("weekday", _("Day of the week"), lambda source: _day(source, 0, _DATES["weekday"])),
)  # fmt: skip
_BY_NAME = {name: one for one in PLACEHOLDERS for name in (one.name, one.short) if name}
