"""Reading what a service posted: it becomes mails in the mailbox's intake, or news on the answers they are about."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from kundig.channels.email.addresses import read_message_id
from kundig.channels.email.answers import reason_of
from kundig.channels.email.services.account import api_key_of, service_fetch
from kundig.channels.email.services.models import About, Posting, SentThrough, ServiceAccount
from kundig.channels.email.services.news import News, news_of
from kundig.channels.email.services.payloads import PostedMail, mails_of
from kundig.channels.email.services.posted import NotUnderstood, Posted
from kundig.channels.intake import take_in
from kundig.conversations import actions
from kundig.conversations.models import Direction, Message
from kundig.conversations.recipients import NEVER_GOT_IT, Fate, Outcome
from kundig.core import blobs, caps
from kundig.core.actor import SYSTEM
from kundig.core.models import Blob
from kundig.core.outside import Unreachable
from kundig.core.text import storable
from kundig.core.time import now
from kundig.customers.actions import mark_address_complained, mark_address_failed

log = logging.getLogger(__name__)


def read(posting: Posting) -> int | None:
    """Read a posting; return the seconds after which it must be read again, None where it is done.

    Twice is once: the intake knows each mail, and news that are known change nothing.
    """
    if posting.read_at is not None:
        return None
    account = ServiceAccount.objects.filter(mailbox=posting.channel_id).select_related("api_key")
    heard = Posted(blobs.content(posting.blob_id), posting.headers)
    if posting.about == About.MAIL:
        pause = _take_in(posting, heard, account.first())
    else:
        pause = _note(posting, heard, account.first())
    if pause is None:
        posting.read_at = now()
    else:
        posting.waits += 1
    posting.save(update_fields=["read_at", "waits", "receipts"])
    return pause


def originals_of(message: Message) -> Iterator[UUID]:
    """Yield the blobs that hold a message's mail: each input that became it, and what services posted of these."""
    receipts = dict(message.receipts.values_list("pk", "blob"))
    yield from receipts.values()
    postings = Posting.objects.filter(receipts__overlap=list(receipts))
    yield from postings.values_list("blob", flat=True)


def forget_old() -> None:
    """Forget what was posted long ago, and ids of mails of which nobody tells any more; the mails lie in their receipts."""
    before = now() - timedelta(days=caps.POSTING_DAYS)
    old = Posting.objects.filter(posted_at__lt=before).exclude(read_at=None)
    with transaction.atomic():
        found = dict(old.values_list("pk", "blob_id")[: caps.SWEEP_ROWS])
        Posting.objects.filter(pk__in=found).delete()
        Blob.objects.filter(pk__in=found.values()).delete()
    SentThrough.objects.filter(at__lt=now() - timedelta(days=caps.SENT_THROUGH_DAYS)).delete()


def _take_in(posting: Posting, heard: Posted, account: ServiceAccount | None) -> int | None:
    try:
        mails = mails_of(posting.service, heard, _Source(account))
    except Unreachable as problem:
        pauses = caps.POSTED_FILES_PAUSES_SECONDS
        if posting.waits < len(pauses):
            return pauses[posting.waits]
        log.warning("posting %s: what the service keeps can’t be fetched: %s", posting.pk, problem)
        mails = [_as_it_came(heard, "files_elsewhere")]
    except NotUnderstood as problem:
        # Whatever it is, somebody must see it.
        log.warning("posting %s is none that is documented: %s", posting.pk, problem)
        mails = [_as_it_came(heard, "not_understood")]
    for number, mail in enumerate(mails):
        receipt = take_in(
            posting.channel,
            mail.raw,
            envelope={
                "from": storable(str(mail.sender)),
                "to": [storable(str(one)) for one in mail.recipients if one],
            },
            external_key=f"{posting.service}:{posting.pk}:{number}",
            received_at=posting.posted_at,
        )
        posting.receipts.append(receipt.pk)
    _came(posting, "mail_at", next((mail.trouble for mail in mails if mail.trouble), ""))
    return None


def _as_it_came(heard: Posted, trouble: str) -> PostedMail:
    """What was posted as the text of a mail."""
    head = b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    return PostedMail(head + heard.body, trouble=trouble)


class _Source:
    """Asks the mailbox's own service for what it did not post."""

    def __init__(self, account: ServiceAccount | None) -> None:
        self._account = account

    def fetch(self, path: str) -> bytes:
        """Return what lies at a path of the interface. Unreachable where it can't be had."""
        if self._account is None:
            raise Unreachable("the mailbox has no account at the service any more")
        return service_fetch(self._account, path, api_key_of(self._account))

    def fetch_elsewhere(self, address: str) -> bytes:
        """Return what lies at an address that the service named; without our key, and on the public internet."""
        return service_fetch(None, address, "")


def _note(posting: Posting, heard: Posted, account: ServiceAccount | None) -> int | None:
    try:
        found = news_of(posting.service, heard)
    except NotUnderstood as problem:
        log.warning("posting %s is none that is documented: %s", posting.pk, problem)
        _came(posting, "news_at", "not_understood")
        return None
    is_known = is_noted = True
    for one in found:
        message = _message_of(one, posting, account)
        if message is None:
            is_known = False
        else:
            is_noted &= _note_one(message, one)
    _came(posting, "news_at", "")
    pauses = caps.NEWS_PAUSES_SECONDS
    if is_known and is_noted:
        return None
    if posting.waits < len(pauses):
        return pauses[posting.waits]
    return 3_600 if not is_noted and posting.waits < caps.NEWS_WAITS else None


def _note_one(message: Message, news: News) -> bool:
    """Note one piece of news; False where the message is still on its way out."""
    outcome = Outcome(news.address, news.fate, reason_of(news.words), news.words)
    if not news.address:
        # For whom is not said, so only what went wrong is told, and of nobody.
        failed = news.fate in NEVER_GOT_IT
        return actions.note_news(message, by=SYSTEM, news=[], reason=news.words if failed else "")
    with transaction.atomic():
        if not actions.note_news(message, by=SYSTEM, news=[outcome]):
            return False
        recipients = message.delivery.recipients
        if news.gives_up_address and any(
            entry["address"].lower() == news.address.lower() for entry in recipients
        ):
            mark = mark_address_complained if news.fate == Fate.COMPLAINED else mark_address_failed
            mark(message.conversation.customer, by=SYSTEM, mail=news.address)
    return True


def _message_of(news: News, posting: Posting, account: ServiceAccount | None) -> Message | None:
    """Our message that the news is about, if it left through this account; by the service's id, or our own sign."""
    own = [pk for id in news.ids if (pk := read_message_id(id)) is not None]
    known = SentThrough.objects.filter(service=posting.service, service_id__in=news.ids)
    ids = [*own, *known.values_list("message", flat=True)]
    messages = Message.objects.filter(pk__in=ids, direction=Direction.OUTBOUND)
    for message in messages.select_related("conversation__customer", "channel"):
        if message.channel_id == posting.channel_id or _shares(account, message.channel_id):
            return message
    return None


def _shares(account: ServiceAccount | None, channel_id: int | None) -> bool:
    """Tell whether another mailbox sends with the very same key: a service tells of all its mails at one address."""
    other = ServiceAccount.objects.filter(mailbox=channel_id).select_related("api_key").first()
    if account is None or other is None or account.service != other.service:
        return False
    key = api_key_of(account)
    return bool(key) and key == api_key_of(other)


def _came(posting: Posting, field: str, trouble: str) -> None:
    ServiceAccount.objects.filter(mailbox=posting.channel_id).update(
        **{field: posting.posted_at, "trouble": trouble}
    )
