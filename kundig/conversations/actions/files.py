"""upload: a file that waits on the server to be attached to an answer or a note."""

from __future__ import annotations

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from kundig.conversations import permissions
from kundig.conversations.models import Attachment
from kundig.core import blobs, caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.content_types import content_type_of
from kundig.core.disk import must_have_room
from kundig.core.errors import Refused
from kundig.core.text import one_line


@action(
    "attachment.upload",
    _("Upload a file"),
    needs=permissions.NOTE,
    icon="paperclip",
    offered=False,
)
def upload(*, by: Actor, name: str, content: bytes) -> Attachment:
    """Keep a file until its author attaches it; refused where it is empty or too large, or too much waits unsent.

    NoRoom (507) where the disk is nearly full.
    """
    if not content:
        raise Refused(_("The file is empty."))
    if len(content) > caps.UPLOAD_BYTES:
        raise Refused(_("The file is too large."))
    must_have_room()
    agent_id = by.id if by.kind == "agent" else None
    unsent = Attachment.objects.filter(message=None, uploaded_by=agent_id)
    held: int = unsent.aggregate(held=Sum("size", default=0))["held"] if agent_id else 0
    if held + len(content) > caps.UPLOADS_UNSENT_BYTES:
        raise Refused(
            _(
                "You have uploaded too much that is not sent. Please send or remove some of it first."
            )
        )
    return Attachment.objects.create(
        blob=blobs.keep(content),
        name=one_line(name, 200) or "file",
        content_type=content_type_of(content),
        size=len(content),
        uploaded_by_id=agent_id,
    )
