"""link_file, revoke_link, note_fetched: files that are too large to go along with a message."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from kundig.conversations import events, permissions
from kundig.conversations.models import Attachment, FileLink
from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.core.time import now


@action(
    "attachment.link_file",
    _("Make a link to the file"),
    needs=permissions.DELIVER,
    icon="link",
    offered=False,
)
def link_file(attachment: Attachment, *, by: Actor) -> FileLink:  # noqa: ARG001  # the wrapper asks for it
    """Return the link by which readers of the message fetch the file; the second time the same one."""
    days = timedelta(days=caps.FILE_LINK_DAYS)
    defaults = {"expires_at": now() + days}
    return FileLink.objects.get_or_create(attachment=attachment, defaults=defaults)[0]


@action(
    "attachment.revoke_link",
    _("Revoke the link"),
    needs=permissions.REPLY,
    icon="x",
    offered=False,
)
def revoke_link(attachment: Attachment, *, by: Actor) -> None:
    """Let nobody fetch the file any more; refused where there is no link."""
    link = FileLink.objects.select_for_update().filter(attachment=attachment).first()
    message = attachment.message
    if link is None or message is None:
        raise Refused(_("There is no link to this file."))
    if link.revoked_at is not None:
        return
    link.revoked_at = now()
    link.save(update_fields=["revoked_at"])
    record(
        message.conversation,
        events.LINK_REVOKED,
        by=by,
        message=message.pk,
        file=attachment.name,
    )


@action(
    "attachment.note_fetched",
    _("Note that a file was fetched"),
    needs=permissions.RECEIVE,
    icon="download",
    offered=False,
    locks=False,
)
def note_fetched(attachment: Attachment, *, by: Actor) -> None:  # noqa: ARG001  # the wrapper asks for it
    """Count that somebody fetched the file by its link."""
    FileLink.objects.filter(attachment=attachment).update(
        fetched_count=F("fetched_count") + 1, fetched_at=now()
    )
