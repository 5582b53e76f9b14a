"""Passwords before they are hashed: one spelling of each letter, and a length that costs nobody time."""

from __future__ import annotations

import unicodedata

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kundig.core import caps


def normal(password: str) -> str:
    """Return the password composed (NFC): a Mac and a PC write “ü” in different ways."""
    return unicodedata.normalize("NFC", password)


def is_too_long(password: str) -> bool:
    """Tell whether hashing would cost more than a password is worth."""
    return len(password.encode(errors="surrogatepass")) > caps.PASSWORD_BYTES


class LengthCap:
    """For AUTH_PASSWORD_VALIDATORS: refuses what `check_password` would never accept."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError where the password is too long."""
        if is_too_long(password):
            raise ValidationError(
                _("The password is too long: at most %(limit)d bytes.")
                % {"limit": caps.PASSWORD_BYTES},
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        """Return nothing: nobody who chooses a password by hand comes near the limit."""
        return ""
