"""Forms about keys; what is secret goes in and never comes out again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kundig.channels.email.protected.models import Encrypts, ProtectionRule, Scheme
from kundig.core import caps


class RuleForm(forms.Form):
    """What a mailbox signs and encrypts by itself."""

    signs = forms.BooleanField(
        label=_("Sign every mail"),
        required=False,
        help_text=_("Where there is a key for the address that is written from."),
    )
    encrypts = forms.ChoiceField(
        label=_("Encrypt"), choices=Encrypts.choices, widget=forms.RadioSelect
    )
    prefers = forms.ChoiceField(
        label=_("Preferred"),
        choices=Scheme.choices,
        help_text=_("Which is tried first where both would do."),
    )

    def __init__(self, data: Any = None, *, rule: ProtectionRule) -> None:
        names = ("signs", "encrypts", "prefers")
        super().__init__(data, initial={name: getattr(rule, name) for name in names})


class UploadForm(forms.Form):
    """A file with a certificate, a list or a public key."""

    file = forms.FileField(label=_("File"), max_length=200)

    def clean_file(self) -> bytes:
        """Return what is in the file."""
        given = self.cleaned_data["file"]
        if given.size > caps.PROTECTED_UPLOAD_BYTES:
            raise forms.ValidationError(_("The file is too large for a key."))
        return bytes(given.read())


class OwnKeyForm(UploadForm):
    """A mailbox's own key and what opens it."""

    scheme = forms.ChoiceField(label=_("Kind"), choices=Scheme.choices)
    password = forms.CharField(
        label=_("Password of the file"),
        required=False,
        strip=False,
        max_length=1_000,
        widget=forms.PasswordInput({"autocomplete": "off"}),
        help_text=_("For OpenPGP: the passphrase of the private key."),
    )
    field_order = ("scheme", "file", "password")
