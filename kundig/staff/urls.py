"""Addresses of this room. Of allauth's pages only those stand here that Kundig uses."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as codes
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as provider
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.urls import URLPattern, URLResolver, path

from kundig.staff.views import account as own
from kundig.staff.views import (
    agents,
    audit,
    entrance,
    keyboard,
    organisation,
    roles,
    security,
    teams,
)
from kundig.staff.views.invitation import invitation

# The names are allauth's: it looks its own pages up by them.
_entrance = [
    path("account/login/", entrance.sign_in, name="account_login"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/passkey/", entrance.passkey, name="mfa_login_webauthn"),
    path("account/code/", codes.authenticate, name="mfa_authenticate"),
    path("account/password/reset/", account.password_reset, name="account_reset_password"),
    path(
        "account/password/reset/sent/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    path(
        "account/password/reset/<str:uidb36>/<path:key>/",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/reset/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path(
        "account/provider/cancelled/",
        provider.login_cancelled,
        name="socialaccount_login_cancelled",
    ),
    path("account/provider/<str:provider_id>/", oidc.login, name="openid_connect_login"),
    path(
        "account/provider/<str:provider_id>/callback/",
        oidc.callback,
        name="openid_connect_callback",
    ),
    path("language/", entrance.language, name="set_language"),
]

_again = [
    path("account/again/", account.reauthenticate, name="account_reauthenticate"),
    path("account/again/code/", codes.reauthenticate, name="mfa_reauthenticate"),
    path(
        "account/again/passkey/",
        passkeys.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
]

_security = [
    path("settings/security/", security.overview, name="security"),
    path("settings/security/overview/", security.back, name="mfa_index"),
    path("settings/security/password/", account.password_change, name="account_change_password"),
    path("settings/security/password/first/", account.password_set, name="account_set_password"),
    path("settings/security/app/", app.activate_totp, name="mfa_activate_totp"),
    path("settings/security/app/remove/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("settings/security/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "settings/security/codes/new/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "settings/security/codes/download/",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("settings/security/passkeys/", security.back, name="mfa_list_webauthn"),
    path("settings/security/passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path(
        "settings/security/passkeys/<int:pk>/remove/",
        passkeys.remove_webauthn,
        name="mfa_remove_webauthn",
    ),
    path("settings/security/passkeys/<int:pk>/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("settings/security/sessions/end/", security.end_sessions, name="sessions-end"),
    path("settings/security/sessions/<int:pk>/end/", security.end_session, name="session-end"),
]

_own = [
    path("settings/", own.settings_home, name="settings"),
    path("settings/profile/", own.profile, name="profile"),
    path("settings/keyboard/", keyboard.keyboard, name="keyboard"),
    path("settings/find/", own.find, name="settings-find"),
    path("settings/density/", own.density, name="density"),
    path("settings/availability/", own.availability, name="availability"),
    path("settings/availability/words/", own.availability_words, name="availability-words"),
    path("settings/availability/here/", own.sign_of_life, name="sign-of-life"),
    path("settings/tokens/", own.tokens, name="tokens"),
    path("settings/tokens/make/", own.token_make, name="token-make"),
    path("settings/tokens/<int:pk>/revoke/", own.token_revoke, name="token-revoke"),
]

_people = [
    path("invitation/<str:secret>/", invitation, name="invitation"),
    path("settings/audit/", audit.audit, name="audit"),
    path("settings/organisation/", organisation.organisation, name="organisation"),
    path("settings/agents/", agents.agents, name="agents"),
    path("settings/agents/invite/", agents.invite, name="agent-invite"),
    path("settings/agents/<int:pk>/", agents.agent, name="agent"),
    path("settings/agents/<int:pk>/deactivate/", agents.deactivate, name="agent-deactivate"),
    path("settings/agents/<int:pk>/reactivate/", agents.reactivate, name="agent-reactivate"),
    path("settings/invitations/<int:pk>/withdraw/", agents.withdraw, name="invitation-withdraw"),
    path("settings/teams/", teams.teams, name="teams"),
    path("settings/teams/make/", teams.team_make, name="team-make"),
    path("settings/teams/<int:pk>/", teams.team, name="team"),
    path("settings/teams/<int:pk>/archive/", teams.team_archive, name="team-archive"),
    path("settings/teams/<int:pk>/restore/", teams.team_restore, name="team-restore"),
    path("settings/levels/make/", teams.level_make, name="level-make"),
    path("settings/levels/<int:pk>/", teams.level, name="level"),
    path("settings/levels/<int:pk>/remove/", teams.level_remove, name="level-remove"),
    path("settings/roles/", roles.roles, name="roles"),
    path("settings/roles/make/", roles.role_make, name="role-make"),
    path("settings/roles/<int:pk>/", roles.role, name="role"),
    path("settings/roles/<int:pk>/remove/", roles.role_remove, name="role-remove"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *_entrance,
    *_again,
    *_own,
    *_security,
    *_people,
]
