"""What the links to a new password are made of."""

from __future__ import annotations

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from kundig.staff.models import Agent


class ResetLinks(PasswordResetTokenGenerator):
    """Links that end with the password, the address, an hour (`PASSWORD_RESET_TIMEOUT`), and the account."""

    def _make_hash_value(self, user: Agent, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.is_active}"
