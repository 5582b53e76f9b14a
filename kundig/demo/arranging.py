"""What those who run the company arrange while its customers write: for the pages that show it."""

from __future__ import annotations

from datetime import datetime, timedelta
from secrets import token_urlsafe

from kundig.api.webhooks.actions import make as make_webhook
from kundig.api.webhooks.actions import switch_off
from kundig.api.webhooks.signing import new_secret
from kundig.channels.email.actions import set_automatic_answers
from kundig.channels.email.models import Mailbox
from kundig.channels.email.protected.actions import add_key, set_protection
from kundig.channels.email.protected.models import Encrypts, Scheme
from kundig.channels.email.services.actions import set_up
from kundig.channels.intake import take_in
from kundig.conversations import permissions
from kundig.conversations.actions import block_sender
from kundig.conversations.models import Conversation
from kundig.core.actor import Actor
from kundig.core.time import acting_at
from kundig.staff import actions as staff

from . import company
from .founding import Crew
from .mail import circling


def arrange(crew: Crew, now: datetime) -> None:
    """Let the last days' decisions happen: a role for temporary staff, an invitation, a token, automatic answers,
    a key that signs, a webhook, a mail service; and a mail that goes round in circles.
    """
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
    with acting_at(now - timedelta(days=4)):
        _sign(crew)
        _tell_the_warehouse(by)
        set_up(_mailbox("rechnung"), by=by, service="postmark", hook_keys=token_urlsafe(24))
    with acting_at(now - timedelta(hours=9)):
        take_in(_mailbox("service").channel, circling(now - timedelta(hours=9)))
    with acting_at(now - timedelta(minutes=20)):
        _answer_by_itself(by)


def block_senders(crew: Crew, now: datetime) -> None:
    """Let the lead block those who wrote nothing but rubbish, the oldest first."""
    rubbish = Conversation.objects.filter(spam_at__isnull=False).order_by("pk")
    for days, conversation in zip((20, 12, 4), rubbish[1:4], strict=False):
        with acting_at(now - timedelta(days=days)):
            block_sender(conversation, by=crew.agents["clara"].actor)


def _sign(crew: Crew) -> None:
    """The business customers' mailbox signs its answers from now on."""
    by, mailbox = crew.administrator.actor, _mailbox("firmen")
    pem = crew.keys.pem(company.mailbox("firmen").address)
    add_key(mailbox, by=by, scheme=Scheme.SMIME, content=pem)
    set_protection(mailbox, by=by, signs=True, encrypts=Encrypts.NEVER, prefers=Scheme.SMIME)


def _tell_the_warehouse(by: Actor) -> None:
    """A webhook that is switched off: nothing would hear it, and the demo calls nobody."""
    name, address = company.WEBHOOK
    kinds = ["conversation.opened", "conversation.resolved"]
    webhook = make_webhook(by=by, name=name, address=address, kinds=kinds, secret=new_secret())
    switch_off(webhook, by=by)


def _mailbox(key: str) -> Mailbox:
    found = Mailbox.objects.select_related("channel__team")
    return found.get(channel__address=company.mailbox(key).address)


def _answer_by_itself(by: Actor) -> None:
    set_automatic_answers(
        _mailbox("service"),
        by=by,
        confirms=False,
        confirmation={},
        answers_outside_hours=True,
        outside_hours=company.OUTSIDE_HOURS,
    )
