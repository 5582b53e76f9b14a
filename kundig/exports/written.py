"""One conversation as files: as PDF or JSON, and with what was attached to it as an archive."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from django.db.models import QuerySet

from kundig.conversations.models import Attachment, Conversation, Direction, Message
from kundig.conversations.views.content import file_name
from kundig.core import blobs
from kundig.core.actor import Actor
from kundig.exports import pdf
from kundig.exports.models import Export, Format
from kundig.exports.shaping import shaper_of

_PORTION = 100


def write_conversation(
    export: Export, conversation: Conversation, reader: Actor, file: IO[bytes]
) -> None:
    """Write the file that was asked for."""
    messages = messages_of(export, conversation)
    if not export.with_files:
        _write_words(export, conversation, messages, reader, file)
        return
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        with archive.open(f"kundig-{conversation.pk}.{export.format}", "w") as words:
            _write_words(export, conversation, messages, reader, words)
        for number, one in enumerate(files_of(messages), start=1):
            # Numbered: two may have one name.
            with archive.open(f"files/{number:03}-{file_name(one.name)}", "w") as place:
                for chunk in _content(one):
                    place.write(chunk)


def messages_of(export: Export, conversation: Conversation) -> QuerySet[Message]:
    """Return the messages that go into the file, in their order; notes only where they were asked for."""
    found = conversation.messages.filter(withdrawn_at=None).order_by("created_at", "pk")
    return found if export.with_notes else found.exclude(direction=Direction.NOTE)


def files_of(messages: QuerySet[Message]) -> Iterator[Attachment]:
    """Return the files that everybody who sees the conversation may open."""
    for file in Attachment.objects.filter(message__in=messages).order_by("created_at", "pk"):
        if not file.is_closed:
            yield file


def _content(file: Attachment) -> Iterable[bytes]:
    if file.cleaned_id is not None:
        return [blobs.content(file.cleaned_id)]
    return blobs.chunks(file.blob_id, file.size)


def _write_words(
    export: Export,
    conversation: Conversation,
    messages: QuerySet[Message],
    reader: Actor,
    file: IO[bytes],
) -> None:
    if export.format == Format.JSON:
        _write_json(conversation, messages, file)
    else:
        file.write(pdf.draw(conversation, messages, reader))


def _write_json(conversation: Conversation, messages: QuerySet[Message], file: IO[bytes]) -> None:
    """Write the conversation and its messages in the shapes of the API, message by message."""
    heads, bodies = shaper_of(Conversation), shaper_of(Message)
    head = heads.tell(heads.load(Conversation.objects.filter(pk=conversation.pk)).get())
    file.write(b'{"conversation": ' + _json(head) + b', "messages": [')
    for number, message in enumerate(bodies.load(messages).iterator(_PORTION)):
        file.write((b"," if number else b"") + b"\n" + _json(bodies.tell(message)))
    file.write(b"]}\n")


def _json(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode()
