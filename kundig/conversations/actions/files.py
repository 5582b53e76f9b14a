"""upload: a file that waits on the server to be attached to an answer or a note."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.conversations import permissions
from kundig.conversations.models import Attachment
from kundig.core import blobs, caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.content_types import content_type_of
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
    """Keep a file until its author attaches it; refused where it is empty or too large."""
    if not content:
        raise Refused(_("The file is empty."))
    if len(content) > caps.UPLOAD_BYTES:
        raise Refused(_("The file is too large."))
    return Attachment.objects.create(
        blob=blobs.keep(content),
        name=one_line(name, 200) or "file",
        content_type=content_type_of(content),
        size=len(content),
        uploaded_by_id=by.id if by.kind == "agent" else None,
    )
