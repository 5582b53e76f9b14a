"""What is passed on to somebody who has not read along: messages as they are repeated, and their files."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kundig.conversations.models import Attachment, Conversation, Direction, Message
from kundig.core import caps
from kundig.core.errors import Refused
from kundig.core.text import one_line


def passed_on(conversation: Conversation, messages: Sequence[Message]) -> list[Message]:
    """Return the messages in their order, all but forwards without `messages`; Refused for notes and what was taken back."""
    rows = conversation.messages.filter(withdrawn_at=None).exclude(direction=Direction.NOTE)
    if messages:
        rows = rows.filter(pk__in=[message.pk for message in messages])
    else:
        rows = rows.filter(forwards=[])
    found = list(rows.select_related("customer", "agent").prefetch_related("attachments"))
    if not found or (messages and len(found) < len({message.pk for message in messages})):
        raise Refused(_("There is nothing here that can be forwarded."))
    return sorted(found, key=lambda message: (message.created_at, message.pk))


def files_of(passed: Sequence[Message]) -> list[Attachment]:
    """Return the files that go on with these messages; Refused where they are too many for one."""
    # What is locked stays here; of a recording goes on what was left of it.
    every = [file for one in passed for file in one.attachments.all()]
    files = [file for file in every if not file.content_id and not file.is_closed]
    if len(files) > caps.FORWARDED_FILES:
        raise Refused(
            _("These are too many files for one message; please forward them one by one.")
        )
    return files


def repeated(message: Message) -> str:
    """Return a message as it is repeated: who wrote when to whom, and the text."""
    at = timezone.localtime(message.created_at)
    lines = [
        gettext("---------- Forwarded message ----------"),
        gettext("From: {name}").format(name=_author(message)),
        gettext("Date: {date}").format(date=date_format(at, "DATETIME_FORMAT")),
        gettext("Subject: {subject}").format(subject=one_line(message.subject, caps.SUBJECT_CHARS)),
    ]
    return "\n".join([*lines, "", message.visible_text or message.text])


def _author(message: Message) -> str:
    if message.agent is not None:
        return message.agent.name
    if message.direction == Direction.OUTBOUND:
        return "Kundig"
    name, address = message.sender.get("name", ""), message.sender.get("address", "")
    return f"{name} <{address}>" if name and address else name or address or "?"
