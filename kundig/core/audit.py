"""The audit trail: who came in, who gave away rights or secrets, and who tried what they may not.

Entries are only added: each carries a signature made with a key outside the database, and `audit_chain`
ties them together, so that a change, an insertion and a deletion are found. They hold ids and names of
fields, never what people wrote.
"""

from __future__ import annotations

import contextlib
import json
import logging
import uuid
from collections.abc import Collection, Iterator, Mapping
from contextvars import ContextVar
from typing import Any

from django.db import connection, models

from kundig.core.actor import Actor
from kundig.core.models import AuditEntry
from kundig.core.secrets import sign
from kundig.core.time import now

log = logging.getLogger("kundig.security")

PURPOSE = "audit entry"
# Entries of the request being answered, or of the outermost verb; written when its transactions are over.
_pending: ContextVar[list[AuditEntry] | None] = ContextVar("pending", default=None)


def entry(
    kind: str, matter: str, *, by: Actor, subject: models.Model | None, data: Mapping[str, Any]
) -> AuditEntry:
    """Return a new signed entry that is not written yet."""
    made = AuditEntry(
        nonce=uuid.uuid4(),
        at=now(),
        kind=kind,
        matter=matter,
        actor_kind=by.kind,
        actor_id=by.id,
        subject_kind="" if subject is None else str(subject._meta.model_name),
        subject_id=None if subject is None or not isinstance(subject.pk, int) else subject.pk,
        data=dict(data),
    )
    made.signature = signature_of(made)
    return made


def signature_of(entry: AuditEntry) -> str:
    """Return the signature that the entry must carry."""
    fields = [
        str(entry.nonce),
        entry.at.timestamp(),
        entry.kind,
        entry.matter,
        entry.actor_kind,
        entry.actor_id,
        entry.subject_kind,
        entry.subject_id,
        entry.data,
    ]
    return sign(PURPOSE, json.dumps(fields, sort_keys=True), length=52)


def write_later(entry: AuditEntry) -> None:
    """Write an entry about something that is refused, although the refusal undoes its transaction.

    Within a request it is written when the answer is ready, within a verb when the verb is over; elsewhere at once.
    """
    pending = _pending.get()
    if pending is not None:
        pending.append(entry)
    elif connection.needs_rollback:
        log.warning("%s by %s:%s", entry.kind, entry.actor_kind, entry.actor_id)
    else:
        entry.save(force_insert=True)


@contextlib.contextmanager
def collecting() -> Iterator[None]:
    """Write what `write_later` was given inside, at the end, whatever became of the transactions.

    Of several around each other the outermost writes.
    """
    if _pending.get() is not None:
        yield
        return
    pending: list[AuditEntry] = []
    token = _pending.set(pending)
    try:
        yield
    finally:
        _pending.reset(token)
        if pending and connection.needs_rollback:
            log.error("refusals could not be written: %s", ", ".join(map(str, pending)))
        elif pending:
            AuditEntry.objects.bulk_create(pending)


def existing(rows: models.QuerySet[Any], ids: Collection[Any]) -> list[Any]:
    """Return those of `ids` that exist: naming what never was is no trespass."""
    return sorted(rows.filter(pk__in=ids).values_list("pk", flat=True), key=str)
