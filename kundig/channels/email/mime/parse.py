"""The three stages of understanding: whole, headers, raw. Nothing is dropped, nothing raises."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

from kundig.channels.email.mime.addresses import read_addresses, read_sender
from kundig.channels.email.mime.automatic import kind_of_automatic
from kundig.channels.email.mime.body import Body, read_body
from kundig.channels.email.mime.bounce import read_bounce
from kundig.channels.email.mime.characters import cut, one_line, storable
from kundig.channels.email.mime.charset import decode_unlabelled
from kundig.channels.email.mime.complaints import read_complaint
from kundig.channels.email.mime.dates import read_date
from kundig.channels.email.mime.forwarded import find_forwarded
from kundig.channels.email.mime.headers import Headers
from kundig.channels.email.mime.mail import Address, Card, Defect, ParsedMail, Stage
from kundig.channels.email.mime.message_ids import made_from, read_message_id, read_message_ids
from kundig.channels.email.mime.quotes import visible_reply
from kundig.channels.email.mime.tree import Part, split, split_headers
from kundig.core import caps

_DELIVERED_TO = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to")


def parse(raw: bytes) -> ParsedMail:
    """Everything that can be known about a mail. Takes any bytes and never raises."""
    return _attempt(parse_whole, raw) or _attempt(parse_headers, raw) or parse_raw(raw)


def _attempt(stage: Callable[[bytes], ParsedMail], raw: bytes) -> ParsedMail | None:
    try:
        return stage(raw)
    except Exception:  # a stranger's bytes: whatever broke, the next stage reads less
        return None


def parse_whole(raw: bytes) -> ParsedMail:
    """First stage: headers, body, attachments, reply, robots and bounces. May raise."""
    defects: list[Defect] = []
    root = split(raw, defects)
    body = read_body(root, defects)
    return _mail("whole", raw, root, body)


def parse_headers(raw: bytes) -> ParsedMail:
    """Second stage: the headers, and the rest as the text it is. May raise."""
    root = split_headers(raw)
    body = Body(defects=["body-unreadable"])
    return _mail("headers", raw, root, body)


def parse_raw(raw: bytes) -> ParsedMail:
    """Last stage: the mail as text, nothing taken apart. Cannot fail."""
    digest = hashlib.sha256(raw).hexdigest()
    text = _readable(raw)
    return ParsedMail(
        stage="raw",
        raw_sha256=digest,
        sender=Address(""),
        sender_flags=("missing",),
        message_id=made_from(digest),
        message_id_is_ours=True,
        text=text,
        reply=text,
        defects=("mail-unreadable",),
    )


def _mail(stage: Stage, raw: bytes, root: Part, body: Body) -> ParsedMail:
    headers = root.headers
    digest = hashlib.sha256(raw).hexdigest()
    sender, flags = read_sender(headers)
    message_id = read_message_id(headers.get("message-id"))
    text = body.text if stage == "whole" else _readable(root.body)
    html = body.html
    reply = visible_reply(body) if stage == "whole" else text
    bounce = read_bounce(root, sender, text) if stage == "whole" else None
    complaint = read_complaint(root) if stage == "whole" else None
    return ParsedMail(
        stage=stage,
        raw_sha256=digest,
        sender=sender,
        sender_flags=flags,
        to=_addresses(headers, "to"),
        cc=_addresses(headers, "cc"),
        reply_to=_addresses(headers, "reply-to"),
        delivered_to=_delivered_to(headers),
        subject=read_subject(headers),
        message_id=message_id or made_from(digest),
        message_id_is_ours=not message_id,
        in_reply_to=next(iter(read_message_ids(headers.get("in-reply-to"))), ""),
        references=_references(headers),
        date=read_date(headers.get("date")),
        received_count=headers.count("received"),
        text=text,
        html=html,
        reply=reply,
        attachments=tuple(body.attachments),
        # What a server sends back is no mail that somebody forwards.
        cards=() if bounce or complaint else _cards(body, text, read_subject(headers), reply),
        automatic=kind_of_automatic(headers, sender, bounce),
        bounce=bounce,
        complaint=complaint,
        defects=(*body.defects, *_cuts(text, html)),
    )


def read_subject(headers: Headers) -> str:
    """The subject in one line: an encoded line break must not become a header of our answer."""
    return one_line(headers.text("subject"), caps.MAIL_SUBJECT_CHARS)


def _cards(body: Body, text: str, subject: str, reply: str) -> tuple[Card, ...]:
    forwarded = find_forwarded(text, subject, reply)
    return (*([forwarded] if forwarded else []), *body.cards)[: caps.MAIL_CARDS]


def _cuts(text: str, html: str) -> Iterator[Defect]:
    if len(text) >= caps.MAIL_TEXT_CHARS:
        yield "text-cut"
    if len(html) >= caps.MAIL_HTML_CHARS:
        yield "html-cut"


def _addresses(headers: Headers, name: str) -> tuple[Address, ...]:
    found = [address for value in headers.all(name) for address in read_addresses(value)]
    return tuple(dict.fromkeys(found))[: caps.MAIL_ADDRESSES]


def _delivered_to(headers: Headers) -> tuple[str, ...]:
    found = [a.address for name in _DELIVERED_TO for a in _addresses(headers, name)]
    return tuple(dict.fromkeys(found))


def _references(headers: Headers) -> tuple[str, ...]:
    return read_message_ids(" ".join(headers.all("references")))


def _readable(data: bytes) -> str:
    text = decode_unlabelled(data[: 4 * caps.MAIL_TEXT_CHARS]).replace("\r\n", "\n")
    return cut(storable(text), caps.MAIL_TEXT_CHARS)
