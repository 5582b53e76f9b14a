"""Jobs of the mail channel."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from procrastinate.contrib.django import app

from kundig.channels.email import automatic, letters, spam, watching
from kundig.channels.email.floods import leave_flood
from kundig.channels.email.models import Grant, Letter
from kundig.channels.email.oauth.actions import renew
from kundig.channels.email.protected.receiving import may_bring_keys, read
from kundig.channels.email.receive import CHECK_SENDER, keep_keys
from kundig.channels.email.senders import check
from kundig.channels.email.senders.verdict import Verdict
from kundig.channels.email.services import reading, sns
from kundig.channels.email.services.models import Posting
from kundig.channels.models import Receipt
from kundig.conversations.models import Message
from kundig.core import blobs, caps
from kundig.core.errors import DeliveryFailed
from kundig.core.jobs import PATIENT
from kundig.core.time import now

log = logging.getLogger(__name__)


@app.periodic(cron="*/5 * * * *")
@app.task(name="email.watch", queue="housekeeping", queueing_lock="email.watch", retry=PATIENT)
def watch(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """See which mailboxes fail or are quiet for too long, and tell."""
    watching.watch()


@app.periodic(cron="*/5 * * * *")
@app.task(
    name="email.renew_sign_ins",
    queue="housekeeping",
    queueing_lock="email.renew_sign_ins",
    retry=PATIENT,
)
def renew_sign_ins(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Renew the tokens that run out soon, while the old ones still open their mailboxes."""
    soon = now() + timedelta(seconds=caps.OAUTH_RENEW_SECONDS)
    for grant in Grant.objects.filter(expires_at__lt=soon, mailbox__channel__closed_at=None):
        renew(grant)


@app.task(name=CHECK_SENDER, queue="default", retry=PATIENT)
def check_sender(message_id: int, receipt_id: int, attempt: int = 1) -> None:
    """Find out who wrote, then answer by itself where that is wanted. Twice is once.

    Where the name system is silent, both wait for another attempt; after the last, the sender stays unchecked.
    """
    message = Message.objects.select_related("conversation__team", "conversation__channel").get(
        pk=message_id
    )
    envelope = Receipt.objects.get(pk=receipt_id).envelope
    found = check.find_out(message, envelope)
    if found.is_unanswered and attempt < caps.SENDER_ATTEMPTS:
        later = check_sender.configure(schedule_in={"seconds": caps.SENDER_AGAIN_SECONDS})
        later.defer(message_id=message_id, receipt_id=receipt_id, attempt=attempt + 1)
        return
    _keep_keys(message)
    with transaction.atomic():
        leave_flood(message)
        spam.put_aside_later(message, envelope)
        automatic.answer(message, envelope)


def _keep_keys(message: Message) -> None:
    """Keep the keys that a mail brought along, now that its sender is known not to be forged."""
    if message.raw_id is None or message.channel is None or message.sender_check == Verdict.FAILED:
        return
    raw = blobs.content(message.raw_id)
    if may_bring_keys(raw):
        address = str(message.sender.get("address", ""))
        is_proven = message.sender_check == Verdict.PROVEN
        keep_keys(read(raw, message.channel), raw, address, is_proven=is_proven)


@app.task(name=letters.SEND_LETTER, queue="default", retry=PATIENT)
def send_letter(letter_id: int) -> None:
    """Send one of Kundig's own letters and forget it; a refusal for good is logged."""
    letter = Letter.objects.filter(pk=letter_id).first()
    if letter is None:
        return
    try:
        letters.send(letter)
    except DeliveryFailed as problem:
        if not problem.permanent:
            raise
        log.warning("letter %s was refused: %s", letter_id, problem.reason)
    letter.delete()


@app.task(name="email.read_posting", queue="default", retry=PATIENT)
def read_posting(posting_id: int) -> None:
    """Read what a mail service posted; what it speaks of may not be known yet, then once more later."""
    posting = Posting.objects.select_related("channel").get(pk=posting_id)
    pause = reading.read(posting)
    if pause is not None:
        read_posting.configure(schedule_in={"seconds": pause}).defer(posting_id=posting_id)


@app.task(name="email.agree_to_subscription", queue="default", retry=PATIENT)
def agree_to_subscription(address: str) -> None:
    """Agree to get what a topic of ours at Amazon tells."""
    sns.agree(address)


@app.periodic(cron="17 3 * * *")
@app.task(
    name="email.forget_postings",
    queue="housekeeping",
    queueing_lock="email.forget_postings",
    retry=PATIENT,
)
def forget_postings(timestamp: int) -> None:  # noqa: ARG001  # given to every periodic job
    """Forget what mail services posted long ago."""
    reading.forget_old()
