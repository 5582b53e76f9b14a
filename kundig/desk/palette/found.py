"""What was written and who is known, while it is typed: the first few of each."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from kundig.conversations.models import Conversation, State
from kundig.conversations.rows import STATE_ICONS
from kundig.conversations.search import newest_found, numbered
from kundig.core import caps
from kundig.customers.models import Company, Customer
from kundig.customers.permissions import SEE
from kundig.customers.search import first_companies, first_customers
from kundig.desk.palette.command import Command
from kundig.staff.models import Agent
from kundig.web.address import address

CONVERSATIONS, PEOPLE, COMPANIES = _("Conversations"), _("People"), _("Companies")


def found_by(text: str, agent: Agent) -> list[Command]:
    """Return the first conversations, people and companies that `text` finds, as far as the agent may see them."""
    direct = numbered(text, agent)
    found = [one for one in newest_found(text, agent, caps.PALETTE_FOUND) if one != direct]
    commands = conversations([direct, *found] if direct else found)
    commands += [_search(text)] if found else []
    if not agent.may(SEE):
        return commands
    return [
        *commands,
        *_people(first_customers(text, agent.actor, caps.PALETTE_FOUND)),
        *_companies(first_companies(text, agent.actor, caps.PALETTE_FOUND)),
    ]


def _search(text: str) -> Command:
    return Command(
        name="search:all",
        words=_("Show all that is found"),
        icon="search",
        group=CONVERSATIONS,
        href=f"{address('search')}?{urlencode({'q': text})}",
    )


def conversations(rows: Iterable[Conversation]) -> list[Command]:
    """Return commands that open these conversations."""
    return [
        Command(
            name=f"conversation:{one.pk}",
            words=str(one),
            icon=STATE_ICONS[State(one.state)],
            group=CONVERSATIONS,
            more=one.customer.shown_name,
            href=address("inbox-conversation", "all", one.pk),
            is_named=True,
        )
        for one in rows
    ]


def remembered(names: Iterable[str], agent: Agent) -> list[Command]:
    """Return the conversations and people among what the browser remembers as chosen, if they may be seen still."""
    ids: dict[str, list[int]] = {"conversation": [], "customer": []}
    for name in names:
        kind, _colon, number = name.partition(":")
        if kind in ids and number.isascii() and number.isdigit() and len(number) < 19:
            ids[kind].append(int(number))
    found: list[Command] = []
    if ids["conversation"]:
        rows = Conversation.objects.visible_to(agent.actor).filter(pk__in=ids["conversation"])
        found += conversations(rows.for_rows(agent).fetch_rows())
    if ids["customer"]:
        people = Customer.objects.visible_to(agent.actor).filter(pk__in=ids["customer"])
        found += _people(people.prefetch_related("addresses"))
    return found


def _people(people: Iterable[Customer]) -> list[Command]:
    return [
        Command(
            name=f"customer:{one.pk}",
            words=one.shown_name,
            icon="user-round",
            group=PEOPLE,
            more=one.reached_at,
            href=address("customer", one.pk),
            is_named=True,
        )
        for one in people
    ]


def _companies(companies: Iterable[Company]) -> list[Command]:
    return [
        Command(
            name=f"company:{one.pk}",
            words=one.name,
            icon="building-2",
            group=COMPANIES,
            href=address("company", one.pk),
            is_named=True,
        )
        for one in companies
    ]
