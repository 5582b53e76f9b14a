"""allauth's forms with our words: labels instead of placeholders, attempts counted across processes."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base import forms as codes
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kundig.staff.jobs import send_reset
from kundig.staff.models import Agent
from kundig.staff.sign_in import trail, tries

NEW_PASSWORD = gettext_lazy("New password")
REPEATED = gettext_lazy("New password once more")
PASSWORD_HINT = gettext_lazy(
    "At least 10 characters; a few words are easier to remember than signs."
)


class Plain:
    """Takes placeholders away and gives fields the labels and hints of `words` and `hints`."""

    words: dict[str, Any] = {}
    hints: dict[str, Any] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.words.get(name, field.label)
            field.help_text = self.hints.get(name, "")


class SignInForm(Plain, account.LoginForm):  # type: ignore[misc]  # allauth has no types
    """Mail address and password."""

    words = {
        "login": gettext_lazy("Mail address"),
        "password": gettext_lazy("Password"),
        "remember": gettext_lazy("Stay signed in on this device"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autofocus": True}


class ResetForm(Plain, account.ResetPasswordForm):  # type: ignore[misc]  # allauth has no types
    """Asks for a new password. Known and unknown addresses are answered alike, in the same time."""

    words = {"email": gettext_lazy("Mail address")}

    def clean_email(self) -> str:
        """Return the address, while it may be tried."""
        email: str = self.cleaned_data["email"]
        if not tries.of_reset(context.request, email).take():
            raise ValidationError(_("Too many requests. Please wait an hour."))
        return email

    def save(self, request: HttpRequest, **_kwargs: Any) -> str:
        """Let a job write the mail, if there is somebody to write to."""
        email: str = self.cleaned_data["email"]
        agent = Agent.objects.with_address(email, active=True)
        send_reset.defer(agent_id=agent.pk if agent else 0)
        return email


class Repeated(Plain):
    """A new password, typed twice."""

    words = {"password1": NEW_PASSWORD, "password2": REPEATED}
    hints = {"password1": PASSWORD_HINT}

    def add_error(self, field: str | None, error: Any) -> None:
        """Say in our words that both differ."""
        words = _("This is not the same password.") if field == "password2" else error
        super().add_error(field, words)  # type: ignore[misc]  # of the form this is mixed into


class ResetFromLinkForm(Repeated, account.ResetPasswordKeyForm):  # type: ignore[misc]  # allauth has no types
    """The new password, reached by a link."""


class SetPasswordForm(Repeated, account.SetPasswordForm):  # type: ignore[misc]  # allauth has no types
    """A first password."""


class ChangePasswordForm(Repeated, account.ChangePasswordForm):  # type: ignore[misc]  # allauth has no types
    """The present password and a new one."""

    words = {**Repeated.words, "oldpassword": gettext_lazy("Present password")}

    def clean_oldpassword(self) -> str:
        """Return the present password; attempts are counted."""
        password: str = self.cleaned_data["oldpassword"]
        adapter = get_adapter()
        if not adapter.reauthenticate(self.user, password):
            raise adapter.validation_error("enter_current_password")
        return password


class PasswordAgainForm(Plain, account.ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The password, asked for again before something that matters."""

    words = {"password": gettext_lazy("Password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].widget.attrs["autofocus"] = True


class Counted(Plain):
    """Counts attempts at a code before it is looked at."""

    words = {"code": gettext_lazy("Code")}
    user: Agent

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = {"autofocus": True, "inputmode": "numeric", "autocapitalize": "off"}
        self.fields["code"].widget.attrs |= code

    def clean_code(self) -> str:
        """Return the code; Kundig counts, allauth looks."""
        attempt = tries.of_code(context.request, self.user)
        if not attempt.take():
            raise get_adapter().validation_error("too_many_login_attempts")
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # of the form this is mixed into
        except ValidationError:
            trail.code_failed(context.request, self.user)
            raise
        attempt.give_back()
        return code


class CodeForm(Counted, codes.AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The code of an authenticator app, or a recovery code, while signing in."""


class CodeAgainForm(Counted, codes.ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """A code, asked for again before something that matters."""


class ActivateAppForm(Counted, totp.ActivateTOTPForm):  # type: ignore[misc]  # allauth has no types
    """The first code of a new authenticator app."""

    words = {"code": gettext_lazy("Code that the app shows")}


class AddPasskeyForm(Plain, passkeys.AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A name for a new passkey. Every passkey opens the door by itself, so it must check its owner."""

    passwordless = forms.BooleanField(widget=forms.HiddenInput, initial=True)

    words = {"name": gettext_lazy("Name")}
    hints = {"name": gettext_lazy("For example the device it lies on.")}


class RenamePasskeyForm(Plain, passkeys.EditWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """Another name for a passkey."""

    words = {"name": gettext_lazy("Name")}
