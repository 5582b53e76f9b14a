"""Mails to agents about their own account."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.http import int_to_base36
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kundig.core import post
from kundig.core.links import absolute
from kundig.staff.models import Agent, Invitation, Organisation
from kundig.staff.sign_in.reset_links import ResetLinks

# What happened to an account, by the name allauth gives it.
NOTICES: dict[str, str | Promise] = {
    "account/email/password_changed": gettext_lazy("Your password was changed"),
    "account/email/password_set": gettext_lazy("Your password was set"),
    "account/email/password_reset": gettext_lazy("Your password was set anew"),
    "mfa/email/totp_activated": gettext_lazy("An authenticator app was set up"),
    "mfa/email/totp_deactivated": gettext_lazy("The authenticator app was removed"),
    "mfa/email/webauthn_added": gettext_lazy("A passkey was added"),
    "mfa/email/webauthn_removed": gettext_lazy("A passkey was removed"),
    "mfa/email/recovery_codes_generated": gettext_lazy("New recovery codes were made"),
    "socialaccount/email/account_connected": gettext_lazy("Your provider’s account was connected"),
}


def send_invitation(invitation: Invitation, secret: str) -> tuple[str, bool]:
    """Send the link to the invited person; return it for whoever invites, and whether it will be sent."""
    link = absolute(reverse("invitation", args=[secret]))
    with translation.override(_organisation_language()):
        name = _organisation_name()
        subject = _("Invitation to %(organisation)s") % {"organisation": name}
        values = {"invitation": invitation, "link": link, "organisation": name}
        was_sent = post.send(invitation.email, subject, _text("invitation", values))
    return link, was_sent


def send_reset(agent: Agent) -> None:
    """Send a link with which the agent sets a new password once, within the hour."""
    key = ResetLinks().make_token(agent)
    path = reverse("account_reset_password_from_key", args=[int_to_base36(agent.pk), key])
    with translation.override(agent.language or _organisation_language()):
        values = {"agent": agent, "link": absolute(path)}
        post.send(agent.email, _("Your new password for Kundig"), _text("reset", values))


def send_notice(agent: Agent, kind: str, *, place: str) -> None:
    """Tell the agent that something changed about signing in; unknown kinds are nobody's business."""
    if kind not in NOTICES:
        return
    with translation.override(agent.language or _organisation_language()):
        subject = str(NOTICES[kind])
        values = {"agent": agent, "what": subject, "place": place, "link": absolute("/")}
        post.send(agent.email, subject, _text("notice", values))


def _text(name: str, values: dict[str, object]) -> str:
    return render_to_string(f"staff/letters/{name}.txt", values).strip() + "\n"


def _organisation_name() -> str:
    return Organisation.objects.values_list("name", flat=True).first() or "Kundig"


def _organisation_language() -> str:
    return Organisation.objects.values_list("language", flat=True).first() or "de"
