"""change_thanks: whether a mere thank-you lets a conversation rest."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.conversations import events
from kundig.conversations.models import Conversation, Message, State, Thanks
from kundig.conversations.thanks import is_merely_thanks
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.events import record
from kundig.staff.permissions import MANAGE_SETTINGS


@action(
    "thanks.change",
    _("Choose what becomes of mere thank-yous"),
    needs=MANAGE_SETTINGS,
    icon="smile",
    offered=False,
)
def change_thanks(*, by: Actor, lets_rest: bool) -> None:
    """Let what is resolved or snoozed rest when the customer only says thanks, or bring it back as anything would."""
    row, _made = Thanks.objects.select_for_update().get_or_create(pk=1)
    if row.lets_rest == lets_rest:
        return
    row.lets_rest = lets_rest
    row.save(update_fields=["lets_rest"])
    record(row, events.THANKS_CHANGED, by=by, effect="rests" if lets_rest else "opens")


def thanks_let_rest() -> bool:
    """Tell what the organisation chose."""
    return Thanks.objects.values_list("lets_rest", flat=True).first() is not False


def lets_rest(conversation: Conversation, message: Message) -> bool:
    """Tell whether a message that comes in leaves a resolved or snoozed conversation as it is."""
    if conversation.state not in (State.RESOLVED, State.SNOOZED) or conversation.beside_id:
        return False
    if message.automatic or message.cards or message.is_confidential or message.warnings:
        return False
    people = [message.customer.name] if message.customer else []
    if conversation.assignee is not None:
        people.append(conversation.assignee.name)
    return is_merely_thanks(message.visible_text, people) and thanks_let_rest()
