"""What holds for side conversations: they go along with the conversation that they belong to, and never meet its customer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.conversations.actions.envelope import Envelope
from kundig.conversations.models import Conversation
from kundig.core.errors import Refused


def must_stand_alone(*conversations: Conversation) -> None:
    """Refuse for side conversations what is done with the conversation that they belong to."""
    if any(conversation.beside_id for conversation in conversations):
        raise Refused(_("A side conversation goes along with the conversation that it belongs to."))


def must_stay_beside(side: Conversation, envelope: Envelope) -> None:
    """Refuse to send anything of a side conversation to the customer whom it is about."""
    if side.beside is None:
        return
    customer = side.beside.customer
    theirs = {value.lower() for value in customer.addresses.values_list("value", flat=True)}
    named = {one.lower() for one in (*envelope.to, *envelope.cc, *envelope.bcc)}
    if named & theirs or side.customer_id == customer.pk:
        raise Refused(_("The customer must not see what is written in a side conversation."))


def keep_beside(conversation: Conversation) -> None:
    """Let the side conversations of one, and of those merged into it, belong to whoever has it now."""
    conversation.sides.update(team=conversation.team_id, assignee=conversation.assignee_id)
