"""Complaints: what a provider's feedback loop says of a mail of ours that a reader marked as spam (RFC 5965)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kundig.channels.email.mime.addresses import read_addresses
from kundig.channels.email.mime.characters import one_line
from kundig.channels.email.mime.charset import decode_unlabelled
from kundig.channels.email.mime.delivery_reports import ADDRESS
from kundig.channels.email.mime.headers import Headers, read_headers
from kundig.channels.email.mime.mail import Complaint
from kundig.channels.email.mime.message_ids import read_message_id
from kundig.channels.email.mime.transfer import content
from kundig.channels.email.mime.tree import Part
from kundig.core import caps

_ORIGINALS = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")


def read_complaint(root: Part) -> Complaint | None:
    """The complaint that a report holds; None for any other mail, and for one that a person forwards."""
    if root.type.parameters.get("report-type", "").lower() != "feedback-report":
        return None
    report = _part(root, ("message/feedback-report",))
    if report is None:
        return None
    # The fields of the report are those of a header block.
    said = _headers(report)
    original = _part(root, _ORIGINALS)
    mail = _headers(original) if original else None
    return Complaint(
        kind=re.sub(r"[^a-z-]", "", said.get("feedback-type").lower())[:40],
        recipients=_recipients(said),
        original_message_id=read_message_id(mail.get("message-id")) if mail else "",
        original_addresses=_own(said, mail),
    )


def _part(root: Part, kinds: tuple[str, ...]) -> Part | None:
    return next((part for part in root.walk() if part.type.full in kinds), None)


def _headers(part: Part) -> Headers:
    data = decode_unlabelled(content(part, [])).lstrip().encode()
    return read_headers(data, 0, len(data))[0]


def _recipients(said: Headers) -> tuple[str, ...]:
    named = [*said.all("original-rcpt-to"), *said.all("removal-recipient")]
    return _tidy(address for value in named for address in ADDRESS.findall(value))


def _own(said: Headers, mail: Headers | None) -> tuple[str, ...]:
    """The addresses that our mail bore as its own: one of them may carry our sign."""
    values = [*said.all("original-mail-from")]
    if mail is not None:
        values += [value for name in ("reply-to", "from") for value in mail.all(name)]
    return _tidy(one.address for value in values for one in read_addresses(value))


def _tidy(found: Iterable[str]) -> tuple[str, ...]:
    tidy = (one_line(one, caps.MAIL_ADDRESS_CHARS) for one in found if one)
    return tuple(dict.fromkeys(tidy))[: caps.MAIL_BOUNCE_RECIPIENTS]
