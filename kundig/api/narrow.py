"""What the lists of conversations and customers can be narrowed by."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import AwareDatetime, Field

from kundig.api import reach
from kundig.api.endpoints import Call
from kundig.api.queries import LARGEST_ID, PageQuery
from kundig.channels.email.models import KnownKey
from kundig.channels.permissions import MANAGE
from kundig.channels.reach import must_arrange
from kundig.conversations.models import Conversation, State
from kundig.conversations.search import with_words
from kundig.conversations.sought_words import sought_words
from kundig.core import caps
from kundig.core.errors import NotAllowed
from kundig.core.models import AuditEntry, Event, Matter
from kundig.customers.actions import address_key
from kundig.customers.models import AddressKind, Customer
from kundig.customers.search import find_customers
from kundig.staff.audit import of_agent
from kundig.staff.permissions import SEE_AUDIT

Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Nobody = Literal["none"]


class ConversationQuery(PageQuery):
    """What the list of conversations can be narrowed by."""

    state: list[State] = Field(default=[], max_length=5)
    team: Id | Nobody | None = None
    assignee: Id | Nobody | Literal["me"] | None = None
    customer: Id | None = None
    channel: Id | None = None
    category: Id | Nobody | None = None
    status: Id | Nobody | None = None
    tag: str | None = Field(None, max_length=60, description="The name of a tag.")
    q: str | None = Field(
        None, max_length=caps.SEARCH_QUERY_CHARS, description="Words that occur in its messages."
    )
    updated_after: AwareDatetime | None = Field(
        None, description="Only what something has happened to since."
    )


class CustomerQuery(PageQuery):
    """What the list of customers can be narrowed by."""

    mail: str | None = Field(None, max_length=320, description="A whole mail address.")
    q: str | None = Field(
        None, max_length=200, description="How words of the name or of an address begin."
    )


class AuditQuery(PageQuery):
    """What the audit trail can be narrowed by."""

    agent: Id | None = Field(None, description="What this agent did, and what was done to them.")
    matter: Matter | None = None


def conversations(call: Call) -> QuerySet[Conversation]:
    """Return the conversations that the caller may see and has asked for."""
    query: ConversationQuery = call.query
    rows = reach.visible(Conversation, call.actor)
    if query.state:
        rows = rows.filter(state__in=query.state)
    if query.team is not None:
        rows = rows.filter(team=_id_or_none(query.team))
    if query.assignee is not None:
        mine = query.assignee == "me"
        rows = rows.filter(assignee=call.agent.pk if mine else _id_or_none(query.assignee))
    if query.customer is not None:
        rows = rows.filter(customer=query.customer)
    if query.channel is not None:
        rows = rows.filter(channel=query.channel)
    if query.category is not None:
        rows = rows.filter(category=_id_or_none(query.category))
    if query.status is not None:
        rows = rows.filter(status=_id_or_none(query.status))
    if query.tag is not None:
        rows = rows.filter(tags__name__iexact=query.tag)
    if query.q is not None:
        words = sought_words(query.q)
        rows = with_words(rows, words) if words else rows.none()
    if query.updated_after is not None:
        changed = Event.objects.filter(subject_kind="conversation", at__gt=query.updated_after)
        rows = rows.filter(pk__in=changed.values("subject_id"))
    return rows


def customers(call: Call) -> QuerySet[Customer]:
    """Return the customers that the caller may see and has asked for."""
    query: CustomerQuery = call.query
    rows = reach.visible(Customer, call.actor)
    if query.mail is not None:
        key = address_key(query.mail)
        rows = rows.filter(
            addresses__kind=AddressKind.MAIL, addresses__scope="", addresses__key=key
        )
    if query.q is not None:
        rows = rows & find_customers(query.q, call.actor)
    return rows


def audit(call: Call) -> QuerySet[AuditEntry]:
    """Return the entries of the audit trail that the caller has asked for. NotAllowed without the right."""
    query: AuditQuery = call.query
    if not call.actor.may(SEE_AUDIT):
        raise NotAllowed(_("You don’t have the right to do this."))
    rows = AuditEntry.objects.all()
    if query.agent is not None:
        rows = of_agent(rows, query.agent)
    return rows if query.matter is None else rows.filter(matter=query.matter)


def known_keys(call: Call) -> QuerySet[KnownKey]:
    """Return the keys of correspondents. NotAllowed without the right to decide about them."""
    if not call.actor.may(MANAGE):
        raise NotAllowed(_("You don’t have the right to do this."))
    must_arrange(call.actor, None)
    return KnownKey.objects.all()


def _id_or_none(value: Any) -> int | None:
    return None if value == "none" else int(value)
