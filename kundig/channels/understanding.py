"""Understanding what came in: one input by its job, and others that wait with it, each in a transaction of its own."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from django.db import InterfaceError, OperationalError, transaction

from kundig.channels import along
from kundig.channels.base import kind_of
from kundig.channels.intake import close_receipt, note_failure
from kundig.channels.models import Receipt
from kundig.conversations.models import Channel
from kundig.core import caps
from kundig.core.ahead import asking_ahead
from kundig.core.events import gathering

log = logging.getLogger(__name__)


def understand(receipt_id: int) -> None:
    """Let a receipt become a message. May run twice; the second run changes nothing."""
    receipts = _open_receipts([receipt_id])
    with asking_ahead():
        _ask_ahead(receipts)
        for receipt in receipts:
            _understand(receipt, partial(_hold, receipt))


def take_along() -> None:
    """Go on with what waits, for a moment only: other jobs want their turn, too."""
    deadline = time.monotonic() + caps.ALONG_SECONDS
    taken = True
    while taken and time.monotonic() < deadline:
        with along.waiting() as found:
            taken = bool(found)
            _understand_all(found)


def _understand_all(found: Sequence[along.Waiting]) -> None:
    """Understand inputs that wait; after one that took long, the rest is left to whoever has time.

    Not too soon: where the machine has so much to do that a mail takes a second, asking for sixteen and
    understanding one would make it sixteen times more.
    """
    deadline = time.monotonic() + caps.ALONG_BATCH_SECONDS
    jobs = {one.receipt_id: one.job_id for one in found}
    receipts = _open_receipts(jobs)
    with asking_ahead():
        _ask_ahead(receipts)
        for receipt in receipts:
            # The failure is noted: its own job tries again.
            with contextlib.suppress(Exception):
                _understand(receipt, partial(along.take, jobs[receipt.pk]))
            if time.monotonic() > deadline:
                return


def _open_receipts(ids: Iterable[int]) -> list[Receipt]:
    """Those of the receipts that wait, in their turn and with content; those of one channel share it and what it learns of itself."""
    in_turn = list(ids)
    open_ones = Receipt.objects.filter(understood_at=None).select_related("blob", "parked")
    waiting = open_ones.in_bulk(in_turn)
    receipts = [waiting[pk] for pk in in_turn if pk in waiting]
    named = {receipt.channel_id for receipt in receipts}
    known = Channel.objects.select_related("team").prefetch_related("further_addresses")
    channels = known.in_bulk(named) if named else {}
    for receipt in receipts:
        receipt.channel = channels[receipt.channel_id]
    return receipts


def _ask_ahead(receipts: Sequence[Receipt]) -> None:
    for name in {receipt.channel.kind for receipt in receipts}:
        of_kind = [receipt for receipt in receipts if receipt.channel.kind == name]
        try:
            kind_of(of_kind[0].channel).ask_ahead(of_kind)
        except Exception:
            # Then each asks for itself, and only the one that can't be asked for suffers.
            log.exception("asking ahead for %s inputs failed", len(of_kind))


def _understand(receipt: Receipt, hold: Callable[[], bool]) -> None:
    try:
        _receive(receipt, hold)
    except (OperationalError, InterfaceError):
        # The database is away or busy: the input is not to blame.
        raise
    except Exception as problem:
        note_failure(receipt.pk, problem)
        raise


def _receive(receipt: Receipt, hold: Callable[[], bool]) -> None:
    """Put a receipt's message where it belongs, unless `hold` says that another run was quicker."""
    kind = kind_of(receipt.channel)
    raw = bytes(receipt.blob.content)
    plainly = receipt.failures >= caps.RECEIPT_FAILURES
    # A stranger's bytes may take seconds: outside of any transaction.
    parsed = kind.parse_plainly(raw) if plainly else kind.parse(raw, receipt.channel)
    with transaction.atomic():
        if not hold():
            return
        with gathering():
            message, stage = kind.receive(receipt, parsed)
        close_receipt(receipt, message, stage)


def _hold(receipt: Receipt) -> bool:
    """Lock the receipt; False where another run was quicker. Its channel and content need no second look."""
    waiting = Receipt.objects.filter(pk=receipt.pk, understood_at=None).select_for_update()
    return waiting.values_list("pk").first() is not None
