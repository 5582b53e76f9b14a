"""The questions of the first-start wizard."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kundig.channels.email.models import Incoming
from kundig.staff.models import LANGUAGES
from kundig.staff.own_forms import NewPassword


class CodeForm(forms.Form):
    """The code that proves access to the server."""

    code = forms.CharField(
        label=gettext_lazy("Setup code"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True, "spellcheck": "false"}),
    )


class OrganisationForm(forms.Form):
    """Whose service desk this is."""

    name = forms.CharField(
        label=gettext_lazy("Name of your organisation"),
        help_text=gettext_lazy("Customers and colleagues read it, and you can change it later."),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "organization", "autofocus": True}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        help_text=gettext_lazy("Of roles, teams and mails; each person can choose another."),
        choices=LANGUAGES,
        widget=forms.RadioSelect,
    )


class AdministratorForm(NewPassword):
    """Who administers it."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "name", "autofocus": True}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your mail address"),
        help_text=gettext_lazy("You sign in with it."),
        widget=forms.EmailInput({"autocomplete": "username"}),
    )
    field_order = ("name", "email", "password", "repeated")


class MailboxForm(forms.Form):
    """The first mailbox. Without servers it is a demo mailbox: nothing leaves this machine."""

    address = forms.EmailField(
        label=gettext_lazy("Mail address of your customer service"),
        help_text=gettext_lazy("Customers write to it and see it as the sender."),
        widget=forms.EmailInput({"autocomplete": "off", "autofocus": True}),
    )
    incoming_host = forms.CharField(
        label=gettext_lazy("Incoming server (IMAP)"), max_length=253, required=False
    )
    smtp_host = forms.CharField(
        label=gettext_lazy("Outgoing server (SMTP)"), max_length=253, required=False
    )
    user = forms.CharField(
        label=gettext_lazy("User"),
        max_length=320,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Return the data; who fetches mail must say as whom."""
        data = super().clean() or {}
        if data.get("incoming_host") and not data.get("user"):
            self.add_error("user", _("Fetching mail needs a user."))
        return data

    def settings(self) -> dict[str, Any]:
        """Return what the mailbox's verb takes beside the address."""
        data = self.cleaned_data
        found: dict[str, Any] = {}
        for kind in ("incoming", "smtp"):
            if data[f"{kind}_host"]:
                found[f"{kind}_host"] = data[f"{kind}_host"]
                found[f"{kind}_user"] = data["user"]
                found[f"{kind}_password"] = data["password"]
        if data["incoming_host"]:
            found["incoming"] = Incoming.IMAP
        return found
