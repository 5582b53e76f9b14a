"""allauth's hooks for second factors: what the database keeps is sealed, and names are ours."""

from __future__ import annotations

from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kundig.core import secrets
from kundig.staff.models import Agent, Organisation

PURPOSE = "second factor"


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Seals secrets with the key outside the database, and binds passkeys to KUNDIG_URL."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("That code is wrong or was used already."),
    }

    def encrypt(self, text: str) -> str:
        """Seal what codes are computed from."""
        return secrets.seal_text(PURPOSE, text)

    def decrypt(self, encrypted_text: str) -> str:
        """Reveal what codes are computed from."""
        return secrets.reveal_text(PURPOSE, encrypted_text)

    def get_totp_issuer(self) -> str:
        """Return how authenticator apps name this installation."""
        name = Organisation.objects.values_list("name", flat=True).first()
        return f"Kundig · {name}" if name else "Kundig"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return whom a passkey is for; never what a request claims."""
        return {
            "id": urlsplit(settings.URL).hostname or "localhost",
            "name": self.get_totp_issuer(),
        }

    def generate_authenticator_name(self, user: Agent, type: str) -> str:
        """Return a name for a new passkey that its owner may change."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)d") % {"number": number}
