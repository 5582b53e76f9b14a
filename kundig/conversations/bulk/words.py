"""What is said of a bulk action: what it does, how far it is, and what became of it."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kundig.conversations.bulk.models import BulkRun, Fate, Progress
from kundig.conversations.bulk.verbs import VERBS


def title_of(run: BulkRun) -> str:
    """Return what is done, with the names of today."""
    step = VERBS.get(run.verb)
    return step.words(run.value) if step else run.verb


def result_of(run: BulkRun) -> str:
    """Return how far it is, or what became of it and why not of all."""
    counts = run.counts
    if run.progress == Progress.ASKING:
        return _("Not begun")
    if run.progress == Progress.RUNNING:
        return _("%(done)s of %(all)s") % {
            "done": _number(run.total - counts[Fate.WAITING]),
            "all": _number(run.total),
        }
    if run.progress == Progress.UNDOING:
        left = _number(counts[Fate.DONE])
        return _("Being undone, %(number)s to go") % {"number": left}
    parts = [_undone(counts) if run.progress == Progress.UNDONE else _done(run, counts)]
    if run.progress != Progress.UNDONE and (written := counts[Fate.WRITTEN]):
        parts.append(_("%(number)s written to") % {"number": _number(written)})
    if same := counts[Fate.SAME]:
        parts.append(_("%(number)s like that already") % {"number": _number(same)})
    if waiting := counts[Fate.WAITING]:
        parts.append(_("%(number)s not begun") % {"number": _number(waiting)})
    if changed := counts[Fate.CHANGED]:
        parts.append(_("%(number)s changed since by somebody") % {"number": _number(changed)})
    if refused := counts[Fate.REFUSED]:
        reason = next(iter(run.reasons), "")
        parts.append(
            _("%(number)s not: %(reason)s") % {"number": _number(refused), "reason": reason}
        )
    return ", ".join(parts)


def _done(run: BulkRun, counts: dict[str, int]) -> str:
    number = counts[Fate.DONE]
    words = ngettext("%(number)s conversation changed", "%(number)s conversations changed", number)
    changed = words % {"number": _number(number)}
    if run.progress == Progress.CANCELLED:
        return _("Cancelled, %(changed)s") % {"changed": changed}
    return changed


def _undone(counts: dict[str, int]) -> str:
    number = counts[Fate.UNDONE]
    words = ngettext(
        "%(number)s conversation is as before", "%(number)s conversations are as before", number
    )
    return words % {"number": _number(number)}


def _number(value: int) -> str:
    return number_format(value, use_l10n=True, force_grouping=True)
