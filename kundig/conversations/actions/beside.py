"""What holds for side conversations: they go along with the conversation that they belong to, and never meet its customer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.conversations.actions.envelope import Envelope
from kundig.conversations.models import Conversation, Direction, Message
from kundig.conversations.models.merged import gathered_in
from kundig.core.errors import Refused
from kundig.customers.models import Address


def must_stand_alone(*conversations: Conversation) -> None:
    """Refuse for side conversations what is done with the conversation that they belong to."""
    if any(conversation.beside_id for conversation in conversations):
        raise Refused(_("A side conversation goes along with the conversation that it belongs to."))


def must_stay_beside(side: Conversation, envelope: Envelope) -> None:
    """Refuse to send anything of a side conversation to a customer whom it is about, or who has written there.

    By merging, the conversation may have several, whichever way it went.
    """
    if side.beside is None:
        return
    about = Conversation.objects.filter(pk__in=gathered_in(side.beside.standing.pk))
    written = Message.objects.filter(conversation__in=about, direction=Direction.INBOUND)
    people = {
        *about.values_list("customer", flat=True),
        *written.values_list("customer", flat=True),
    }
    known = Address.objects.filter(customer__in=people - {None})
    theirs = {value.lower() for value in known.values_list("value", flat=True)}
    for sender in written.values_list("sender", flat=True):
        theirs |= {str(sender.get(part, "")).lower() for part in ("address", "reply_to")}
    named = {one.lower() for one in (*envelope.to, *envelope.cc, *envelope.bcc)}
    if named & theirs or side.customer_id in people:
        raise Refused(_("The customer must not see what is written in a side conversation."))


def keep_beside(conversation: Conversation) -> None:
    """Let the side conversations of one, and of those merged into it, belong to whoever has it now."""
    conversation.sides.update(team=conversation.team_id, assignee=conversation.assignee_id)
