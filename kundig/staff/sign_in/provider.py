"""allauth's hooks for signing in through the organisation's own OpenID Connect provider."""

from __future__ import annotations

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kundig.staff.models import Agent


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Lets in agents who exist, once, by the address their provider has verified; makes nobody."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody signs up: agents are invited."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Tie an account of the provider to the agent it belongs to, or turn it away."""
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            raise _turned_away(request)
        if sociallogin.is_existing:
            return
        agent = _agent_of(sociallogin)
        if agent is None:
            raise _turned_away(request)
        sociallogin.connect(request, agent)


def _agent_of(sociallogin: SocialLogin) -> Agent | None:
    verified = [
        address.email for address in sociallogin.email_addresses if address.verified is True
    ]
    if len(verified) != 1:
        return None
    agent = Agent.objects.with_address(verified[0], active=True)
    # Whoever is tied to one account of the provider is not tied to another because of the address.
    if agent is None or SocialAccount.objects.filter(user=agent).exists():
        return None
    return agent


def _turned_away(request: HttpRequest) -> ImmediateHttpResponse:
    words = _("Nobody here has this account. Ask an administrator for an invitation.")
    messages.error(request, words)
    return ImmediateHttpResponse(redirect("account_login"))
