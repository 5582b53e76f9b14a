"""Pages of webhooks: all of them, one with its deliveries, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kundig.api.webhooks import actions, signing
from kundig.api.webhooks.figures import page, with_figures
from kundig.api.webhooks.forms import SpanForm, WebhookForm
from kundig.api.webhooks.models import Webhook, WebhookDelivery, WebhookQuerySet
from kundig.api.webhooks.permissions import MANAGE
from kundig.core import caps
from kundig.core.errors import NotAllowed, Refused
from kundig.staff.forms import done
from kundig.staff.guard import agent_of, needs

PLACE = {"place": "webhooks"}


@require_safe
@needs(MANAGE)
def webhooks(request: HttpRequest) -> HttpResponse:
    """All webhooks that one may arrange."""
    found = with_figures(_visible(request).select_related("agent"))
    return render(request, "webhooks/list.html", PLACE | {"webhooks": found})


@needs(MANAGE)
@never_cache
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
def make(request: HttpRequest) -> HttpResponse:
    """Add a webhook; its secret is shown once."""
    by, made = agent_of(request).actor, []
    form, secret = WebhookForm(request.POST or None, by=by), signing.new_secret()
    if form.is_valid() and done(
        form, lambda: made.append(actions.make(by=by, secret=secret, **form.settings))
    ):
        return _secret(request, made[0], secret)
    return render(request, "webhooks/form.html", PLACE | {"form": form})


@require_safe
@needs(MANAGE)
def webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """One webhook: how it fares, and its deliveries; htmx fetches further ones."""
    found = get_object_or_404(with_figures(_visible(request).select_related("agent")), pk=pk)
    before = _number(request.GET.get("before", ""))
    deliveries, following = page(found, before)
    values = PLACE | {
        "webhook": found,
        "deliveries": deliveries,
        "more_url": f"?before={following}" if following else "",
        "span": SpanForm(),
        "days": caps.WEBHOOK_DAYS,
    }
    part = request.headers.get("HX-Request") == "true" and before is not None
    return render(request, "webhooks/rows.html" if part else "webhooks/webhook.html", values)


@needs(MANAGE)
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change where a webhook leads and what it tells."""
    found, by = _one(request, pk), agent_of(request).actor
    form = WebhookForm(request.POST or None, by=by, webhook=found)
    if form.is_valid() and done(form, lambda: actions.change(found, by=by, **form.settings)):
        messages.success(request, _("The webhook is saved."))
        return redirect("webhook", pk)
    return render(request, "webhooks/form.html", PLACE | {"form": form, "webhook": found})


@needs(MANAGE)
@never_cache
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then replace the secret; the new one is shown once."""
    found, secret = _one(request, pk), signing.new_secret()
    if request.method == "POST":
        actions.rotate(found, by=agent_of(request).actor, secret=secret)
        return _secret(request, found, secret)
    values = {"webhook": found, "hours": caps.WEBHOOK_OLD_SECRET_HOURS}
    return render(request, "webhooks/rotate.html", PLACE | values)


@require_POST
@needs(MANAGE)
def switch_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell of what happens from now on."""
    found, by = _one(request, pk), agent_of(request).actor
    _try(request, lambda: actions.switch_on(found, by=by), _("The webhook is on."))
    return redirect("webhook", pk)


@require_POST
@needs(MANAGE)
def switch_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell of nothing more."""
    actions.switch_off(_one(request, pk), by=agent_of(request).actor)
    messages.success(request, _("The webhook is off."))
    return redirect("webhook", pk)


@require_POST
@needs(MANAGE)
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a test event."""
    found, by = _one(request, pk), agent_of(request).actor
    _try(
        request,
        lambda: actions.test(found, by=by),
        _("A test event goes out in a moment; reload the page to see what came back."),
    )
    return redirect("webhook", pk)


@require_POST
@needs(MANAGE)
def replay_failed(request: HttpRequest, pk: int) -> HttpResponse:
    """Send again what was given up."""
    found, by = _one(request, pk), agent_of(request).actor
    _try(
        request,
        lambda: actions.replay_failed(found, by=by),
        _("What had failed goes out again in a moment."),
    )
    return redirect("webhook", pk)


@require_POST
@needs(MANAGE)
def replay_span(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a span of time again."""
    found, by = _one(request, pk), agent_of(request).actor
    form = SpanForm(request.POST)
    if form.is_valid():
        _try(
            request,
            lambda: actions.replay_span(found, by=by, **form.cleaned_data),
            _("What happened in this time goes out again in a moment."),
        )
    else:
        messages.error(request, _("Please give a beginning and an end."))
    return redirect("webhook", pk)


@require_POST
@needs(MANAGE)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a webhook."""
    actions.remove(_one(request, pk), by=agent_of(request).actor)
    messages.success(request, _("The webhook is removed."))
    return redirect("webhooks")


@require_POST
@needs(MANAGE)
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one delivery again."""
    rows = WebhookDelivery.objects.select_related("webhook")
    delivery = get_object_or_404(rows.filter(webhook__in=_visible(request)), pk=pk)
    by = agent_of(request).actor
    _try(
        request,
        lambda: actions.replay(delivery, by=by),
        _("The event goes out again in a moment."),
    )
    return redirect("webhook", delivery.webhook_id)


def _visible(request: HttpRequest) -> WebhookQuerySet:
    return Webhook.objects.visible_to(agent_of(request).actor)


def _one(request: HttpRequest, pk: int) -> Webhook:
    return get_object_or_404(_visible(request), pk=pk)


def _secret(request: HttpRequest, found: Webhook, secret: str) -> HttpResponse:
    return render(request, "webhooks/secret.html", PLACE | {"webhook": found, "secret": secret})


def _try(request: HttpRequest, verb: Callable[[], object], words: str) -> None:
    """Do something and say so, or why not."""
    try:
        verb()
    except NotAllowed:
        raise
    except Refused as problem:
        messages.error(request, problem.sentence)
    else:
        messages.success(request, words)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= caps.ID_DIGITS else None
