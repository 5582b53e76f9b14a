"""The page of a mailbox's mail service."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kundig.channels.email.health import TROUBLE
from kundig.channels.email.models import Mailbox
from kundig.channels.email.services import account as accounts
from kundig.channels.email.services import actions, hooks, signatures
from kundig.channels.email.services.forms import ServiceForm
from kundig.channels.email.services.models import About, ServiceAccount
from kundig.channels.permissions import MANAGE
from kundig.staff.forms import done
from kundig.staff.guard import agent_of, needs

PLACE = {"place": "mailboxes"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(MANAGE)
def service(request: HttpRequest, pk: int) -> HttpResponse:
    """Set up the service, and see where it must post to."""
    mailbox = _mailbox(request, pk)
    account = mailbox.service
    form = ServiceForm(request.POST or None, account=account)
    by = agent_of(request).actor
    if form.is_valid() and done(form, lambda: actions.set_up(mailbox, by=by, **form.settings)):
        messages.success(request, _("The mail service is saved."))
        return redirect("mailbox-service", pk)
    values = {"form": form, "mailbox": mailbox, "account": account}
    if account is not None and account.pk:
        values |= {
            "hooks": [
                (about.label, _written(account, about), _last(account, about)) for about in About
            ],
            "lacks_key": _lacks_key(account),
            "trouble": TROUBLE.get(account.trouble, ""),
            "can_test": accounts.sends(account.service) and account.api_key is not None,
        }
    return render(request, "email/service.html", PLACE | values)


@require_POST
@needs(MANAGE)
def service_test(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the service whether it takes the saved key and say so in one sentence."""
    account = _mailbox(request, pk).service
    if account is None or not accounts.sends(account.service) or account.api_key is None:
        messages.error(request, _("There is no API key to test."))
    elif trouble := accounts.try_account(account):
        messages.error(request, str(TROUBLE[trouble]))
    else:
        messages.success(request, _("The mail service takes the key."))
    return redirect("mailbox-service", pk)


@require_POST
@needs(MANAGE)
def service_renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the webhooks new addresses."""
    actions.renew_hooks(_mailbox(request, pk), by=agent_of(request).actor)
    messages.success(
        request, _("The webhooks have new addresses. Please enter them at the service.")
    )
    return redirect("mailbox-service", pk)


@require_POST
@needs(MANAGE)
def service_forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget the service and its keys."""
    actions.forget(_mailbox(request, pk), by=agent_of(request).actor)
    messages.success(request, _("The mail service is forgotten."))
    return redirect("mailbox-service", pk)


def _mailbox(request: HttpRequest, pk: int) -> Mailbox:
    mailboxes = Mailbox.objects.visible_to(agent_of(request).actor).select_related(
        "channel", "service_account__api_key", "service_account__hook_keys"
    )
    return get_object_or_404(mailboxes, pk=pk)


def _written(account: ServiceAccount, about: About) -> str:
    """The whole address to enter at the service; with user and password where nothing else proves who posts."""
    url = hooks.url_of(account, about)
    if signatures.signs(account.service, about):
        return url
    parts = urlsplit(url)
    password = signatures.password_of(account.token)
    return urlunsplit(parts._replace(netloc=f"{signatures.USER}:{password}@{parts.netloc}"))


def _last(account: ServiceAccount, about: About) -> object:
    return account.mail_at if about == About.MAIL else account.news_at


def _lacks_key(account: ServiceAccount) -> bool:
    signed = any(signatures.signs(account.service, about) for about in About)
    return signed and account.hook_keys is None
