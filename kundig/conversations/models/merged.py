"""What was merged, over any number of steps: where it ended, and all that came together there."""

from __future__ import annotations

from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

# All conversations whose messages are in this one, itself among them. UNION ends even where rows went in a circle.
GATHERED = """
    WITH RECURSIVE gathered(id) AS (
        SELECT %(conversation)s::bigint
        UNION
        SELECT merged.id FROM conversations_conversation merged
        JOIN gathered ON merged.merged_into_id = gathered.id
    )
"""


def gathered_in(pk: int) -> RawSQL:
    """Return the numbers of a conversation and of all that were merged into it, to be looked for with `in`."""
    query = GATHERED.replace("%(conversation)s", "%s")
    return RawSQL(f"({query} SELECT id FROM gathered)", (pk,), BigIntegerField())  # noqa: S608, S611  # no word of it comes from outside
