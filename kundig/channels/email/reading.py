"""A mail that became no message, as a person reads it before deciding on it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from kundig.channels.base import Reading
from kundig.channels.email.mime.codes import opens_an_account
from kundig.channels.email.mime.guard import understand
from kundig.channels.email.mime.mail import Address, ParsedMail
from kundig.core import har
from kundig.web.relative import exact


def reading_of(raw: bytes) -> Reading:
    """Return what the mail says, read in a guarded child. Never raises."""
    mail = understand(raw)
    files = tuple((file.name, file.size) for file in mail.attachments)
    return Reading(tuple(_headers(mail)), mail.text, mail.html, files, _is_confidential(mail))


def _is_confidential(mail: ParsedMail) -> bool:
    recordings = (har.looks_like_one(file.name, file.content) for file in mail.attachments)
    return opens_an_account(mail) or any(recordings)


def _headers(mail: ParsedMail) -> Iterator[tuple[str, str]]:
    shown = {
        _("From"): _words(mail.sender),
        _("To"): ", ".join(map(_words, mail.to)),
        _("Copy to"): ", ".join(map(_words, mail.cc)),
        _("Answers to"): ", ".join(map(_words, mail.reply_to)),
        _("Date"): exact(mail.date) if mail.date else "",
        # What circles are told by.
        _("Servers passed"): str(mail.received_count or ""),
    }
    yield from ((name, value) for name, value in shown.items() if value)


def _words(person: Address) -> str:
    if not person.name:
        return person.address
    return f"{person.name} <{person.address}>" if person.address else person.name
