"""Taking along: whoever understands one input goes on with others that wait, without a job for each.

The queue takes longer to hand out a job and to put it away than a plain mail takes to be understood. So
a worker that has one in hand takes along those whose turn it is. Each still has its job, which is deleted
in the transaction that makes the message: until then a worker that is killed leaves all as it was. An
advisory lock keeps two workers from reading the same one; the job's row, locked, keeps the queue from
handing it out meanwhile. What has failed once is left to the queue and its patience.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

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
SELECT waiting.job_id, waiting.receipt_id FROM (
  SELECT job.id AS job_id, receipt.id AS receipt_id
  FROM procrastinate_jobs AS job
  JOIN channels_receipt AS receipt ON receipt.id = (job.args ->> 'receipt_id')::bigint
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
_HOLD = f"""
SELECT 1 FROM procrastinate_jobs AS job
JOIN channels_receipt AS receipt ON receipt.id = (job.args ->> 'receipt_id')::bigint
WHERE job.id = %s AND {_TURN} AND receipt.understood_at IS NULL
FOR UPDATE OF job, receipt SKIP LOCKED
"""  # noqa: S608  # only constants are put in
_FORGET = "DELETE FROM procrastinate_jobs WHERE id = %s"


@contextlib.contextmanager
def waiting() -> Iterator[list[tuple[int, int]]]:
    """Yield job and receipt of some inputs whose turn it is; until the end no other worker is given them."""
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
        found = [(int(job), int(receipt)) for job, receipt in cursor.fetchall()]
    try:
        yield found
    finally:
        _unlock([job for job, _receipt in found])


def hold(job_id: int) -> bool:
    """Lock a job and its receipt until the transaction ends; False where the queue was quicker."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [job_id])
        return cursor.fetchone() is not None


def forget(job_id: int) -> None:
    """Delete the job of an input that was taken along; belongs into the transaction of its message."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [job_id])


def _unlock(ids: list[int]) -> None:
    if not ids:
        return
    # A connection that broke has no locks any more.
    with contextlib.suppress(Exception), connection.cursor() as cursor:
        cursor.execute(_UNLOCK, {"advisory": _ADVISORY, "ids": ids})
