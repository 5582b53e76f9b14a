"""Where this room's pages stand in the rail and in the settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.staff.guard import held
from kundig.staff.permissions import MANAGE_SETTINGS, MANAGE_STAFF, SEE_AUDIT
from kundig.web.places import Place, Setting, register

OWN = _("My account")
ORGANISATION = _("Organisation")
_ORGANISATION_SETTINGS = (
    Setting(_("Name"), "id_name", _("company name")),
    Setting(_("Language"), "id_language", _("language of mails, German, English")),
)


def register_all() -> None:
    """Hand the places in."""
    staff, settings = held(MANAGE_STAFF), held(MANAGE_SETTINGS)
    whole = held(MANAGE_STAFF, everywhere=True)
    for place in (
        Place("settings", _("Settings"), "settings", "settings", area="rail-end", order=900),
        Place(
            "profile",
            _("Profile"),
            "user-round",
            "profile",
            "settings",
            OWN,
            10,
            words=_("my data, about me"),
            settings=(
                Setting(_("Your name"), "id_name", _("first name, surname, signature")),
                Setting(_("Language"), "id_language", _("German, English, translation")),
                Setting(_("Appearance"), "id_theme", _("dark mode, light, theme, colours, night")),
                Setting(
                    _("Density of lists"),
                    "id_density",
                    _("compact, comfortable, rows, more on the screen, small, spacing"),
                ),
                Setting(_("Time zone"), "id_time_zone", _("clock, time, UTC, summer time")),
                Setting(
                    _("Take me for away after"),
                    "id_away_after",
                    _("absence, idle, inactive, minutes"),
                ),
                Setting(
                    _("Availability"), "availability", _("busy, away, break, holiday, presence")
                ),
            ),
        ),
        Place(
            "keyboard",
            _("Keyboard"),
            "keyboard",
            "keyboard",
            "settings",
            OWN,
            15,
            words=_("keys, shortcuts, left hand, right hand, letters, dictation"),
            settings=(
                Setting(_("Letters"), "id_letters", _("single keys off, dictation, speech")),
            ),
        ),
        Place(
            "security",
            _("Security"),
            "shield-check",
            "security",
            "settings",
            OWN,
            20,
            words=_("sign in, login, second factor, two-factor, MFA"),
            settings=(
                Setting(_("Password"), "password", _("change the password, forgotten")),
                Setting(_("Passkeys"), "passkeys", _("finger, face, WebAuthn, FIDO, security key")),
                Setting(_("Authenticator app"), "app", _("2FA, TOTP, one-time code, phone")),
                Setting(
                    _("Where you are signed in"),
                    "sessions",
                    _("sessions, devices, sign out, log out"),
                ),
            ),
        ),
        Place(
            "tokens",
            _("API tokens"),
            "key-round",
            "tokens",
            "settings",
            OWN,
            30,
            words=_("programs, interface, access key, REST"),
        ),
        Place(
            "organisation",
            ORGANISATION,
            "building-2",
            "organisation",
            area="settings",
            group=ORGANISATION,
            order=110,
            open_to=settings,
            words=_("company, firm, name of the service desk"),
            settings=_ORGANISATION_SETTINGS,
        ),
        Place(
            "agents",
            _("Agents"),
            "users",
            "agents",
            "settings",
            ORGANISATION,
            120,
            staff,
            words=_("colleagues, staff, users, invite, deactivate, accounts"),
        ),
        Place(
            "teams",
            _("Teams and levels"),
            "layers",
            "teams",
            "settings",
            ORGANISATION,
            130,
            staff,
            words=_("groups, departments, first level, second level, escalation, signature"),
        ),
        Place(
            "roles",
            _("Roles"),
            "shield",
            "roles",
            "settings",
            ORGANISATION,
            140,
            whole,
            words=_("rights, permissions, who may do what, access"),
        ),
        Place(
            "audit",
            _("Audit trail"),
            "list",
            "audit",
            "settings",
            ORGANISATION,
            150,
            held(SEE_AUDIT),
            words=_("log, protocol, traces, who changed what, revision"),
        ),
    ):
        register(place)
