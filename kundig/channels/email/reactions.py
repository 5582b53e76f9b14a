"""What the mail channel does when something has happened."""

from __future__ import annotations

from kundig.channels.email.junk import learning
from kundig.conversations import events
from kundig.conversations.models import Conversation
from kundig.core.models import Event
from kundig.core.reactions import reaction


@reaction(events.SPAM_MARKED, events.SPAM_CLEARED)
def learn_from_marking(event: Event) -> None:
    """Learn from what somebody said about a conversation; taken back, it teaches the contrary."""
    conversation = Conversation.objects.get(pk=event.subject_id)
    learning.teach(conversation, is_spam=conversation.is_spam)


@reaction(events.REPLIED)
def learn_from_answering(event: Event) -> None:
    """Learn that a conversation is no spam: nobody answers that."""
    conversation = Conversation.objects.get(pk=event.subject_id)
    if not conversation.is_spam:
        learning.teach(conversation, is_spam=False)
