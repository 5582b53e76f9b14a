"""Verbs of the staff's room."""

from __future__ import annotations

from kundig.staff.actions.account import (
    end_other_sessions,
    end_session,
    set_keys,
    set_password,
    set_preferences,
)
from kundig.staff.actions.agents import change, deactivate, make, reactivate
from kundig.staff.actions.invitations import accept, invite, withdraw
from kundig.staff.actions.organisation import change_organisation, set_up
from kundig.staff.actions.presence import fall_silent, set_availability, sign_of_life
from kundig.staff.actions.roles import change_role, make_role, remove_role
from kundig.staff.actions.teams import (
    archive_team,
    change_level,
    change_team,
    make_level,
    make_team,
    remove_level,
    restore_team,
)
from kundig.staff.actions.tokens import make_token, revoke_token

__all__ = [
    "accept",
    "archive_team",
    "change",
    "change_level",
    "change_organisation",
    "change_role",
    "change_team",
    "deactivate",
    "end_other_sessions",
    "end_session",
    "fall_silent",
    "invite",
    "make",
    "make_level",
    "make_role",
    "make_team",
    "make_token",
    "reactivate",
    "remove_level",
    "remove_role",
    "restore_team",
    "revoke_token",
    "set_availability",
    "set_keys",
    "set_password",
    "set_preferences",
    "set_up",
    "sign_of_life",
    "withdraw",
]
