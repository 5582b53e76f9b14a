"""The form of a mailbox. It cleans; what may be done the verbs decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kundig.channels.email.actions import CHANNEL_FIELDS, MAILBOX_FIELDS
from kundig.channels.email.models import Incoming, Mailbox, Security
from kundig.staff.models import Team

_KEPT = _("Leave empty to keep the one we have.")


class MailboxForm(forms.Form):
    """Everything about a mailbox on one page; passwords go in and never come out again."""

    address = forms.EmailField(
        label=_("Mail address"), help_text=_("What customers write to."), max_length=320
    )
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("How your team calls it."))
    sender_name = forms.CharField(
        label=_("Sender’s name"),
        max_length=120,
        required=False,
        help_text=_("What customers see beside the address; empty: the name."),
    )
    team = forms.ModelChoiceField(
        label=_("Team"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=_("No team"),
        help_text=_("New conversations go to this team."),
    )
    incoming = forms.ChoiceField(
        label=_("How mail comes in"), choices=Incoming.choices, widget=forms.RadioSelect
    )
    signs_replies = forms.BooleanField(
        label=_("Reply address with a sign of its own"),
        required=False,
        help_text=_(
            "Answers go to address+sign@…, so that they find their conversation even when mail programs "
            "lose the thread. Your mail server must accept a plus in addresses."
        ),
    )
    imap_host = forms.CharField(label=_("Server"), max_length=253, required=False)
    imap_port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65_535)
    imap_security = forms.ChoiceField(label=_("Protection"), choices=Security.choices)
    imap_user = forms.CharField(label=_("User"), max_length=320, required=False)
    imap_password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        help_text=_KEPT,
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )
    imap_folder = forms.CharField(label=_("Folder"), max_length=200)
    smtp_host = forms.CharField(
        label=_("Server"),
        max_length=253,
        required=False,
        help_text=_("Without a server, answers stay on the demo mailbox’s page."),
    )
    smtp_port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65_535)
    smtp_security = forms.ChoiceField(label=_("Protection"), choices=Security.choices)
    smtp_user = forms.CharField(label=_("User"), max_length=320, required=False)
    smtp_password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        help_text=_KEPT,
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, mailbox: Mailbox | None = None) -> None:
        super().__init__(data, initial=_initial(mailbox or Mailbox()))
        team = self.fields["team"]
        assert isinstance(team, forms.ModelChoiceField)
        team.queryset = Team.objects.filter(archived_at=None)
        for field in self.fields.values():
            # The parts of the page lie beside the form's element and name it.
            field.widget.attrs["form"] = "mailbox"

    @property
    def settings(self) -> dict[str, Any]:
        """Return the clean values as `mailbox.change` takes them: no password keeps the old one."""
        return {
            name: (value or None) if name.endswith("_password") else value
            for name, value in self.cleaned_data.items()
        }


def _initial(mailbox: Mailbox) -> dict[str, Any]:
    initial = {name: getattr(mailbox, name) for name in MAILBOX_FIELDS}
    if mailbox.pk:
        initial |= {name: getattr(mailbox.channel, name) for name in CHANNEL_FIELDS}
    return initial
