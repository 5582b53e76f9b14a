"""The company before its first customer writes: organisation, teams, agents, mailboxes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kundig.channels.actions import set_opening_hours
from kundig.channels.email.actions import make as make_mailbox
from kundig.channels.email.protected.actions import add_authority
from kundig.conversations.macros.actions import make as make_macro
from kundig.conversations.snippets.actions import make as make_snippet
from kundig.core.actor import SYSTEM, Actor
from kundig.core.permissions import Standing
from kundig.customers.actions import add_mail_host
from kundig.staff import actions as staff
from kundig.staff.models import Agent, Level, Role, Team

from . import company, macros, snippets
from .keys import Keys, make_keys
from .sorting import draw_categories, draw_statuses, draw_tags

PASSWORD = "kundig-demo"  # noqa: S105  # everybody may know it: it is printed at every start


@dataclass(frozen=True)
class Crew:
    """Who works at the company, by the keys of `company`."""

    administrator: Agent
    agents: Mapping[str, Agent]
    teams: Mapping[str, Team]
    keys: Keys

    @property
    def everybody(self) -> list[Agent]:
        """Return all agents and the administrator."""
        return [*self.agents.values(), self.administrator]


def found() -> Crew:
    """Set up the company and return its people. Refused where there is an organisation already."""
    beginning = staff.set_up(
        by=SYSTEM,
        name=company.NAME,
        language="de",
        administrator=company.ADMINISTRATOR.name,
        email=company.ADMINISTRATOR.address,
        password=PASSWORD,
    )
    administrator = beginning.administrator
    by = administrator.actor
    teams = _teams(by)
    staff.change(administrator, by=by, teams=())
    agents = {
        member.key: _agent(member, beginning.roles[Standing[member.role.upper()]], teams, by)
        for member in company.AGENTS
    }
    for box in company.MAILBOXES:
        make_mailbox(by=by, address=box.address, name=box.name, team=teams[box.team])
    _open_the_doors(by)
    for host in company.PUBLIC_MAIL_HOSTS:
        add_mail_host(by=by, name=host)
    draw_categories(by)
    draw_statuses(by)
    draw_tags(by)
    _write_snippets(agents, teams, by)
    for title, steps in macros.MACROS.items():
        make_macro(by=by, title=title, steps=steps, personal=False)
    keys = make_keys()
    add_authority(by=by, content=keys.authority_pem)
    return Crew(administrator, agents, teams, keys)


def _teams(by: Actor) -> dict[str, Team]:
    levels = {level.rank: level for level in Level.objects.all()}
    # A new organisation has a first team already: it becomes the first of ours.
    first, *others = company.TEAMS
    team = Team.objects.get()
    staff.change_team(
        team, by=by, name=first.name, level=levels[first.level], signature=first.signature
    )
    return {first.key: team} | {
        other.key: staff.make_team(
            by=by, name=other.name, level=levels[other.level], signature=other.signature
        )
        for other in others
    }


def _write_snippets(agents: Mapping[str, Agent], teams: Mapping[str, Team], by: Actor) -> None:
    for one in snippets.SNIPPETS:
        owner = agents[one.agent].actor if one.agent else by
        make_snippet(
            by=owner,
            title=one.title,
            shortcut=one.shortcut,
            folder=one.folder,
            texts=one.texts,
            personal=bool(one.agent),
            team=teams[one.team] if one.team else None,
        )


def _open_the_doors(by: Actor) -> None:
    spans = [company.HOURS.get(day) for day in range(7)]
    week = [[f"{span[0]:%H:%M}-{span[1]:%H:%M}"] if span else [] for span in spans]
    set_opening_hours(by=by, time_zone=company.ZONE, week=week)


def _agent(member: company.Agent, role: Role, teams: Mapping[str, Team], by: Actor) -> Agent:
    agent = staff.make(
        by=by,
        email=member.address,
        name=member.name,
        role=role,
        teams=[teams[key] for key in member.teams],
        password=PASSWORD,
    )
    staff.set_preferences(agent, by=agent.actor, language=member.language)
    return agent
