"""Files: reading their content, and handing one in before it is attached to a message."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from kundig.api import reach
from kundig.api.endpoints import BYTES, Call, Endpoint
from kundig.api.errors import not_found
from kundig.api.queries import Query
from kundig.api.shapes import Attachment as AttachmentShape
from kundig.conversations.actions import note_file_opened, upload
from kundig.conversations.confidential import may_open_file
from kundig.conversations.models import Attachment
from kundig.conversations.views.content import SEALED, file_name
from kundig.core import blobs, caps


class UploadQuery(Query):
    """How an uploaded file is called."""

    name: str = Field(min_length=1, max_length=200)


def endpoints() -> list[Endpoint]:
    """Return the endpoints of files."""
    return [
        Endpoint(
            "attachment",
            _("File"),
            "The content of a file; of a browser’s recording without what opens accounts. Locked files want the right to confidential mail.",
            "GET",
            "attachments/<uuid:id>",
            "attachments",
            _content,
            returns=None,
        ),
        Endpoint(
            "attachment-upload",
            _("Upload a file"),
            "Takes the bytes of a file; its id may then be given to reply, note or start.",
            "POST",
            "attachments",
            "attachments",
            _upload,
            returns=AttachmentShape,
            status=201,
            query=UploadQuery,
            accepts=BYTES,
            body_limit=caps.UPLOAD_BYTES,
        ),
    ]


def _content(call: Call) -> HttpResponse:
    file: Attachment = reach.find(Attachment, call.id, call.actor)
    if file.is_closed:
        if not may_open_file(call.actor, file):
            raise not_found()
        note_file_opened(file, by=call.actor)
    # Never shown by a browser, whatever it is: the bytes are a stranger's.
    return HttpResponse(
        blobs.content(file.cleaned_id or file.blob_id),
        content_type=BYTES,
        headers={
            "Content-Disposition": content_disposition_header(True, file_name(file.name)) or "",
            "Content-Security-Policy": SEALED,
        },
    )


def _upload(call: Call) -> AttachmentShape:
    file = upload(by=call.actor, name=call.query.name, content=call.content)
    return AttachmentShape.model_validate(file)
