"""What channels keep of people beside their messages: envelopes, parked mails, and how mail to them fared."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from kundig.channels.email.models import (
    AutomaticMail,
    KnownKey,
    Letter,
    Posting,
    Quiet,
    SentMail,
    SpamLesson,
)
from kundig.channels.models import Parked, Receipt
from kundig.conversations.erasing.own import conversations_of, messages_of
from kundig.core import blobs
from kundig.customers.erasing.erasers import Person


def erase_channels(person: Person) -> Iterator[None]:
    """Take it out; what was received stays as a number and a check sum, so that it does not come in again."""
    messages = messages_of(person)
    receipts = Receipt.objects.filter(message__in=messages)
    with transaction.atomic():
        _erase_letters(person)
        ids = list(receipts.values_list("pk", flat=True))
        Posting.objects.filter(receipts__overlap=ids).update(headers={})
        receipts.update(envelope={}, error="")
        sent = SentMail.objects.filter(message__in=messages)
        sent.update(recipients=[], subject="", external_id="")
        SpamLesson.objects.filter(message__in=messages).delete()
    yield
    with transaction.atomic():
        # Of a demo mailbox: what was told colleagues does not say about whom.
        told = SentMail.objects.filter(message=None)
        for blob in told.values_list("blob", flat=True):
            blobs.replace(blob, b"")
        told.update(subject="")
    yield
    with transaction.atomic():
        parked = Parked.objects.filter(sender__in=person.addresses).select_related("receipt")
        for one in parked:
            blobs.replace(one.receipt.blob_id, b"")
            Receipt.objects.filter(pk=one.pk).update(envelope={}, error="")
        parked.update(sender="", subject="", discarded_because="")
        for model in (AutomaticMail, Quiet, KnownKey):
            model._default_manager.filter(address__in=person.addresses).delete()
        Letter.objects.filter(to__in=person.addresses).delete()
    yield


def _erase_letters(person: Person) -> None:
    """Drop what waits to be told colleagues of the person's conversations: it names their subjects."""
    subjects = conversations_of(person).exclude(subject="").values_list("subject", flat=True)
    named = Letter.objects.filter(person.named_in("text") | person.named_in("subject"))
    gone = set(named.values_list("pk", flat=True))
    for letter in Letter.objects.all():
        if any(subject in f"{letter.subject} {letter.text}" for subject in subjects):
            gone.add(letter.pk)
    Letter.objects.filter(pk__in=gone).delete()
