"""A ParsedMail on its way through a pipe: JSON for the words, bytes as they are behind it.

The reading side does not trust the writing side: it had a stranger's mail in its hands. Whatever
does not fit the shape raises `ValueError`.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any, cast, get_args

from kundig.channels.email.mime.mail import (
    Address,
    Attachment,
    Attendee,
    Automatic,
    Bounce,
    BounceKind,
    Card,
    Complaint,
    Contact,
    Defect,
    Forwarded,
    Invitation,
    Method,
    ParsedMail,
    SenderFlag,
    Stage,
)


def encode(mail: ParsedMail) -> tuple[bytes, list[bytes]]:
    """The mail as JSON, and the contents of its attachments in order."""
    values = asdict(mail)
    contents = [attachment.pop("content") for attachment in values["attachments"]]
    for attachment, content in zip(values["attachments"], contents, strict=True):
        attachment["size"] = len(content)
    values["cards"] = [card_facts(card) for card in mail.cards]
    return json.dumps(values, default=_isoformat).encode("ascii"), contents


def card_facts(card: Card) -> dict[str, Any]:
    """A card as plain values, with its kind as "kind"; times stay times."""
    return {"kind": type(card).__name__.lower(), **asdict(card)}


def stored_card(card: Card) -> dict[str, Any]:
    """A card as JSON holds it: times as ISO text."""
    stored: dict[str, Any] = json.loads(json.dumps(card_facts(card), default=_isoformat))
    return stored


def _isoformat(value: Any) -> str:
    if not isinstance(value, datetime):
        raise TypeError(f"no time: {value!r}")
    return value.isoformat()


def decode(words: bytes, contents: bytes) -> ParsedMail:
    """The mail that `encode` made these of. Raises ValueError for anything else."""
    try:
        values = json.loads(words)
        return _mail(values, _attachments(values["attachments"], contents))
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"no mail: {error}") from error


def _mail(values: dict[str, Any], attachments: tuple[Attachment, ...]) -> ParsedMail:
    bounce, complaint = values["bounce"], values["complaint"]
    return ParsedMail(
        stage=cast("Stage", _one_of(Stage, values["stage"])),
        raw_sha256=_text(values["raw_sha256"]),
        sender=_address(values["sender"]),
        sender_flags=tuple(
            cast("SenderFlag", _one_of(SenderFlag, flag)) for flag in values["sender_flags"]
        ),
        to=_addresses(values["to"]),
        cc=_addresses(values["cc"]),
        reply_to=_addresses(values["reply_to"]),
        delivered_to=_texts(values["delivered_to"]),
        subject=_text(values["subject"]),
        message_id=_text(values["message_id"]),
        message_id_is_ours=values["message_id_is_ours"] is True,
        in_reply_to=_text(values["in_reply_to"]),
        references=_texts(values["references"]),
        date=_time(values["date"]),
        received_count=int(values["received_count"]),
        text=_text(values["text"]),
        html=_text(values["html"]),
        reply=_text(values["reply"]),
        attachments=attachments,
        cards=tuple(_card(card) for card in values["cards"]),
        automatic=cast("Automatic", _one_of(Automatic, values["automatic"])),
        bounce=None if bounce is None else _bounce(bounce),
        complaint=None if complaint is None else _complaint(complaint),
        defects=tuple(cast("Defect", _one_of(Defect, defect)) for defect in values["defects"]),
    )


def _card(values: dict[str, Any]) -> Card:
    if values["kind"] == "forwarded":
        date = _time(values["date"])
        return Forwarded(
            _address(values["sender"]), _text(values["subject"]), date, _text(values["text"])
        )
    if values["kind"] == "contact":
        return Contact(
            name=_text(values["name"]),
            organisation=_text(values["organisation"]),
            addresses=_texts(values["addresses"]),
            phones=_texts(values["phones"]),
        )
    starts = _time(values["starts"])
    if starts is None:
        raise ValueError("an appointment without a time")
    return Invitation(
        method=cast("Method", _one_of(Method, values["method"])),
        starts=starts,
        ends=_time(values["ends"]),
        all_day=values["all_day"] is True,
        repeats=values["repeats"] is True,
        uid=_text(values["uid"]),
        sequence=int(values["sequence"]),
        recurrence=_text(values["recurrence"]),
        summary=_text(values["summary"]),
        place=_text(values["place"]),
        description=_text(values["description"]),
        organizer=_address(values["organizer"]),
        attendees=tuple(
            Attendee(_address(one["person"]), _text(one["answer"])) for one in values["attendees"]
        ),
    )


def _time(value: Any) -> datetime | None:
    return datetime.fromisoformat(_text(value)) if value else None


def _bounce(values: dict[str, Any]) -> Bounce:
    return Bounce(
        recipient=_text(values["recipient"]),
        kind=cast("BounceKind", _one_of(BounceKind, values["kind"])),
        status=_text(values["status"]),
        recipients=_texts(values["recipients"]),
        original_message_id=_text(values["original_message_id"]),
        is_final=values["is_final"] is True,
    )


def _complaint(values: dict[str, Any]) -> Complaint:
    return Complaint(
        kind=_text(values["kind"]),
        recipients=_texts(values["recipients"]),
        original_message_id=_text(values["original_message_id"]),
        original_addresses=_texts(values["original_addresses"]),
    )


def _attachments(listed: list[dict[str, Any]], contents: bytes) -> tuple[Attachment, ...]:
    found: list[Attachment] = []
    start = 0
    for values in listed:
        end = start + int(values["size"])
        if not start <= end <= len(contents):
            raise ValueError("attachment larger than what came")
        found.append(
            Attachment(
                name=_text(values["name"]),
                content_type=_text(values["content_type"]),
                content=contents[start:end],
                content_id=_text(values["content_id"]),
                inline=values["inline"] is True,
            )
        )
        start = end
    return tuple(found)


def _addresses(values: list[dict[str, Any]]) -> tuple[Address, ...]:
    return tuple(_address(value) for value in values)


def _address(values: dict[str, Any]) -> Address:
    return Address(_text(values["address"]), _text(values["name"]))


def _texts(values: list[Any]) -> tuple[str, ...]:
    return tuple(_text(value) for value in values)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"no text: {value!r}")
    return value


def _one_of(choices: Any, value: Any) -> str:
    if value not in get_args(choices):
        raise ValueError(f"unknown word: {value!r}")
    return cast("str", value)
