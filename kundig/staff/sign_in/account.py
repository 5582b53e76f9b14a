"""allauth's hooks for signing in and out."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from kundig.staff import actions
from kundig.staff.models import Agent
from kundig.staff.sign_in import letters, trail, tries

WAYS = {
    "reauthenticate": _("Use the password"),
    "mfa_reauthenticate": _("Use a code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """No sign-up, our own counting of attempts, passwords set by our verb, mails by our post."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This mail address and password don’t belong together."),
        "too_many_login_attempts": _("Too many failed attempts. Please wait a few minutes."),
        "incorrect_password": _("That is not your password."),
        "enter_current_password": _("That is not your present password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: agents are invited."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Agent | None:
        """Return the agent; an attempt is counted before the password is looked at."""
        attempt = tries.of_password(request, credentials.get("email", ""))
        if not attempt.take():
            raise self.validation_error("too_many_login_attempts")
        agent = authenticate(request, **credentials)
        if agent is None:
            trail.password_failed(request, credentials.get("email", ""))
            return None
        attempt.give_back()
        assert isinstance(agent, Agent)
        return agent

    def reauthenticate(self, user: Agent, password: str) -> bool:
        """Tell whether it is the password of the agent who is signed in."""
        attempt = tries.of_code(context.request, user)
        if not attempt.take():
            raise self.validation_error("too_many_login_attempts")
        if user.check_password(password):
            attempt.give_back()
            return True
        trail.code_failed(context.request, user)
        return False

    def get_reauthentication_methods(self, user: Agent) -> list[dict[str, Any]]:
        """Return the ways to prove oneself again, in our words."""
        found: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [{**way, "description": WAYS.get(way["id"], way["description"])} for way in found]

    def set_password(self, user: Agent, password: str) -> None:
        """Set the password by the verb, which ends all sessions and tokens."""
        actions.set_password(user, by=user.actor, password=password)

    def post_login(self, request: HttpRequest, user: Agent, **kwargs: Any) -> HttpResponse:
        """Remember the browser after a complete sign-in."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        tries.remember_device(response, user)
        trail.signed_in(request, user)
        return response

    def logout(self, request: HttpRequest) -> None:
        """Sign out."""
        if isinstance(request.user, Agent):
            trail.signed_out(request.user)
        super().logout(request)

    def is_safe_url(self, url: str) -> bool:
        """Only paths of our own: another name of this host is a foreign place too."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return to the security page."""
        return reverse("security")

    def send_notification_mail(
        self, template_prefix: str, user: Agent, *_args: Any, **_kwargs: Any
    ) -> None:
        """Tell the agent what changed about their account, and the audit trail how they sign in now."""
        trail.factor_changed(user, template_prefix)
        letters.send_notice(user, template_prefix, place=self.get_client_ip(self.request))
