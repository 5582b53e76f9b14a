"""Pages of signing in: the providers, the way there and back, and forgetting it."""

from __future__ import annotations

import hmac
import time

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kundig.channels.email.models import Mailbox, OAuthClient, Provider
from kundig.channels.email.oauth import actions, provider
from kundig.channels.email.oauth.forms import ClientForm
from kundig.channels.email.oauth.provider import Attempt, GrantProblem
from kundig.channels.email.oauth.tokens import grant_of
from kundig.channels.permissions import MANAGE
from kundig.core import caps
from kundig.core.errors import Refused
from kundig.staff.forms import done
from kundig.staff.guard import agent_of, needs
from kundig.staff.rights import administers

PLACE = {"place": "mailboxes"}
# Where the session keeps the one sign-in that is under way.
UNDER_WAY = "mailbox-sign-in"

TROUBLE = {
    "denied": gettext_lazy("The provider gave no leave. Please sign in again."),
    "client": gettext_lazy(
        "The provider does not know Kundig. Please check client ID, secret and the address to come back to."
    ),
    "connection": gettext_lazy("The provider can’t be reached. Please try again."),
}


@needs(MANAGE)
def providers(request: HttpRequest) -> HttpResponse:
    """What Kundig was registered with at each provider, and where to come back to."""
    actor = agent_of(request).actor
    kept = {client.provider: client for client in OAuthClient.objects.all()}
    wanted = request.POST.get("provider")
    forms = [
        ClientForm(
            request.POST if wanted == name else None,
            client=kept.get(name) or OAuthClient(provider=name),
        )
        for name in Provider.values
    ]
    for form in forms:
        if not form.is_bound or not form.is_valid():
            continue
        if done(form, lambda form=form: actions.set_up(by=actor, **form.settings)):  # type: ignore[misc]  # mypy can't infer a lambda with a default
            messages.success(request, _("The provider is saved."))
            return redirect("mailbox-providers")
    values = {"forms": forms, "back_to": _back_to(), "may_change": administers(actor)}
    return render(request, "email/providers.html", PLACE | values)


@require_safe
@never_cache
@needs(MANAGE)
def sign_in(request: HttpRequest, pk: int, client_pk: int) -> HttpResponse:
    """Go to the provider to give leave for a mailbox."""
    mailbox = get_object_or_404(_mailboxes(request), pk=pk, channel__closed_at=None)
    client = get_object_or_404(OAuthClient, pk=client_pk)
    attempt = Attempt.begin()
    request.session[UNDER_WAY] = {
        "state": attempt.state,
        "verifier": attempt.verifier,
        "mailbox": mailbox.pk,
        "client": client.pk,
        "at": time.time(),
    }
    user = mailbox.incoming_user or mailbox.smtp_user
    return redirect(provider.sign_in_address(client, attempt, back_to=_back_to(), user=user))


@require_safe
@never_cache
@needs(MANAGE)
def come_back(request: HttpRequest) -> HttpResponse:
    """Take the code that the provider sends along; 400 for what nobody here has begun, or too long ago.

    Nothing is sent anywhere before the state was found to be ours (RFC 6749, 10.12), and it serves once.
    """
    begun = request.session.pop(UNDER_WAY, None)
    state = request.GET.get("state", "")
    if begun is None or not hmac.compare_digest(begun["state"].encode(), state.encode()):
        raise BadRequest("no such sign-in was begun")
    if time.time() - begun["at"] > caps.OAUTH_ATTEMPT_SECONDS:
        raise BadRequest("the sign-in took too long")
    mailbox = get_object_or_404(_mailboxes(request), pk=begun["mailbox"], channel__closed_at=None)
    client = get_object_or_404(OAuthClient, pk=begun["client"])
    attempt = Attempt(state, begun["verifier"])
    try:
        code = request.GET.get("code", "")
        if not code:
            raise GrantProblem("denied", request.GET.get("error", "")[:100])
        given = provider.exchange(client, attempt, code=code, back_to=_back_to())
        actions.grant(mailbox, by=agent_of(request).actor, client=client, given=given)
    except GrantProblem as problem:
        messages.error(request, str(TROUBLE[problem.kind]))
    except Refused as problem:
        messages.error(request, problem.sentence)
    else:
        messages.success(request, _("The mailbox is signed in. Please test the connection."))
    return redirect("mailbox", pk=mailbox.pk)


@require_POST
@needs(MANAGE)
def sign_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget the tokens of a mailbox."""
    mailbox = get_object_or_404(_mailboxes(request), pk=pk)
    try:
        actions.revoke(mailbox, by=agent_of(request).actor)
    except Refused as problem:
        messages.error(request, problem.sentence)
    else:
        messages.success(request, _("The sign-in is forgotten."))
    return redirect("mailbox", pk=pk)


def sign_in_values(mailbox: Mailbox) -> dict[str, object]:
    """Return what a mailbox's page shows of its sign-in."""
    grant = grant_of(mailbox)
    return {
        "grant": grant,
        "grant_trouble": TROUBLE.get(grant.trouble, "") if grant else "",
        "clients": OAuthClient.objects.order_by("provider"),
    }


def _mailboxes(request: HttpRequest) -> QuerySet[Mailbox]:
    return Mailbox.objects.visible_to(agent_of(request).actor)


def _back_to() -> str:
    """Our own address, from the settings: never from what a request claims."""
    return f"{settings.URL.rstrip('/')}{reverse('mailbox-come-back')}"
