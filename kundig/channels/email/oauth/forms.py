"""The form for what Kundig was registered with at a provider."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kundig.channels.email.models import OAuthClient, Provider


class ClientForm(forms.Form):
    """One provider; the secret goes in and never comes out again."""

    client_id = forms.CharField(label=_("Client ID"), max_length=300)
    client_secret = forms.CharField(
        label=_("Client secret"),
        required=False,
        strip=False,
        help_text=_("Leave empty to keep the one we have."),
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )
    tenant = forms.CharField(
        label=_("Directory (tenant)"),
        max_length=100,
        required=False,
        help_text=_("The ID or domain of your organisation’s directory; empty: any."),
    )
    authorize_url = forms.URLField(label=_("Sign-in page"), max_length=500, assume_scheme="https")
    token_url = forms.URLField(label=_("Address for tokens"), max_length=500, assume_scheme="https")
    scope = forms.CharField(label=_("Scopes"), max_length=500, required=False)

    def __init__(self, data: Any = None, *, client: OAuthClient) -> None:
        names = ("client_id", "tenant", "authorize_url", "token_url", "scope")
        super().__init__(
            data,
            prefix=client.provider,
            initial={name: getattr(client, name) for name in names},
        )
        self.client = client
        unused = {
            Provider.MICROSOFT: ("authorize_url", "token_url", "scope"),
            Provider.GOOGLE: ("tenant", "authorize_url", "token_url", "scope"),
            Provider.OTHER: ("tenant",),
        }
        for name in unused[Provider(client.provider)]:
            del self.fields[name]

    @property
    def settings(self) -> dict[str, Any]:
        """Return the clean values as `set_up` takes them: no secret keeps the old one."""
        return self.cleaned_data | {
            "provider": self.client.provider,
            "client_secret": self.cleaned_data["client_secret"] or None,
        }
