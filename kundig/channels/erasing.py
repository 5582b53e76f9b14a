"""What channels keep of people beside their messages: envelopes, parked mails, and how mail to them fared."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Q

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
from kundig.conversations.models import Message
from kundig.core import blobs
from kundig.customers.erasing.erasers import Person


def erase_channels(person: Person) -> Iterator[None]:
    """Take it out; what was received stays as a number and a check sum, so that it does not come in again."""
    messages = Message.objects.filter(
        Q(conversation__customer__in=person.ids) | Q(customer__in=person.ids)
    )
    receipts = Receipt.objects.filter(message__in=messages)
    with transaction.atomic():
        ids = list(receipts.values_list("pk", flat=True))
        Posting.objects.filter(receipts__overlap=ids).update(headers={})
        receipts.update(envelope={}, error="")
        sent = SentMail.objects.filter(message__in=messages)
        for blob in sent.values_list("blob", flat=True):
            blobs.replace(blob, b"")
        sent.update(recipients=[], subject="", external_id="")
        SpamLesson.objects.filter(message__in=messages).delete()
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
