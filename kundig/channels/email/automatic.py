"""Answers that a mailbox writes by itself: a confirmation of the first message, a word outside opening hours.

RFC 3834 rules: never to a machine, a list or nobody, never to whoever we can't be sure of, and with the
marks of a machine. A robot without marks is held off by counting: one mail for an address within a day,
and none to whoever writes again and again within minutes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db import connection
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kundig.channels.email.models import AutomaticAnswers, AutomaticMail, Mailbox, Quiet
from kundig.channels.email.protected.sending import lacks_key
from kundig.channels.hours import hours_of, is_open, next_opening
from kundig.conversations import actions, placeholders
from kundig.conversations.models import Channel, ChannelAddress, Direction, Message
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.ahead import Question
from kundig.core.placeholders import fill, harmless_name
from kundig.core.time import now
from kundig.customers.actions import address_key
from kundig.customers.models import Address, AddressKind
from kundig.staff.models import Agent, Organisation

Why = Literal["confirmation", "outside_hours"]
# What these texts may name: not the subject, which is a stranger's, and goes to whoever stands in From.
PLACEHOLDERS = placeholders.known() - {"conversation.subject"} | {"opening"}
LANGUAGES = ("de", "en")

# Whoever these are said of may not be the one in From.
_DOUBTFUL = frozenset(
    {"sender_unclear", "address_in_name", "foreign_sender", "agent_address", "punycode",
     "reply_elsewhere", "sender_failed"}
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What is answered, and why."""

    why: Why
    text: str
    language: str


def answer(message: Message, envelope: Mapping[str, Any]) -> Message | None:
    """Answer a message by itself where its mailbox wants that and nothing speaks against it.

    Belongs into the transaction in which the message came: so it happens once.
    """
    settings = settings_of(message.channel_id)
    address = str(message.sender.get("address", ""))
    if settings is None or not _may_be_answered(message, address):
        return None
    if envelope.get("from") == "":
        # MAIL FROM:<>, from a machine that wants to hear nothing back.
        return None
    found = _answer_to(message, settings)
    # Two mails of one address at once: one after the other.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [address.lower()])
    if found is None or not _may_get_another(message, settings.mailbox, address):
        return None
    if lacks_key(settings.mailbox, address):
        actions.note_no_key(message.conversation, by=SYSTEM, address=address)
        return None
    AutomaticMail.objects.create(mailbox=settings.mailbox, address=address.lower(), at=now())
    return actions.answer_automatically(
        message.conversation,
        by=SYSTEM,
        to=address,
        subject=_subject(found),
        text=found.text,
        why=found.why,
    )


@Question
def settings_of(channels: Collection[int | None]) -> dict[int | None, AutomaticAnswers]:
    """What these channels answer by themselves."""
    wanted = AutomaticAnswers.objects.select_related("mailbox__channel__team")
    return {answers.mailbox_id: answers for answers in wanted.filter(mailbox__in=channels)}


def _may_be_answered(message: Message, address: str) -> bool:
    """Tell whether a message came, just now and plausibly, from a person outside (M15, M18)."""
    if not message.is_inbound or message.automatic or _DOUBTFUL & set(message.warnings):
        return False
    conversation = message.conversation
    if not address or conversation.is_spam or conversation.merged_into_id or conversation.beside_id:
        return False
    if not conversation.channel.is_open:
        return False
    if message.created_at < now() - timedelta(seconds=caps.AUTOMATIC_LATE_SECONDS):
        return False
    complained = Address.objects.filter(kind=AddressKind.MAIL, key=address_key(address))
    if complained.exclude(complained_at=None).exists():
        # Who called our mail spam gets none that nobody wrote.
        return False
    own = Channel.objects.filter(address__iexact=address).exists()
    further = ChannelAddress.objects.filter(address__iexact=address).exists()
    return not (own or further or Agent.objects.filter(email__iexact=address).exists())


def _answer_to(message: Message, settings: AutomaticAnswers) -> Answer | None:
    """What the mailbox has to say to it: outside opening hours that, else the confirmation."""
    hours = hours_of(settings.mailbox.channel)
    if settings.answers_outside_hours and hours and not is_open(hours, message.created_at):
        opening = next_opening(hours, message.created_at)
        return _filled("outside_hours", settings.outside_hours, message, opening, hours.time_zone)
    if settings.confirms and _is_first(message):
        return _filled("confirmation", settings.confirmation, message)
    return None


def _is_first(message: Message) -> bool:
    earlier = message.conversation.messages.exclude(direction=Direction.NOTE)
    return not earlier.filter(pk__lt=message.pk).exists()


def _filled(
    why: Why,
    texts: dict[str, str],
    message: Message,
    opening: datetime | None = None,
    time_zone: str = "",
) -> Answer | None:
    organisation = Organisation.objects.first()
    usual = organisation.language if organisation else LANGUAGES[0]
    wanted = [message.conversation.language[:2], usual, *LANGUAGES]
    language = next((one for one in wanted if texts.get(one, "").strip()), None)
    if language is None:
        return None
    with translation.override(language):
        values = placeholders.values_of(
            message.conversation,
            None,
            language=language,
            name=harmless_name(str(message.sender.get("name", ""))),
            opening=_moment(opening, time_zone),
        )
    return Answer(why, fill(texts[language], values).strip(), language)


def _moment(at: datetime | None, time_zone: str) -> str:
    if at is None:
        return ""
    with timezone.override(time_zone):
        return date_format(timezone.localtime(at), "DATETIME_FORMAT")


def _subject(found: Answer) -> str:
    """A neutral one: what a stranger wrote is not passed on to whoever stands in From."""
    with translation.override(found.language):
        if found.why == "outside_hours":
            return _("We are not there at the moment")
        return _("We have received your message")


def _may_get_another(message: Message, mailbox: Mailbox, address: str) -> bool:
    """Count, and tell whether one more automatic mail to the address is in order (M17, R19)."""
    at = now()
    quiet = Quiet.objects.filter(mailbox=mailbox, until__gt=at)
    if quiet.filter(address__in=["", address.lower()]).exists():
        return False
    if _writes_too_often(message, address, at):
        _keep_quiet(message, mailbox, address.lower(), at + timedelta(hours=caps.AUTOMATIC_HOURS))
        return False
    since = at - timedelta(hours=caps.AUTOMATIC_HOURS)
    if AutomaticMail.objects.filter(address=address.lower(), at__gt=since).exists():
        return False
    hour = mailbox.automatic_mails.filter(at__gt=at - timedelta(hours=1))
    if hour.count() >= caps.AUTOMATIC_PER_MAILBOX_HOUR:
        _keep_quiet(message, mailbox, "", at + timedelta(hours=1))
        return False
    return True


def _writes_too_often(message: Message, address: str, at: datetime) -> bool:
    since = at - timedelta(seconds=caps.AUTOMATIC_FLOOD_SECONDS)
    same = Message.objects.filter(
        customer=message.customer_id, direction=Direction.INBOUND, created_at__gt=since
    )
    return same.filter(sender__address__iexact=address).count() >= caps.AUTOMATIC_FLOOD_MAILS


def _keep_quiet(message: Message, mailbox: Mailbox, address: str, until: datetime) -> None:
    Quiet.objects.update_or_create(mailbox=mailbox, address=address, defaults={"until": until})
    shown = address or mailbox.channel.address
    actions.note_quiet(message.conversation, by=SYSTEM, address=shown, until=until)
