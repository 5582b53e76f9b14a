"""The pages of parked input: what there is, what each says, and what becomes of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kundig.channels import actions
from kundig.channels.base import Reading, kind_of
from kundig.channels.forms import DiscardForm
from kundig.channels.models import Parked, ParkedRows
from kundig.channels.permissions import MANAGE
from kundig.channels.reach import arranged_by
from kundig.conversations.display import document_of
from kundig.conversations.models import Conversation
from kundig.conversations.permissions import CONFIDENTIAL, SEE
from kundig.conversations.stream.frame import sealed_frame
from kundig.conversations.views.content import framed, name_file, sealed
from kundig.core import blobs, caps
from kundig.staff.forms import done
from kundig.staff.guard import agent_of, needs
from kundig.web.address import address

PLACE = {"place": "mailboxes"}


@require_safe
@needs(MANAGE)
def parked(request: HttpRequest) -> HttpResponse:
    """What is parked, the newest first; with ``?discarded`` what was put away."""
    rows = _parked(request)
    is_discarded = "discarded" in request.GET
    found = rows.discarded() if is_discarded else rows.waiting()
    page = Paginator(found.order_by("-parked_at"), caps.PAGE_ROWS).get_page(request.GET.get("page"))
    values = {"page": page, "is_discarded": is_discarded}
    return render(request, "channels/parked.html", PLACE | values)


@require_safe
@needs(MANAGE)
@needs(SEE)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them as its reader would see it, and what can be done with it."""
    return _page(request, _one(request, pk), DiscardForm())


@require_safe
@needs(MANAGE)
@needs(SEE)
def html(request: HttpRequest, pk: int) -> HttpResponse:
    """Its HTML for a sealed frame: cleaned, without pictures."""
    found = _one(request, pk)
    reading = _readable(request, found)
    if reading is None or reading.is_confidential or not reading.html:
        raise Http404
    return framed(document_of(reading.html, found.subject))


@require_safe
@needs(MANAGE)
@needs(SEE)
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The input as it came, as a file."""
    found = _one(request, pk)
    reading = _readable(request, found)
    if reading is None:
        raise Http404
    if reading.is_confidential:
        if not agent_of(request).may(CONFIDENTIAL):
            raise Http404
        actions.note_opened(found, by=agent_of(request).actor)
    response = HttpResponse(_raw(found), content_type="message/rfc822")
    name_file(response, f"{found.subject or found.pk}.eml", as_attachment=True)
    return sealed(response)


@require_POST
@needs(MANAGE)
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Let one of them become a conversation."""
    found = get_object_or_404(_parked(request), pk=pk)
    actions.release(found, by=agent_of(request).actor)
    messages.success(request, _("It becomes a conversation in a moment."))
    return redirect("parked")


@require_POST
@needs(MANAGE)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Put one of them away, with the reason."""
    found = _one(request, pk)
    form = DiscardForm(request.POST)
    by = agent_of(request).actor
    if form.is_valid() and done(form, lambda: actions.discard(found, by=by, **form.cleaned_data)):
        messages.success(request, _("It is discarded. You find it under “Discarded”."))
        return redirect("parked")
    return _page(request, found, form)


def _page(request: HttpRequest, found: Parked, form: DiscardForm) -> HttpResponse:
    reading = _readable(request, found)
    shows = reading is not None and not reading.is_confidential
    has_html = reading is not None and shows and reading.html
    values = {
        "parked": found,
        "form": form,
        "reading": reading,
        "shows": shows,
        "frame": sealed_frame(found.pk, address("parked-html", found.pk)) if has_html else "",
        "may_fetch": shows or (reading is not None and agent_of(request).may(CONFIDENTIAL)),
        "conversation": _conversation(request, found),
    }
    return render(request, "channels/parked_one.html", PLACE | values)


def _readable(request: HttpRequest, found: Parked) -> Reading | None:
    """What it says; None for our own mail out of a conversation that this reader does not see."""
    if found.receipt.message_id and _conversation(request, found) is None:
        return None
    return kind_of(found.receipt.channel).read(_raw(found))


def _conversation(request: HttpRequest, found: Parked) -> Conversation | None:
    """The conversation that our own mail belongs to."""
    visible = Conversation.objects.visible_to(agent_of(request).actor)
    message = found.receipt.message
    return visible.filter(pk=message.conversation_id).first() if message else None


def _raw(found: Parked) -> bytes:
    return blobs.content(found.receipt.blob_id)


def _one(request: HttpRequest, pk: int) -> Parked:
    rows = _parked(request).filter(released_at=None)
    return get_object_or_404(rows.select_related("receipt__message"), pk=pk)


def _parked(request: HttpRequest) -> ParkedRows:
    rows = Parked.objects.filter(receipt__channel__in=arranged_by(agent_of(request).actor))
    return rows.select_related("receipt__channel")
