"""set password, preferences, availability: what agents do with their own account."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable, Mapping
from typing import Any

from allauth.usersessions.models import UserSession
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import NotAllowed, Refused
from kundig.core.events import note, record
from kundig.core.time import now
from kundig.staff import events, permissions
from kundig.staff.actions.fields import clean_name, set_fields
from kundig.staff.actions.tokens import revoke_all
from kundig.staff.models import AWAY_AFTER, DENSITIES, LANGUAGE_CHOICES, THEMES, Agent
from kundig.web.keys import FIXED, clashes, keys_for, problem_with
from kundig.web.peer import neighbourhood

OWN = permissions.OWN


@action("agent.set_password", _("Set password"), needs=OWN, icon="key-round", offered=False)
def set_password(agent: Agent, *, by: Actor, password: str) -> None:
    """Give the account another password; all sessions and API tokens end."""
    agent.set_password(password)
    agent.signed_out_at = timezone.now()
    agent.save(update_fields=["password", "signed_out_at"])
    revoke_all(agent, by=by)
    record(agent, events.PASSWORD_SET, by=by)


@action("agent.end_session", _("End session"), needs=OWN, icon="log-out", offered=False)
def end_session(agent: Agent, *, by: Actor, session: UserSession) -> None:
    """Sign the agent out in one browser. NotAllowed where the session is another agent's."""
    if session.user_id != agent.pk:
        raise NotAllowed(_("You don’t have the right to do this."))
    session.end()
    note(events.SESSION_ENDED, by=by, subject=agent, place=neighbourhood(session.ip))


@action(
    "agent.end_other_sessions",
    _("Sign out everywhere else"),
    needs=OWN,
    icon="log-out",
    offered=False,
)
def end_other_sessions(agent: Agent, *, by: Actor, but: str) -> None:
    """Sign the agent out in all browsers but the one whose session has the key `but`."""
    for session in UserSession.objects.filter(user=agent).exclude(session_key=but):
        session.end()
    note(events.SESSIONS_ENDED, by=by, subject=agent)


@action(
    "agent.set_preferences",
    _("Change own settings"),
    needs=OWN,
    icon="sliders-horizontal",
    offered=False,
)
def set_preferences(
    agent: Agent,
    *,
    by: Actor,
    name: str | None = None,
    language: str | None = None,
    theme: str | None = None,
    density: str | None = None,
    time_zone: str | None = None,
    away_after: int | None = None,
) -> None:
    """Change how Kundig looks and speaks to the agent; empty means: as the browser or the system has it.

    After `away_after` minutes without a sign of life they are taken for away; 0: never.
    """
    _check_choice(away_after, AWAY_AFTER)
    _check_choice(language, LANGUAGE_CHOICES)
    _check_choice(theme, THEMES)
    _check_choice(density, DENSITIES)
    if time_zone and time_zone not in zoneinfo.available_timezones():
        raise Refused(_("“%(name)s” is no time zone.") % {"name": time_zone})
    changed = set_fields(
        agent,
        name=name and clean_name(name, 120),
        language=language,
        theme=theme,
        density=density,
        time_zone=time_zone,
        away_after=away_after,
    )
    if "away_after" in changed:
        # The silence begins to count now.
        set_fields(agent, active_at=now())
    if changed:
        record(agent, events.PREFERENCES_SET, by=by, fields=changed)


@action("agent.set_keys", _("Change own keys"), needs=OWN, icon="keyboard", offered=False)
def set_keys(agent: Agent, *, by: Actor, keys: Mapping[str, str], letters: bool) -> None:
    """Lay verbs on other keys, by their names in `kundig.web.keys`; an empty one is off.

    Refused where a key is none, belongs to the browser or lies on two verbs. Without `letters` no key that is a
    character counts.
    """
    usual = keys_for({})
    own = {name: key for name, key in keys.items() if usual.get(name, "") != key}
    if FIXED & own.keys() or own.keys() - usual.keys():
        raise Refused(_("These keys can’t be changed."))
    problem = next(filter(None, map(problem_with, filter(None, own.values()))), "")
    if problem:
        raise Refused(problem)
    if clashes(keys_for(own)):
        raise Refused(_("Two verbs can’t lie on one key."))
    changed = set_fields(agent, own_keys=own, letter_keys=letters)
    if changed:
        record(agent, events.PREFERENCES_SET, by=by, fields=changed)


def _check_choice(value: str | int | None, choices: Iterable[tuple[Any, Any]]) -> None:
    if value is not None and value not in dict(choices):
        raise Refused(_("“%(value)s” can’t be chosen here.") % {"value": value})
