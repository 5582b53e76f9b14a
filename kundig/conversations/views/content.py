"""What came from outside, handed out so that it can do no harm: HTML of mails, their originals, files."""

from __future__ import annotations

import unicodedata
from functools import partial
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from kundig.conversations import actions, file_origin, remote_pictures
from kundig.conversations.confidential import is_kept_apart, may_open, may_open_file
from kundig.conversations.display import POLICY, POLICY_WITH_PICTURES, document
from kundig.conversations.models import Attachment, Conversation, Message
from kundig.conversations.requests import AgentRequest, for_agents
from kundig.core import blobs, caps, content_types, limits, pictures
from kundig.core.text import one_line

R = TypeVar("R", bound=HttpResponseBase)

# Whatever a browser makes of the bytes, it makes it without script, network and cookies.
SEALED = "default-src 'none'; sandbox"


@require_safe
@for_agents
def html(request: AgentRequest, pk: int) -> HttpResponse:
    """The HTML of a message as a document for a sealed frame; with ``?pictures`` those from outside are shown."""
    message = _visible_message(request, pk)
    if not message.html:
        raise Http404
    # Whoever changed an encrypted mail on its way could hear by a picture's address what it says.
    if "pictures" in request.GET and not message.is_encrypted:
        proxy = partial(remote_pictures.proxied, message)
        return framed(document(message, proxy=proxy), POLICY_WITH_PICTURES)
    return framed(document(message))


def framed(document: str, policy: str = POLICY) -> HttpResponse:
    """Answer with a document of `display` that may stand in a sealed frame of ours."""
    response = HttpResponse(document)
    response["Content-Security-Policy"] = policy
    response["X-Frame-Options"] = "SAMEORIGIN"
    return private(response)


@require_safe
@for_agents
def picture(request: AgentRequest, pk: int, token: str) -> HttpResponse:
    """A picture from outside that a visible message asks for, fetched now and drawn anew."""
    message = _visible_message(request, pk)
    source = remote_pictures.source_of(message, token)
    if not source or message.is_encrypted:
        raise Http404
    most = caps.REMOTE_PICTURES_PER_MINUTE
    if not limits.allow(f"remote pictures {request.user.pk}", size=most, per_seconds=60):
        return HttpResponse(status=429)
    found = remote_pictures.fetched(source)
    if found is None:
        raise Http404
    response = sealed(HttpResponse(found.content, content_type=found.content_type))
    # Kept by the reader's browser alone: looking again tells the sender nothing new.
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_safe
@for_agents
def original(request: AgentRequest, pk: int) -> HttpResponse:
    """A message as it came, as text; with ``?download`` as a file."""
    message = _visible_message(request, pk)
    if message.raw_id is None or not may_open(request.user.actor, message):
        raise Http404
    if is_kept_apart(message):
        actions.note_opened(message, by=request.user.actor)
    response = HttpResponse(blobs.content(message.raw_id), content_type="text/plain; charset=utf-8")
    if "download" in request.GET:
        response["Content-Type"] = "message/rfc822"
        name_file(response, f"{message.subject or message.pk}.eml", as_attachment=True)
    return sealed(response)


@require_safe
@for_agents
def attachment(request: AgentRequest, pk: UUID) -> HttpResponse:
    """A file of a visible conversation, or one that the agent has just uploaded.

    Pictures are shown as we drew them anew; with ``?download``, and of everything else whatever it claims
    to be, the file itself is offered for download. Of a recording that is what was left of it; with ``?original``
    as it came, as a locked file is, for those who may open confidential mail, and that leaves a trace.
    """
    file = file_origin.visible_file(request.user, pk)
    if file is None:
        raise Http404
    download = "download" in request.GET
    original = file.is_closed or (file.is_locked and "original" in request.GET)
    if original:
        if not may_open_file(request.user.actor, file):
            raise Http404
        actions.note_file_opened(file, by=request.user.actor)
    if settings.FILES_URL:
        address = file_origin.address_of(file, request.user, download=download, original=original)
        return private(HttpResponseRedirect(address))
    return _content(file, download=download, original=original)


@require_safe
def file(request: HttpRequest, token: str) -> HttpResponse:
    """A file on the host that knows nothing else; whoever asks has an address made for them."""
    found = file_origin.file_of(token)
    if found is None:
        raise Http404
    response = _content(found.file, download="download" in request.GET, original=found.original)
    # Pages of another origin show it: that it can be seen at all was decided by the address.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def nothing_here(_request: HttpRequest, *_problem: object, **_more: object) -> HttpResponse:
    """The answer to everything else on that host."""
    return HttpResponse("Not found", status=404, content_type="text/plain")


def _content(file: Attachment, *, download: bool, original: bool) -> HttpResponse:
    blob = file.blob_id if original else file.cleaned_id or file.blob_id
    drawn = None if download else pictures.drawn(blob)
    if drawn:
        response = HttpResponse(drawn.content, content_type=drawn.content_type)
    else:
        response = HttpResponse(blobs.content(blob), content_type=content_types.UNKNOWN)
    name_file(response, file.name, as_attachment=drawn is None)
    return sealed(response)


def _visible_message(request: AgentRequest, pk: int) -> Message:
    visible = Conversation.objects.visible_to(request.user.actor)
    return get_object_or_404(Message.objects.filter(conversation__in=visible), pk=pk)


def file_name(name: str) -> str:
    """Return a name that no header, file system or reader trips over; it is a label, never a path."""
    flat = one_line(name, 200).replace("/", "_").replace("\\", "_")
    plain = "".join(c for c in flat if not unicodedata.category(c).startswith("C"))
    return plain.strip(" .") or "file"


def name_file(response: HttpResponseBase, name: str, *, as_attachment: bool) -> None:
    """Say under which name a browser keeps the answer, and whether it shows or keeps it."""
    header = content_disposition_header(as_attachment, file_name(name))
    assert header is not None
    response["Content-Disposition"] = header


def sealed(response: R) -> R:
    """Let no browser make more of the answer than bytes: no script, no network, no guessing, no cache that others share."""
    response["Content-Security-Policy"] = SEALED
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return private(response)


def private(response: R) -> R:
    """Keep the answer out of caches that others share, and its address out of what other servers are told."""
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "no-referrer"
    return response
