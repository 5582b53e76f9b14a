"""Files behind links: a page for whoever got one, the file itself, and its end."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from kundig.conversations import actions
from kundig.conversations.file_links import find_link
from kundig.conversations.models import Attachment, Conversation, FileLink
from kundig.conversations.requests import AgentRequest, for_agents, go_on, wants_part
from kundig.conversations.views.content import SEALED, file_name
from kundig.conversations.views.work import changes
from kundig.core import blobs
from kundig.core.actor import SYSTEM


@require_safe
def file_link(request: HttpRequest, token: str) -> HttpResponse:
    """What lies behind a link, with a button; opening the page alone fetches nothing."""
    link = _live(token)
    values = {"link": link, "file": link.attachment, "token": token}
    response = render(request, "conversations/file_link.html", values)
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_POST
def file_link_content(_request: HttpRequest, token: str) -> HttpResponseBase:
    """The file behind a link, always as a download, whole; by POST, because it is counted."""
    file = _live(token).attachment
    response = StreamingHttpResponse(
        blobs.chunks(file.blob_id, file.size), content_type="application/octet-stream"
    )
    response["Content-Length"] = str(file.size)
    response["Content-Disposition"] = content_disposition_header(True, file_name(file.name)) or ""
    response["Content-Security-Policy"] = SEALED
    response["X-Content-Type-Options"] = "nosniff"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    actions.note_fetched(file, by=SYSTEM)
    return response


@require_POST
@for_agents
def revoke_link(request: AgentRequest, pk: UUID) -> HttpResponse:
    """Let nobody fetch a file any more."""
    visible = Conversation.objects.visible_to(request.user.actor)
    files = Attachment.objects.filter(message__conversation__in=visible)
    file = get_object_or_404(files.select_related("message__conversation"), pk=pk)
    actions.revoke_link(file, by=request.user.actor)
    assert file.message is not None
    if not wants_part(request):
        return go_on(file.message.conversation_id)
    return HttpResponse(status=204, headers={"HX-Trigger": changes(file.message.conversation)})


def _live(token: str) -> FileLink:
    link = find_link(token)
    if link is None:
        raise Http404
    return link
