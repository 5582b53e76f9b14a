"""Counting afterwards: what was sent against what is there."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator

from django.db import connection

from faults.agents import Agents
from faults.mails import Sent
from faults.receiver import Receiver
from kundig.channels.models import Receipt
from kundig.conversations.models import Delivery, DeliveryState, Direction, Message
from kundig.core import log
from kundig.core.models import Event


def is_quiet() -> bool:
    """Say whether nothing is on its way any more: no mail to understand, no answer to send, no job to run."""
    on_the_way = [DeliveryState.QUEUED, DeliveryState.SENDING]
    return (
        not Receipt.objects.filter(understood_at=None).exists()
        and not Delivery.objects.filter(state__in=on_the_way).exists()
        and _count(
            "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing' OR (status = 'todo' AND coalesce(scheduled_at, now()) <= now())"
        )
        == 0
    )


def _count(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query)
        row = cursor.fetchone()
        return int(row[0]) if row else 0


def wrongs(sent: list[Sent], agents: Agents, receiver: Receiver, kills: int) -> Iterator[str]:
    """Yield a sentence for everything that is not as it must be."""
    yield from _mails(sent)
    yield from _answers(agents, receiver, kills)
    yield from _log()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name FROM procrastinate_jobs WHERE status IN ('failed', 'aborted')"
        )
        failed = sorted(name for (name,) in cursor.fetchall())
    if failed:
        yield f"{len(failed)} jobs wait for a person: {', '.join(failed)}"


def _mails(sent: list[Sent]) -> Iterator[str]:
    expected = {mail.sha256: mail for mail in sent}
    found: Counter[str] = Counter()
    messages: Counter[int] = Counter()
    for receipt in Receipt.objects.select_related("blob").iterator(chunk_size=200):
        real = hashlib.sha256(bytes(receipt.blob.content)).hexdigest()
        if real != receipt.sha256:
            yield f"receipt {receipt.pk}: stored bytes are not what was hashed"
        found[real] += 1
        if receipt.message_id is None:
            yield f"receipt {receipt.pk} became no message"
        else:
            messages[receipt.message_id] += 1
    missing = expected.keys() - found.keys()
    if missing:
        names = sorted(expected[sha].name for sha in missing)
        yield f"{len(missing)} mails that were taken are lost: {', '.join(names[:5])} …"
    if extra := found.keys() - expected.keys():
        yield f"{len(extra)} mails are stored that nobody sent in this shape"
    for what, counter in (("mail", found), ("message", messages)):
        if doubled := [key for key, count in counter.items() if count > 1]:
            yield f"{len(doubled)} {what}s are there more than once"
    inbound = Message.objects.filter(direction=Direction.INBOUND).count()
    if inbound != len(expected):
        yield f"{inbound} messages are shown for {len(expected)} mails"


def _answers(agents: Agents, receiver: Receiver, kills: int) -> Iterator[str]:
    if agents.surprises:
        yield f"{len(agents.surprises)} answers were refused: {agents.surprises[0]}"
    written = Counter(
        Message.objects.filter(
            direction=Direction.OUTBOUND, text__startswith="Antwort "
        ).values_list("text", flat=True)
    )
    missing = [number for number in agents.answered if f"Antwort {number}" not in written]
    if missing:
        yield f"{len(missing)} acknowledged answers are lost"
    if doubled := [text for text, count in written.items() if count > 1]:
        yield f"{len(doubled)} answers were written more than once"
    unsent = Delivery.objects.exclude(
        state__in=[DeliveryState.SENT, DeliveryState.DELIVERED]
    ).count()
    if unsent:
        yield f"{unsent} answers were not sent"
    if len(receiver.taken) != sum(written.values()):
        yield f"{sum(written.values())} answers, but {len(receiver.taken)} Message-IDs arrived"
    twice = sum(count - 1 for count in receiver.taken.values())
    if twice > kills + receiver.dropped:
        yield f"{twice} answers went out twice by {kills} faults and {receiver.dropped} broken lines"


def _log() -> Iterator[str]:
    position, seen = log.START, 0
    while batch := log.read(position, 1_000):
        seen += len(batch)
        position = log.position_of(batch[-1])
    there = Event.objects.count()
    if seen != there:
        yield f"a reader of the log saw {seen} of {there} events"
