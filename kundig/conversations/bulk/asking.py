"""What somebody is shown before a macro sends answers to many conversations."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from kundig.conversations.bulk.models import BulkRun
from kundig.conversations.macros.models import Macro
from kundig.conversations.macros.running import hints_about
from kundig.conversations.macros.steps import filled
from kundig.conversations.models import Conversation
from kundig.core import caps
from kundig.core.placeholders import gaps
from kundig.staff.models import Agent

_EXAMPLES = 3


@dataclass
class Asked:
    """How many get an answer; of the first `looked_at` of them what is not known, what the answer check says and how often."""

    number: int
    looked_at: int = 0
    examples: list[tuple[Conversation, list[str]]] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    hints: dict[str, int] = field(default_factory=dict)


def asked(run: BulkRun, agent: Agent) -> Asked:
    """Return what a run that waits for a yes would send, as far as its author may see it."""
    found, left_out, noted = Asked(run.total), Counter[str](), Counter[str]()
    macro = Macro.objects.visible_to(agent.actor).filter(pk=int(run.value or 0)).first()
    if macro is None:
        return found
    visible = Conversation.objects.visible_to(agent.actor).filter(bulk_items__run=run)
    rows = visible.select_related("customer", "channel", "team").order_by("pk")
    for one in rows.prefetch_related("customer__addresses")[: caps.BULK_PREVIEWED]:
        found.looked_at += 1
        texts = [filled(text, one, agent.actor) for text in macro.answers]
        if missing := [name for text in texts for name in gaps(text)]:
            left_out[missing[0]] += 1
            continue
        noted.update(set(hints_about(macro, one, agent)))
        if len(found.examples) < _EXAMPLES:
            found.examples.append((one, texts))
    # Not counters: templates would take “items” for one of their words.
    found.left_out, found.hints = dict(left_out), dict(noted)
    return found
