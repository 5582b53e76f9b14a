"""Cards: what some parts of a mail mean, beside the file that they are."""

from __future__ import annotations

from kundig.channels.email.mime.calendars import read_invitation
from kundig.channels.email.mime.contacts import read_contact
from kundig.channels.email.mime.mail import Card

_CALENDARS = frozenset({"text/calendar", "application/ics", "text/x-vcalendar"})
_CONTACTS = frozenset({"text/vcard", "text/x-vcard", "text/directory", "application/vcard"})


def may_be_card(content_type: str, name: str) -> bool:
    """Whether a part is worth a look."""
    return content_type in _CALENDARS | _CONTACTS or name.lower().endswith((".ics", ".vcf"))


def read_card(content_type: str, name: str, text: str) -> Card | None:
    """The card that a part's text is; None for any other."""
    if content_type in _CALENDARS or name.lower().endswith(".ics"):
        return read_invitation(text)
    return read_contact(text)
