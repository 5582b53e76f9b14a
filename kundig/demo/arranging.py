"""What those who run the company arrange while its customers write: for the pages that show it."""

from __future__ import annotations

from datetime import datetime, timedelta

from kundig.channels.email.actions import set_automatic_answers
from kundig.channels.email.models import Mailbox
from kundig.conversations import permissions
from kundig.conversations.actions import block_sender
from kundig.conversations.models import Conversation
from kundig.core.actor import Actor
from kundig.core.time import acting_at
from kundig.staff import actions as staff

from . import company
from .founding import Crew


def arrange(crew: Crew, now: datetime) -> None:
    """Let the last days' decisions happen: a role for temporary staff, an invitation, a token, automatic answers."""
    by = crew.administrator.actor
    with acting_at(now - timedelta(days=8)):
        helper = staff.make_role(
            by=by,
            name=company.HELPER_ROLE,
            allows=[permissions.SEE, permissions.NOTE],
            own_teams_only=True,
        )
    with acting_at(now - timedelta(days=5)):
        fiete = crew.agents["fiete"]
        staff.make_token(fiete, by=fiete.actor, name=company.PROGRAM, days=365)
    with acting_at(now - timedelta(hours=3)):
        address, name = company.INVITED
        staff.invite(by=by, email=address, name=name, role=helper, teams=[crew.teams["service"]])
    with acting_at(now - timedelta(minutes=20)):
        _answer_by_itself(by)


def block_senders(crew: Crew, now: datetime) -> None:
    """Let the lead block those who wrote nothing but rubbish, the oldest first."""
    rubbish = Conversation.objects.filter(spam_at__isnull=False).order_by("pk")
    for days, conversation in zip((20, 12, 4), rubbish[1:4], strict=False):
        with acting_at(now - timedelta(days=days)):
            block_sender(conversation, by=crew.agents["clara"].actor)


def _answer_by_itself(by: Actor) -> None:
    mailbox = Mailbox.objects.get(channel__address=company.mailbox("service").address)
    set_automatic_answers(
        mailbox,
        by=by,
        confirms=False,
        confirmation={},
        answers_outside_hours=True,
        outside_hours=company.OUTSIDE_HOURS,
    )
