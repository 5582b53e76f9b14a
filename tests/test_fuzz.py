"""Damaged mails: all are understood within the limits, and a part of them is seen through to the desk."""

from __future__ import annotations

import hashlib
import itertools

import pytest

from fuzz.mutate import mutants
from fuzz.reader import reader
from fuzz.seeds import own
from kundig.channels import jobs
from kundig.channels.email.mime.guard import Guard
from kundig.channels.intake import take_in
from kundig.channels.models import Parked, Receipt
from kundig.conversations.models import Channel, Conversation
from kundig.core.text import storable
from tests import make

SEED = 20261123
MAILS = 2_000
STORED = 100


@pytest.fixture
def service() -> Channel:
    return make.channel(address="help@example.com")


def test_r2_damaged_mails_are_understood_within_the_limits() -> None:
    guard = Guard()
    try:
        guard.understand(b"")
        first = reader()
        for raw in itertools.islice(mutants(own(), SEED), MAILS):
            before = reader()
            mail = guard.understand(raw)
            after = reader()
            assert after.pid == before.pid == first.pid, "the child did not survive it"
            assert after.seconds - before.seconds < 2
            assert mail.raw_sha256 == hashlib.sha256(raw).hexdigest()
            assert mail.text == storable(mail.text)
        assert after.megabytes < 300
    finally:
        guard.close()


@pytest.mark.django_db(transaction=True)
def test_r2_damaged_mails_are_stored_and_visible(service: Channel) -> None:
    for raw in itertools.islice(mutants(own(), SEED + 1), STORED):
        receipt = take_in(service, raw)
        jobs.understand(receipt_id=receipt.pk)
        receipt.refresh_from_db()
        assert bytes(receipt.blob.content) == raw
        if receipt.message is None:
            # A notice that names no answer of ours, or a mail that goes round in circles: kept on its own page.
            assert Parked.objects.filter(receipt=receipt).exists()
        else:
            assert receipt.message.conversation in Conversation.objects.to_do()
    assert not Receipt.objects.filter(understood_at=None).exists()
