"""Where one comes in: sign-in, passkey, language."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.views import LoginView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kundig.staff import actions
from kundig.staff.models import Agent, Organisation
from kundig.staff.sign_in import tries

View = Callable[[HttpRequest], HttpResponseBase]

_sign_in: View = LoginView.as_view()
_passkey: View = LoginWebAuthnView.as_view()


def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Mail address and password; a fresh installation begins with its wizard instead."""
    if not Organisation.objects.exists():
        return redirect(settings.SETUP_URL)
    return _sign_in(request)


def passkey(request: HttpRequest) -> HttpResponseBase:
    """Sign in with a passkey: GET gives the challenge, POST takes the browser's answer."""
    if not tries.of_challenge(request).take():
        messages.error(request, _("Too many attempts. Please wait a few minutes."))
        return redirect("account_login")
    return _passkey(request)


@require_POST
def language(request: HttpRequest) -> HttpResponseBase:
    """Choose the language: for the agent who is signed in everywhere, for others in this browser."""
    chosen = request.POST.get("language", "")
    response = redirect(own_path(request.POST.get("next", "")))
    if chosen not in dict(settings.LANGUAGES) or not check_for_language(chosen):
        return response
    if isinstance(request.user, Agent):
        actions.set_preferences(request.user, by=request.user.actor, language=chosen)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=60 * 60 * 24 * 365,
        secure=settings.SECURE,
        samesite="Lax",
    )
    return response


def own_path(path: str) -> str:
    """Return `path` if it leads nowhere but here; the start page otherwise."""
    return path if path and url_has_allowed_host_and_scheme(path, allowed_hosts=None) else "/"
