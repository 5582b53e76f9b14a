"""Taking along: whoever understands one input goes on with others that wait, without a job for each.

The queue takes longer to hand out a job and to put it away than a plain mail takes to be understood. So
a worker that has one in hand takes along those whose turn it is. Each still has its job, which is deleted
in the transaction that makes the message: until then a worker that is killed leaves all as it was. An
advisory lock keeps two workers from reading the same one; the job's row, gone with the message, keeps the
queue from handing it out meanwhile. What has failed once is left to the queue and its patience.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from django.db import connection

from kundig.core import caps

UNDERSTAND = "channels.understand"
_ADVISORY = 0x6B756E64

# One thread in order, by the queue's own rule: nothing is taken while another of the same lock is in hand,
# or waits before it.
_TURN = """
job.status = 'todo' AND NOT EXISTS (
  SELECT FROM procrastinate_jobs AS other WHERE other.lock = job.lock
  AND (other.status = 'doing' OR (other.status = 'todo'
    AND (other.priority > job.priority OR (other.priority = job.priority AND other.id < job.id)))))
"""
_WAITING = f"""
SELECT waiting.job_id, waiting.receipt_id, waiting.size FROM (
  SELECT job.id AS job_id, receipt.id AS receipt_id, blob.size
  FROM procrastinate_jobs AS job
  JOIN channels_receipt AS receipt ON receipt.id = (job.args ->> 'receipt_id')::bigint
  JOIN core_blob AS blob ON blob.id = receipt.blob_id
  WHERE {_TURN} AND job.task_name = %(task)s
  AND (job.scheduled_at IS NULL OR job.scheduled_at <= now())
  AND receipt.understood_at IS NULL AND receipt.failures = 0
  ORDER BY job.priority DESC, job.id LIMIT %(seen)s
) AS waiting
WHERE pg_try_advisory_lock(%(advisory)s, (waiting.job_id %% 2147483647)::int)
LIMIT %(most)s
"""  # noqa: S608  # only constants are put in
_UNLOCK = """
SELECT pg_advisory_unlock(%(advisory)s, (id %% 2147483647)::int) FROM unnest(%(ids)s::bigint[]) AS id
"""
_TAKE = f"""
WITH held AS (
  SELECT job.id FROM procrastinate_jobs AS job
  JOIN channels_receipt AS receipt ON receipt.id = (job.args ->> 'receipt_id')::bigint
  WHERE job.id = %s AND {_TURN} AND receipt.understood_at IS NULL
  FOR UPDATE OF job, receipt SKIP LOCKED
)
DELETE FROM procrastinate_jobs AS job USING held WHERE job.id = held.id
"""  # noqa: S608  # only constants are put in


class Waiting(NamedTuple):
    """An input that waits, and the job that would understand it."""

    job_id: int
    receipt_id: int
    size: int


@contextlib.contextmanager
def waiting() -> Iterator[list[Waiting]]:
    """Yield some inputs whose turn it is; until the end no other worker is given them."""
    with connection.cursor() as cursor:
        cursor.execute(
            _WAITING,
            {
                "task": UNDERSTAND,
                "advisory": _ADVISORY,
                "seen": 8 * caps.ALONG_RECEIPTS,
                "most": caps.ALONG_RECEIPTS,
            },
        )
        locked = [Waiting(*row) for row in cursor.fetchall()]
    try:
        yield _not_too_large(locked)
    finally:
        _unlock([one.job_id for one in locked])


def take(job_id: int) -> bool:
    """Delete a job and lock its receipt; False where the queue was quicker.

    Belongs into the transaction of the message: where that fails, all is as it was.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [job_id])
        return bool(cursor.rowcount == 1)


def _not_too_large(found: list[Waiting]) -> list[Waiting]:
    """The first of them whose contents may lie in the memory together; one may, whatever its size."""
    sizes = accumulate(one.size for one in found)
    fitting = sum(size <= caps.ALONG_BYTES for size in sizes)
    return found[: max(fitting, 1)]


def _unlock(ids: list[int]) -> None:
    if not ids:
        return
    # A connection that broke has no locks any more.
    with contextlib.suppress(Exception), connection.cursor() as cursor:
        cursor.execute(_UNLOCK, {"advisory": _ADVISORY, "ids": ids})
