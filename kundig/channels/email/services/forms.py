"""The form of a mailbox's mail service; keys go in and never come out again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kundig.channels.email.services.models import MailService, ServiceAccount

_NAMES = ("service", "domain", "api_address", "sends")
_KEPT = _("Leave empty to keep the one we have.")


class ServiceForm(forms.Form):
    """One mail service and its keys."""

    service = forms.ChoiceField(label=_("Mail service"), choices=MailService.choices)
    hook_keys = forms.CharField(
        label=_("Webhook key"),
        required=False,
        max_length=9_000,
        widget=forms.Textarea({"rows": 2, "spellcheck": "false", "autocomplete": "off"}),
    )
    api_key = forms.CharField(
        label=_("API key"),
        required=False,
        max_length=1_000,
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )
    domain = forms.CharField(
        label=_("Sending domain"),
        required=False,
        max_length=253,
        help_text=_("Mailgun only; empty: the domain of the mailbox’s address."),
    )
    api_address = forms.URLField(
        label=_("Address of the interface"),
        required=False,
        max_length=300,
        assume_scheme="https",
        help_text=_("Your own server’s with Postal, or that of a region; empty: the usual one."),
    )
    sends = forms.BooleanField(
        label=_("Answers go out through the service"),
        required=False,
        help_text=_("Instead of an SMTP server. Amazon SES is used by its SMTP server."),
    )

    def __init__(self, data: Any = None, *, account: ServiceAccount | None = None) -> None:
        super().__init__(
            data,
            initial={name: getattr(account, name) for name in _NAMES} if account else {},
        )
        self._account = account
        for name, guide in (("hook_keys", _hook_keys_guide), ("api_key", _api_key_guide)):
            self.fields[name].help_text = guide(account)

    @property
    def settings(self) -> dict[str, Any]:
        """Return the clean values as `set_up` takes them: no key keeps the old one."""
        data = self.cleaned_data
        return data | {name: data[name] or None for name in ("api_key", "hook_keys")}


# What each service itself calls what it signs webhooks with; the others do not sign.
HOOK_KEYS: dict[str, str] = {
    MailService.AMAZON_SES: "Topic ARN",
    MailService.MAILERSEND: "Signing secret",
    MailService.MAILGUN: "HTTP webhook signing key",
    MailService.MANDRILL: "Webhook key",
    MailService.POSTAL: "DKIM public key (p=…)",
    MailService.RESEND: "Signing secret (whsec_…)",
    MailService.SENDGRID: "Verification key",
}
API_KEYS: dict[str, str] = {
    MailService.MAILJET: "API key:Secret key",
    MailService.POSTAL: "API credential",
    MailService.POSTMARK: "Server API token",
}


def _hook_keys_guide(account: ServiceAccount | None) -> str:
    if account is not None and account.service not in HOOK_KEYS:
        return str(
            _("This service does not sign; the webhooks’ addresses hold a password instead.")
        )
    several = _("What the service signs its webhooks with; several stand one a line.")
    return _guide(
        several, HOOK_KEYS.get(account.service) if account else None, account, "hook_keys"
    )


def _api_key_guide(account: ServiceAccount | None) -> str:
    asked = _("Needed for sending, and with Brevo and Resend for fetching what belongs to a mail.")
    return _guide(asked, API_KEYS.get(account.service) if account else None, account, "api_key")


def _guide(words: Any, name: str | None, account: ServiceAccount | None, field: str) -> str:
    said = [str(words)]
    if account is not None and name:
        called = _("%(service)s calls it “%(name)s”.")
        said.append(str(called) % {"service": account.get_service_display(), "name": name})
    if account is not None and getattr(account, field) is not None:
        said.append(str(_KEPT))
    return " ".join(said)
