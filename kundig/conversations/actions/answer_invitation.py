"""answer_invitation: say whether we come, to whoever invited us."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kundig.conversations import events, permissions
from kundig.conversations.actions.envelope import Envelope
from kundig.conversations.actions.row import ROW_FIELDS, add_words, lock_message, note_message
from kundig.conversations.actions.write import queue, write
from kundig.conversations.invitations import (
    Card,
    Participation,
    invitation_in,
    invited_address,
    last_answer,
    reply_card,
    standings,
)
from kundig.conversations.models import Conversation, Direction, Message, State
from kundig.conversations.rich_text import understand
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record


@action(
    "message.answer_invitation",
    _("Answer invitation"),
    needs=permissions.REPLY,
    icon="calendar",
    locks=False,
)
def answer_invitation(message: Message, *, by: Actor, answer: Participation) -> Message:
    """Tell whoever invites in a message whether we come, and return what is on its way to them.

    It goes out as answers do and can be taken back as long. The same answer again changes nothing; another one
    takes its place. Refused where the message invites to nothing, and where a later one changed the appointment
    or called it off.
    """
    conversation = lock_message(message)
    card = _open_invitation(message)
    answer = Participation(answer)
    given = last_answer(message)
    if given is not None and standings([message])[message.pk].answer == answer:
        return Message.objects.get(pk=given.pk)
    ours = invited_address(conversation.channel, message, card)
    envelope = Envelope.checked(to=[card["organizer"]["address"]])
    words = _words(conversation, card, answer)
    reply = write(conversation, Direction.OUTBOUND, by, understand(words, ""), (), envelope)
    reply.sender = {"name": "", "address": ours}
    reply.cards = [reply_card(card, ours, answer)]
    reply.save(update_fields=["sender", "cards"])
    queue(reply)
    conversation.state = State.WAITING
    conversation.resolved_at = conversation.waiting_since = conversation.snoozed_until = None
    note_message(conversation, reply)
    # What its author is writing meanwhile stays: this is no part of it.
    conversation.save(
        update_fields=[*ROW_FIELDS, "state", "resolved_at", "waiting_since", "snoozed_until"]
    )
    add_words(conversation, reply.text)
    record(conversation, events.REPLIED, by=by, message=reply.pk)
    record(
        conversation,
        events.INVITATION_ANSWERED,
        by=by,
        message=message.pk,
        answer=answer.value,
    )
    return reply


def _open_invitation(message: Message) -> Card:
    card = invitation_in(message)
    if card is None:
        raise Refused(_("There is no invitation here that can be answered."))
    if not standings([message])[message.pk].is_open:
        raise Refused(
            _("This appointment was changed or called off; only the latest invitation counts.")
        )
    return card


def _words(conversation: Conversation, card: Card, answer: Participation) -> str:
    """The answer in the customer's language, for whoever reads it as a mail."""
    language = conversation.language[:2]
    with translation.override(language if language in ("de", "en") else settings.LANGUAGE_CODE):
        summary = card["summary"] or gettext("your appointment")
        match answer:
            case Participation.ACCEPTED:
                return gettext("We accept your invitation: {summary}").format(summary=summary)
            case Participation.TENTATIVE:
                return gettext("We may be able to attend: {summary}").format(summary=summary)
            case _:
                return gettext("Unfortunately we can’t attend: {summary}").format(summary=summary)
