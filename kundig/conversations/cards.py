"""Cards: what a part of a message means beside the file it is: an appointment, a contact, a mail within the mail.

They are kept as plain values with their `kind`: "invitation" (method, summary, starts, ends, all_day,
repeats, place, description, organizer, attendees), "contact" (name, organisation, addresses, phones) and
"forwarded" (sender, subject, date, text). Strangers wrote what they say; here it is only words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kundig.core import caps

_ANSWERS: dict[str, str | Promise] = {
    "accepted": gettext_lazy("accepted"),
    "declined": gettext_lazy("declined"),
    "tentative": gettext_lazy("perhaps"),
}


@dataclass(frozen=True)
class ShownCard:
    """One card as the timeline shows it; `is_off` for an appointment that was called off.

    `asks` where it is an invitation.
    """

    title: str
    chip: str
    icon_name: str
    facts: list[tuple[str, str]]
    text: str = ""
    text_label: str = ""
    is_off: bool = False
    asks: bool = False


def shown_cards(cards: Iterable[dict[str, Any]]) -> list[ShownCard]:
    """Return the cards of a message for people to read; a kind that nobody knows any more is left out.

    Mail programs send an appointment twice, within the text and as a file: what reads the same stands once.
    """
    shown: list[ShownCard] = []
    for card in cards:
        drawn = _SHOWN[card["kind"]](card) if card.get("kind") in _SHOWN else None
        if drawn and drawn not in shown:
            shown.append(drawn)
    return shown


def _invitation(card: dict[str, Any]) -> ShownCard:
    is_off = card["method"] == "cancel"
    return ShownCard(
        title=card["summary"] or _("Appointment"),
        chip=_purpose(card),
        icon_name="ban" if is_off else "calendar",
        facts=_said(
            (_("When"), _when(card)),
            (_("Where"), card["place"]),
            (_("Invited by"), _person(card["organizer"])),
            (_("With"), _attendees(card)),
        ),
        text=card["description"],
        text_label=_("Description"),
        is_off=is_off,
        asks=card["method"] == "request",
    )


def _contact(card: dict[str, Any]) -> ShownCard:
    return ShownCard(
        title=card["name"] or card["organisation"],
        chip=_("Contact"),
        icon_name="user-round",
        facts=_said(
            (_("Company"), card["organisation"]),
            (_("E-mail"), ", ".join(card["addresses"])),
            (_("Phone"), ", ".join(card["phones"])),
        ),
    )


def _forwarded(card: dict[str, Any]) -> ShownCard:
    date = datetime.fromisoformat(card["date"]) if card["date"] else None
    sent = date_format(timezone.localtime(date), "DATETIME_FORMAT") if date else ""
    return ShownCard(
        title=card["subject"] or _("Without a subject"),
        chip=_("Forwarded mail"),
        icon_name="forward",
        facts=_said((_("From"), _person(card["sender"])), (_("Sent"), sent)),
        text=card["text"],
        text_label=_("Show this mail"),
    )


_SHOWN: dict[str, Callable[[dict[str, Any]], ShownCard]] = {
    "invitation": _invitation,
    "contact": _contact,
    "forwarded": _forwarded,
}


def _said(*facts: tuple[str, str]) -> list[tuple[str, str]]:
    return [(label, words) for label, words in facts if words]


def _purpose(card: dict[str, Any]) -> str:
    if card["method"] == "cancel":
        return _("Called off")
    if card["method"] == "reply":
        return ", ".join(_attendee(one) for one in card["attendees"][:3]) or _("Answer")
    return _("Invitation") if card["method"] == "request" else _("Appointment")


def _when(card: dict[str, Any]) -> str:
    """The time in the reader's zone; whole days are the same everywhere."""
    starts = datetime.fromisoformat(card["starts"])
    ends = datetime.fromisoformat(card["ends"]) if card["ends"] else None
    words = _days(starts, ends) if card["all_day"] else _span(starts, ends)
    return _("%(when)s, repeated") % {"when": words} if card["repeats"] else words


def _days(starts: datetime, ends: datetime | None) -> str:
    first = starts.astimezone(UTC).date()
    # The end of a whole day is the beginning of the next.
    last = ends.astimezone(UTC).date() - timedelta(days=1) if ends else first
    words = f"{date_format(first, 'l')}, {date_format(first, 'DATE_FORMAT')}"
    return f"{words} – {date_format(last, 'DATE_FORMAT')}" if last > first else words


def _span(starts: datetime, ends: datetime | None) -> str:
    first = timezone.localtime(starts)
    words = f"{date_format(first, 'l')}, {date_format(first, 'DATETIME_FORMAT')}"
    if ends is None or ends <= starts:
        return words
    last = timezone.localtime(ends)
    same_day = last.date() == first.date()
    return f"{words} – {date_format(last, 'TIME_FORMAT' if same_day else 'DATETIME_FORMAT')}"


def _attendees(card: dict[str, Any]) -> str:
    names = [_attendee(one) for one in card["attendees"][: caps.SHOWN_RECEIVERS]]
    more = len(card["attendees"]) - len(names)
    words = ", ".join(names)
    return _("{names} and {number} more").format(names=words, number=more) if more > 0 else words


def _attendee(attendee: dict[str, Any]) -> str:
    answer = _ANSWERS.get(attendee["answer"])
    name = _person(attendee["person"])
    return f"{name} ({answer})" if answer else name


def _person(person: dict[str, str]) -> str:
    name, address = person["name"], person["address"]
    return f"{name} <{address}>" if name and address else name or address
