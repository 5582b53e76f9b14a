"""What waits to go out: a page over all channels, and one for each."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Min, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kundig.channels import actions, pace
from kundig.channels.forms import OpeningHoursForm, PaceForm
from kundig.channels.models import OpeningHours
from kundig.channels.permissions import MANAGE
from kundig.channels.reach import arranged_by
from kundig.conversations.models import Channel, Conversation, DeliveryState
from kundig.core import caps
from kundig.staff.forms import done
from kundig.staff.guard import agent_of, needs
from kundig.staff.rights import limits

OUTGOING = {"place": "outgoing"}


@require_safe
@needs(MANAGE)
def outgoing(request: HttpRequest) -> HttpResponse:
    """All channels, how much waits in each and how fast it goes out."""
    channels = _channels(request).filter(closed_at=None).select_related("pace", "team")
    channels = channels.annotate(**_figures())
    return render(request, "channels/outgoing.html", OUTGOING | {"channels": channels})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(MANAGE)
def queue(request: HttpRequest, pk: int) -> HttpResponse:
    """One channel's queue and its pace."""
    channel = get_object_or_404(_channels(request).select_related("pace", "team"), pk=pk)
    kept = pace.pace_of(channel)
    form = PaceForm(request.POST or None, initial={"per_minute": kept.per_minute})
    by = agent_of(request).actor
    if form.is_valid() and done(
        form, lambda: actions.set_pace(channel, by=by, **form.cleaned_data)
    ):
        messages.success(request, _("The pace is saved."))
        return redirect("outgoing-queue", pk)
    waiting = pace.waiting(channel).filter(message__withdrawn_at=None)
    page = Paginator(waiting, caps.PAGE_ROWS).get_page(request.GET.get("page"))
    reach = Conversation.objects.visible_to(by)
    visible = reach.filter(messages__delivery__in=[one.pk for one in page])
    values = {
        "channel": channel,
        "pace": kept,
        "form": form,
        "page": page,
        "visible": set(visible.values_list("pk", flat=True)),
    }
    return render(request, "channels/queue.html", OUTGOING | values)


@require_POST
@needs(MANAGE)
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Let nothing out for now."""
    channel = get_object_or_404(_channels(request), pk=pk)
    actions.pause(channel, by=agent_of(request).actor)
    messages.success(request, _("Sending is paused. What is written meanwhile waits."))
    return redirect("outgoing-queue", pk)


@require_POST
@needs(MANAGE)
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Let out what waits."""
    channel = get_object_or_404(_channels(request), pk=pk)
    actions.resume(channel, by=agent_of(request).actor)
    messages.success(request, _("Sending goes on."))
    return redirect("outgoing-queue", pk)


def _channels(request: HttpRequest) -> QuerySet[Channel]:
    return arranged_by(agent_of(request).actor)


def _sees_all(request: HttpRequest) -> bool:
    return limits(agent_of(request).actor) is None


def _figures() -> dict[str, Count | Min]:
    waits = Q(
        messages__delivery__state__in=[DeliveryState.QUEUED, DeliveryState.SENDING],
        messages__withdrawn_at=None,
    )
    troubled = waits & ~Q(messages__delivery__error="")
    return {
        "waiting": Count("messages__delivery", filter=waits),
        "troubled": Count("messages__delivery", filter=troubled),
        "next_at": Min("messages__delivery__due_at", filter=waits),
    }


HOURS = {"place": "opening-hours"}


@require_safe
@needs(MANAGE)
def hours(request: HttpRequest) -> HttpResponse:
    """When somebody is there, in general and for channels that have hours of their own."""
    values = {
        "channels": _channels(request).filter(closed_at=None).select_related("opening_hours"),
        "general": OpeningHours.objects.filter(channel=None).first(),
        "may_change_general": _sees_all(request),
    }
    return render(request, "channels/hours.html", HOURS | values)


@needs(MANAGE)
def hours_general(request: HttpRequest) -> HttpResponse:
    """The organisation's opening hours; for whoever is limited to teams they are not to be changed."""
    if not _sees_all(request):
        raise Http404
    return _hours(request, None)


@needs(MANAGE)
def hours_of_channel(request: HttpRequest, pk: int) -> HttpResponse:
    """A channel's own opening hours."""
    return _hours(request, get_object_or_404(_channels(request), pk=pk))


@require_POST
@needs(MANAGE)
def hours_forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the organisation's opening hours count for a channel again."""
    actions.forget_opening_hours(
        get_object_or_404(_channels(request), pk=pk), by=agent_of(request).actor
    )
    messages.success(request, _("The organisation’s opening hours count for it again."))
    return redirect("opening-hours")


def _hours(request: HttpRequest, channel: Channel | None) -> HttpResponse:
    kept = OpeningHours.objects.filter(channel=channel).first()
    form = OpeningHoursForm(request.POST or None, hours=kept or OpeningHours(channel=channel))
    by = agent_of(request).actor
    if form.is_valid() and done(
        form, lambda: actions.set_opening_hours(by=by, channel=channel, **form.settings)
    ):
        messages.success(request, _("The opening hours are saved."))
        return redirect("opening-hours")
    values = {"form": form, "channel": channel, "kept": kept}
    return render(request, "channels/hours_of.html", HOURS | values)
