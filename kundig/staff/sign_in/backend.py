"""Finding the agent whose mail address and password these are."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from kundig.staff import passwords
from kundig.staff.models import Agent


class AgentBackend(ModelBackend):
    """For AUTHENTICATION_BACKENDS. Wrong, unknown and deactivated take the same time and look the same."""

    def authenticate(  # type: ignore[override]  # Django's own calls pass keywords too
        self,
        request: HttpRequest | None,
        email: str = "",
        password: str = "",
        **_other: Any,
    ) -> Agent | None:
        """Return the active agent with this address and password; None for everybody else."""
        if passwords.is_too_long(password):
            return None
        agent = Agent.objects.with_address(email)
        if agent is None:
            # As much work as a look at a real password.
            Agent().set_password(password)
            return None
        if not agent.check_password(password) or not agent.is_active:
            return None
        return agent

    def get_user(self, user_id: int) -> Agent | None:
        """Return the agent of a session, with role; None once they may no longer sign in."""
        return Agent.objects.active().select_related("role").filter(pk=user_id).first()
