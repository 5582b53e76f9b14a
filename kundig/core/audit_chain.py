"""The chain over the audit trail: each entry's seal depends on all before it, so none can be taken out.

Entries are written without a place in the chain, or every transaction would wait for the one before. A job
seals them in the order of the log, once nothing can appear before them any more (see `log`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction

from kundig.core import caps
from kundig.core.audit import signature_of
from kundig.core.log import SETTLED, START, Position
from kundig.core.models import AuditEntry, AuditSeal
from kundig.core.secrets import sign
from kundig.core.time import now

PURPOSE = "audit chain"
_BATCH = 1_000
# One who seals or forgets at a time.
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('kundig audit'))"


@dataclass(frozen=True)
class Flaw:
    """Something that is wrong with the trail: which entry, and what happened to it."""

    entry: int
    what: str

    def __str__(self) -> str:
        return f"entry {self.entry}: {self.what}"


def seal_new() -> int:
    """Seal the settled entries that have no seal yet and return how many they were."""
    sealed = 0
    while made := _seal_some():
        sealed += made
    return sealed


def forget_old() -> int:
    """Delete sealed entries older than `AUDIT_DAYS`; the last of their seals stays as the chain's beginning."""
    before = now() - timedelta(days=caps.AUDIT_DAYS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCK)
        kept = AuditSeal.objects.filter(at__gte=before).order_by("number").first()
        old = AuditSeal.objects.filter(at__lt=before)
        old = old.filter(number__lt=kept.number) if kept else old
        last = old.order_by("-number").first()
        if last is None:
            return 0
        cursor.execute("SET LOCAL kundig.forgets = 'on'")
        entries = AuditEntry.objects.filter(
            pk__in=AuditSeal.objects.filter(number__lte=last.number).values("entry")
        )
        forgotten = entries.delete()[0]
        AuditSeal.objects.filter(number__lt=last.number).delete()
        cursor.execute("SET LOCAL kundig.forgets = 'off'")
        return forgotten


def flaws() -> Iterator[Flaw]:
    """Yield what is wrong with the trail: nothing, unless somebody has changed the database by hand."""
    yield from _forged()
    yield from _broken_links()
    yield from _slipped_in()


def _seal_some() -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCK)
        last = AuditSeal.objects.order_by("-number").first()
        entries = _settled_after(Position(last.tx, last.entry) if last else START)
        seals = []
        for entry in entries:
            last = _link(last, entry)
            seals.append(last)
        AuditSeal.objects.bulk_create(seals)
        return len(seals)


def _settled_after(position: Position) -> list[AuditEntry]:
    return list(
        AuditEntry.objects.raw(
            f"SELECT * FROM core_auditentry WHERE (tx, id) > (%s::xid8, %s) AND {SETTLED} "  # noqa: S608  # a constant
            "ORDER BY tx, id LIMIT %s",
            [str(position.tx), position.id, _BATCH],
        )
    )


def _link(before: AuditSeal | None, entry: AuditEntry) -> AuditSeal:
    seal = AuditSeal(
        number=before.number + 1 if before else 1, tx=entry.tx, entry=entry.pk, at=entry.at
    )
    seal.seal = _seal_of(before.seal if before else "", seal, entry.signature)
    return seal


def _seal_of(before: str, seal: AuditSeal, signature: str) -> str:
    text = f"{before} {seal.number} {seal.tx} {seal.entry} {seal.at.timestamp()} {signature}"
    return sign(PURPOSE, text, length=52)


def _forged() -> Iterator[Flaw]:
    for entry in AuditEntry.objects.order_by("pk").iterator(_BATCH):
        if entry.signature != signature_of(entry):
            yield Flaw(entry.pk, "was changed, or not written by Kundig")


def _broken_links() -> Iterator[Flaw]:
    before: AuditSeal | None = None
    for seal, signature in _sealed():
        if before is None and seal.number > 1:
            # What stood before was forgotten, and this is the last of it; if it was old enough.
            if signature is not None or seal.at >= now() - timedelta(days=caps.AUDIT_DAYS):
                yield Flaw(seal.entry, "what stood before it is missing")
        elif before is not None and seal.number != before.number + 1:
            yield Flaw(seal.entry, "what stood before it is missing")
        elif signature is None:
            yield Flaw(seal.entry, "was deleted")
        elif seal.seal != _seal_of(before.seal if before else "", seal, signature):
            yield Flaw(seal.entry, "does not fit what stands before it")
        before = seal


def _sealed() -> Iterator[tuple[AuditSeal, str | None]]:
    seals = AuditSeal.objects.order_by("number").extra(
        select={
            "signature": "SELECT e.signature FROM core_auditentry e "
            "WHERE e.id = core_auditseal.entry AND e.tx = core_auditseal.tx"
        }
    )
    for seal in seals.iterator(_BATCH):
        yield seal, seal.signature


def _slipped_in() -> Iterator[Flaw]:
    last = AuditSeal.objects.order_by("-number").first()
    if last is None:
        return
    unsealed = AuditEntry.objects.raw(
        "SELECT e.* FROM core_auditentry e WHERE (e.tx, e.id) <= (%s::xid8, %s) "
        "AND NOT EXISTS (SELECT FROM core_auditseal s WHERE s.entry = e.id)",
        [str(last.tx), last.entry],
    )
    for entry in unsealed:
        yield Flaw(entry.pk, "was slipped in")
