"""Plain makers of things, all with keywords; what is not given is ordinary."""

from __future__ import annotations

import itertools
from typing import Any

from kundig.conversations import actions
from kundig.conversations.actions import Incoming
from kundig.conversations.models import Channel, Conversation, Message, SavedView
from kundig.core.actor import SYSTEM
from kundig.core.permissions import Standing, held_by, permissions
from kundig.customers.actions import find_or_make
from kundig.customers.models import AddressKind, Customer
from kundig.staff.models import Agent, Role, Team

PASSWORD = "Sieben-Zwerge-7"
_numbers = itertools.count(1)


def role(*, name: str, allows: list[str] | None = None, **fields: Any) -> Role:
    """Return the role of this name, with the permissions of an agent unless `allows` says others."""
    allowed = held_by(Standing.AGENT) if allows is None else allows
    return Role.objects.get_or_create(name=name, defaults={"permissions": allowed, **fields})[0]


def all_permissions() -> list[str]:
    """Return every declared permission's name."""
    return [permission.name for permission in permissions()]


def team(*, name: str, **fields: Any) -> Team:
    """Return the team of this name."""
    return Team.objects.get_or_create(name=name, defaults=fields)[0]


def agent(*, name: str, role: Role, teams: list[Team] | None = None, **fields: Any) -> Agent:
    """Make an agent who signs in as name@lummer.example with `PASSWORD`."""
    made = Agent(name=name, email=f"{name.lower()}@lummer.example", role=role, **fields)
    made.set_password(PASSWORD)
    made.save()
    made.teams.set(teams or [])
    return made


def saved_view(*, owner: Agent, **fields: Any) -> SavedView:
    """Make a view of `owner` of what is open, unless `conditions` say others."""
    is_open = {"field": "state", "operator": "is", "value": ["open"]}
    given = {"name": f"Ansicht von {owner.name}", "conditions": {"match": "all", "of": [is_open]}}
    return actions.make_view(by=owner.actor, **{**given, **fields})


def customer(*, name: str, mail: str = "") -> Customer:
    """Make a customer with one mail address."""
    mail = mail or f"{name.lower().replace(' ', '.')}@kunde.example"
    return find_or_make(by=SYSTEM, kind=AddressKind.MAIL, value=mail, name=name)


def channel(*, address: str = "service@lummer.example", **fields: Any) -> Channel:
    """Return the mail channel with this address."""
    defaults = {"name": "Service", **fields}
    return Channel.objects.get_or_create(kind="email", address=address, defaults=defaults)[0]


def inbound(
    *, customer: Customer, conversation: Conversation | None = None, **fields: Any
) -> Message:
    """Receive a message from `customer`, in a new conversation unless one is given."""
    number = next(_numbers)
    address = customer.addresses.order_by("pk").first()
    given: dict[str, Any] = {
        "channel": channel(),
        "customer": customer,
        "subject": f"Anliegen {number}",
        "text": f"Guten Tag, hier ist Anliegen {number}.",
        "sender": {"name": customer.name, "address": address.value if address else ""},
        "external_id": f"<{number}@kunde.example>",
        **fields,
    }
    return actions.receive(by=SYSTEM, incoming=Incoming(**given), conversation=conversation)


def conversation(*, customer: Customer, team: Team | None = None, **fields: Any) -> Conversation:
    """Make a conversation with one message from `customer`, in `team` where one is given."""
    made = inbound(customer=customer, **fields).conversation
    if team is not None:
        actions.hand_over(made, by=SYSTEM, team=team)
    return made
