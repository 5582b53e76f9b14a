"""look, save draft, discard upload: what concerns one agent alone and is nobody else's news."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.utils.translation import gettext_lazy as _

from kundig.conversations import permissions
from kundig.conversations.models import (
    Attachment,
    Channel,
    Conversation,
    Direction,
    Draft,
    Message,
    StartDraft,
)
from kundig.conversations.protection_offers import decided
from kundig.conversations.rich_text import understand
from kundig.core import caps
from kundig.core.actions import action, lock
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.text import one_line, storable
from kundig.core.time import now


class Outdated(Refused):
    """Another device has saved the draft since; `draft` is what it is by now."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(_("This draft was changed on another device."))
        self.draft = draft


@action(
    "conversation.look", _("Look at"), needs=permissions.SEE, icon="eye", offered=False, locks=False
)
def look(conversation: Conversation, *, by: Actor, message: Message) -> None:
    """Note that an agent has seen everything up to a message; a look never goes back in time.

    The message is the last one that was shown: what arrived since the page was made is still unseen.
    """
    if by.kind != "agent" or by.id is None or message.conversation_id != conversation.pk:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO conversations_seen AS seen (conversation_id, agent_id, at) "
            "VALUES (%s, %s, %s) ON CONFLICT (agent_id, conversation_id) "
            "DO UPDATE SET at = greatest(seen.at, excluded.at)",
            [conversation.pk, by.id, message.created_at],
        )


@action(
    "conversation.save_draft",
    _("Save draft"),
    needs=permissions.SEE,
    icon="pencil",
    offered=False,
    locks=False,
)
def save_draft(
    conversation: Conversation,
    *,
    by: Actor,
    direction: Direction,
    text: str,
    html: str = "",
    known: str | None = None,
    to: str = "",
    cc: str = "",
    bcc: str = "",
    sender: str = "",
    sign: bool | None = None,
    encrypt: bool | None = None,
    files: Sequence[Attachment] = (),
) -> str:
    """Keep what an agent has typed so far and return its version: an empty draft is forgotten and has none.

    `known` is the version that it was written upon. Outdated where another device has saved since: then nothing
    is changed. Without it, whatever is there gives way.
    """
    if by.kind != "agent" or by.id is None:
        raise Refused(_("Only people write drafts."))
    kept = Draft.objects.filter(conversation=conversation, agent_id=by.id, direction=direction)
    draft = kept.select_for_update().first()
    if draft is not None and known is not None and draft.version != known:
        raise Outdated(draft)
    people = {"to": to, "cc": cc, "bcc": bcc}
    if not text.strip() and not files and not "".join(people.values()).strip():
        kept.delete()
        return ""
    written = understand(text, html)
    draft, _made = kept.update_or_create(
        conversation=conversation,
        agent_id=by.id,
        direction=direction,
        defaults={
            # Blanks at the ends are still being typed.
            "text": storable(written.text if written.html else text)[: caps.MESSAGE_CHARS],
            "html": written.html,
            "sender": storable(sender)[:320],
            "protection": decided(sign, encrypt),
            **{name: storable(value)[:2000] for name, value in people.items()},
            "files": [file.pk for file in files][: caps.UPLOADS_PER_MESSAGE],
            "changed_at": now(),
        },
    )
    return draft.version


@action(
    "conversation.save_start_draft",
    _("Save draft"),
    needs=permissions.REPLY,
    icon="pencil",
    offered=False,
    locks=False,
)
def save_start_draft(
    *,
    by: Actor,
    channel: Channel | None = None,
    to: str = "",
    subject: str = "",
    text: str = "",
    html: str = "",
    files: Sequence[Attachment] = (),
) -> None:
    """Keep what an agent has typed of a new conversation so far; an empty draft is forgotten."""
    if by.kind != "agent" or by.id is None:
        raise Refused(_("Only people write drafts."))
    kept = StartDraft.objects.filter(agent_id=by.id)
    if not any((to.strip(), subject.strip(), text.strip(), files)):
        kept.delete()
        return
    written = understand(text, html)
    kept.update_or_create(
        agent_id=by.id,
        defaults={
            "channel": channel,
            "to": one_line(to, 320),
            "subject": one_line(subject, caps.SUBJECT_CHARS),
            "text": storable(written.text if written.html else text)[: caps.MESSAGE_CHARS],
            "html": written.html,
            "files": [file.pk for file in files][: caps.UPLOADS_PER_MESSAGE],
            "changed_at": now(),
        },
    )


@action(
    "attachment.discard",
    _("Remove file"),
    needs=permissions.SEE,
    icon="x",
    offered=False,
    locks=False,
)
def discard(attachment: Attachment, *, by: Actor) -> None:
    """Forget a file that was uploaded and not attached yet; refused for anything else."""
    lock(attachment)
    if attachment.message_id is not None or attachment.uploaded_by_id != by.id or by.id is None:
        raise Refused(_("This file can’t be removed."))
    attachment.delete()
    attachment.blob.delete()
