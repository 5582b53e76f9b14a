"""Answering everybody, one after the other: may be killed at any step, and goes on where it was."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from kundig.conversations import actions as heart
from kundig.conversations import permissions
from kundig.conversations.incidents.models import Fate, Round, RoundAnswer
from kundig.conversations.incidents.permissions import MANAGE
from kundig.conversations.models import Conversation
from kundig.conversations.news import Overtaken
from kundig.conversations.placeholders import values_of
from kundig.core.errors import Refused
from kundig.core.placeholders import fill
from kundig.core.time import now
from kundig.staff.models import Agent
from kundig.staff.reading import as_read_by

ANSWER = "incidents.answer"
# After so many it looks whether it was cancelled and whose rights have changed, and lets other jobs go first.
PORTION = 50


def defer(begun: Round) -> None:
    """Let a job send the answers; by name: the job knows this, not the other way round."""
    app.configure_task(ANSWER, lock=f"round:{begun.pk}").defer(round_id=begun.pk)


def text_for(texts: dict[str, str], conversation: Conversation, agent: Agent) -> str:
    """Return what one conversation is told: in its language, else in any that there is, with the placeholders filled in."""
    language = conversation.language[:2]
    language = language if language in texts else next(iter(texts))
    return fill(texts[language], values_of(conversation, agent, language=language))


def answer(round_id: int) -> None:
    """Send the next answers of a round; nothing where it has ended or was cancelled."""
    begun = Round.objects.select_related("incident").get(pk=round_id)
    if not begun.is_under_way:
        return
    waiting = begun.answers.filter(fate=Fate.WAITING).order_by("pk")
    portion = list(waiting.values_list("pk", flat=True)[:PORTION])
    agent = Agent.objects.select_related("role").get(pk=begun.agent_id)
    with as_read_by(agent):
        for pk in portion:
            _answer(begun, pk, agent)
    if portion:
        defer(begun)
    else:
        Round.objects.filter(pk=round_id, ended_at=None).update(ended_at=now())


def _answer(begun: Round, pk: int, agent: Agent) -> None:
    with transaction.atomic():
        one = RoundAnswer.objects.select_for_update().get(pk=pk)
        if one.fate != Fate.WAITING:
            return
        try:
            with transaction.atomic():
                _send(begun, one.conversation_id, agent)
            one.fate = Fate.ANSWERED
        except Overtaken:
            one.fate = Fate.OVERTAKEN
        except Refused as refusal:
            one.fate, one.reason = Fate.REFUSED, str(refusal.sentence)[:200]
        one.save(update_fields=["fate", "reason"])


def _send(begun: Round, conversation_id: int, agent: Agent) -> None:
    conversation = begun.incident.answerable_by(agent.actor).filter(pk=conversation_id).first()
    if conversation is None:
        raise Refused(_("It is out of reach, closed or no longer part of the incident."))
    if not agent.is_active or not agent.may(MANAGE):
        raise Refused(_("The author no longer has the right to answer everybody."))
    if not agent.may(permissions.REPLY, conversation):
        raise Refused(_("The author may not answer there."))
    heart.reply(
        conversation,
        by=agent.actor,
        text=text_for(begun.texts, conversation, agent),
        resolve=begun.resolves,
        seen=begun.mark,
    )
