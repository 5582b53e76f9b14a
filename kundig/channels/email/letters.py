"""Carrying Kundig's own letters: invitations, new passwords, warnings about an account."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app

from kundig.channels.email.compose import Outgoing
from kundig.channels.email.models import Letter, Mailbox
from kundig.channels.email.send import hand_over, keep_here
from kundig.conversations.recipients import Fate, Outcome
from kundig.core import post, secrets
from kundig.core.errors import DeliveryFailed
from kundig.core.text import one_line

SEND_LETTER = "email.send_letter"


def carry(letter: post.Letter) -> bool:
    """Take a letter if there is a mailbox to send it from; it goes out after the commit."""
    if carrier() is None:
        return False
    kept = Letter.objects.create(
        to=one_line(letter.to, 320), subject=one_line(letter.subject, 300), text=letter.text
    )
    # By name: the jobs know this module, not the other way round.
    app.configure_task(SEND_LETTER).defer(letter_id=kept.pk)
    return True


def send(letter: Letter) -> None:
    """Send a letter from the first mailbox that has a server, else to the demo mailbox. DeliveryFailed."""
    mailbox = carrier()
    if mailbox is None:
        return
    outgoing = _compose(letter, mailbox)
    if mailbox.is_demo:
        keep_here(outgoing, None)
    else:
        _check(hand_over(outgoing, mailbox))


def _check(outcomes: list[Outcome]) -> None:
    """Raise DeliveryFailed where the server did not take the letter for its reader."""
    for outcome in outcomes:
        if outcome.fate != Fate.ACCEPTED:
            raise DeliveryFailed(outcome.words, permanent=outcome.fate == Fate.REFUSED)


def carrier() -> Mailbox | None:
    """Return the mailbox through which letters go now: the first open one that sends, else the first."""
    open_ones = Mailbox.objects.filter(channel__closed_at=None).select_related(
        "channel", "smtp_secret", "service_account__api_key"
    )
    sending = open_ones.filter(~Q(smtp_host="") | Q(service_account__sends=True))
    return sending.order_by("pk").first() or open_ones.order_by("pk").first()


def _compose(letter: Letter, mailbox: Mailbox) -> Outgoing:
    address = mailbox.channel.address
    sign = secrets.sign("letter id", str(letter.pk))
    id = f"kundig-letter-{letter.pk}-{sign}@{address.rpartition('@')[2]}"
    mail = EmailMessage(policy=SMTP)
    mail["From"] = formataddr((mailbox.sender_name or mailbox.channel.name, address))
    mail["To"] = letter.to
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(timezone.localtime(letter.created_at))
    mail["Message-ID"] = f"<{id}>"
    # No robot may answer a robot.
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text)
    return Outgoing(id, address, [letter.to], letter.subject, mail.as_bytes())
