"""set up and change the organisation."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.core.permissions import Standing, held_by
from kundig.staff import events, permissions
from kundig.staff.actions.agents import make
from kundig.staff.actions.fields import clean_name, set_fields
from kundig.staff.actions.teams import make_level, make_team
from kundig.staff.models import LANGUAGES, Agent, Organisation, Role

FIRST_ROLES: dict[Standing, str | Promise] = {
    Standing.ADMINISTRATOR: pgettext_lazy("role", "Administrator"),
    Standing.LEAD: pgettext_lazy("role", "Lead"),
    Standing.AGENT: pgettext_lazy("role", "Agent"),
    Standing.READER: pgettext_lazy("role", "Reader"),
}


@dataclass(frozen=True)
class Beginning:
    """What a new organisation has: its first administrator, and its roles by standing."""

    organisation: Organisation
    administrator: Agent
    roles: dict[Standing, Role]


@action(
    "organisation.set_up", _("Set up"), needs=permissions.SET_UP, icon="building-2", offered=False
)
def set_up(
    *,
    by: Actor,
    name: str,
    language: str,
    administrator: str,
    email: str,
    password: str | None,
) -> Beginning:
    """Make the organisation with first roles, levels and team, named in `language`, and its administrator.

    Refused where there is an organisation already.
    """
    if language not in dict(LANGUAGES):
        raise Refused(_("“%(value)s” can’t be chosen here.") % {"value": language})
    organisation = _the_one(clean_name(name, 120), language)
    with translation.override(language):
        roles = {standing: _first_role(standing) for standing in FIRST_ROLES}
        first_level = make_level(by=by, name=str(_("First level")), rank=1)
        make_level(by=by, name=str(_("Second level")), rank=2)
        team = make_team(by=by, name=str(_("Customer service")), level=first_level)
    agent = make(
        by=by,
        email=email,
        name=administrator,
        role=roles[Standing.ADMINISTRATOR],
        teams=[team],
        password=password,
    )
    set_fields(agent, language=language)
    record(organisation, events.SET_UP, by=by)
    return Beginning(organisation, agent, roles)


@action(
    "organisation.change",
    _("Change organisation"),
    needs=permissions.MANAGE_SETTINGS,
    icon="building-2",
    offered=False,
)
def change_organisation(
    organisation: Organisation, *, by: Actor, name: str | None = None, language: str | None = None
) -> None:
    """Change the organisation's name and language; what is not given stays as it is."""
    if language is not None and language not in dict(LANGUAGES):
        raise Refused(_("“%(value)s” can’t be chosen here.") % {"value": language})
    changed = set_fields(organisation, name=name and clean_name(name, 120), language=language)
    if changed:
        record(organisation, events.ORGANISATION_CHANGED, by=by, fields=changed)


def _the_one(name: str, language: str) -> Organisation:
    try:
        with transaction.atomic():
            return Organisation.objects.create(pk=1, name=name, language=language)
    except IntegrityError as problem:
        raise Refused(_("Kundig is set up already.")) from problem


def _first_role(standing: Standing) -> Role:
    is_administrator = standing == Standing.ADMINISTRATOR
    return Role.objects.create(
        name=str(FIRST_ROLES[standing]),
        permissions=[] if is_administrator else held_by(standing),
        is_administrator=is_administrator,
    )
