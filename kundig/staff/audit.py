"""Reading the audit trail: whose entries, about what, page by page from the newest on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from kundig.core import caps
from kundig.core.events import kind_of
from kundig.core.models import AuditEntry
from kundig.core.names import Reference, find_names
from kundig.core.sentences import describe


@dataclass(frozen=True)
class Choice:
    """What the reader wants to see: of one agent, of one matter, before an entry."""

    agent: int | None = None
    matter: str = ""
    before: int | None = None

    def narrow(self, rows: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """Narrow entries to the matter, and to those behind the last page."""
        if self.matter:
            rows = rows.filter(matter=self.matter)
        return rows if self.before is None else rows.filter(pk__lt=self.before)


@dataclass(frozen=True)
class Line:
    """One entry for people."""

    entry: AuditEntry
    sentence: SafeString
    about: str

    @property
    def at(self) -> datetime:
        """Return when it happened."""
        return self.entry.at

    @cached_property
    def icon_name(self) -> str:
        """Return the icon of what happened."""
        return kind_of(self.entry.kind).icon


def page(choice: Choice) -> tuple[list[Line], int | None]:
    """Return the newest lines that fit, and where the next page begins; None at the end."""
    entries = _newest(choice, caps.AUDIT_ROWS + 1)
    shown = entries[: caps.AUDIT_ROWS]
    following = shown[-1].pk if len(entries) > len(shown) else None
    return _lines(shown), following


def of_agent(rows: QuerySet[AuditEntry], agent: int) -> QuerySet[AuditEntry]:
    """Narrow entries to what an agent did, and what was done to them."""
    return rows.filter(
        Q(actor_kind="agent", actor_id=agent) | Q(subject_kind="agent", subject_id=agent)
    )


def _newest(choice: Choice, limit: int) -> list[AuditEntry]:
    rows = choice.narrow(AuditEntry.objects.order_by("-pk"))
    if choice.agent is None:
        return list(rows[:limit])
    # Two walks along an index each; one condition for both would sort everything of that person.
    did = rows.filter(actor_kind="agent", actor_id=choice.agent)[:limit]
    met = rows.filter(subject_kind="agent", subject_id=choice.agent)[:limit]
    both = {entry.pk: entry for entry in (*did, *met)}
    return [both[pk] for pk in sorted(both, reverse=True)[:limit]]


def _lines(entries: list[AuditEntry]) -> list[Line]:
    subjects = {subject for entry in entries if (subject := _subject(entry))}
    names = find_names(subjects)
    return [
        Line(entry, sentence, _about(entry, names, sentence))
        for entry, sentence in zip(entries, describe(entries), strict=True)
    ]


def _subject(entry: AuditEntry) -> Reference | None:
    """Return what the entry is about, unless that is the person who acted: the sentence says so already."""
    if entry.subject_id is None:
        return None
    subject = (entry.subject_kind, entry.subject_id)
    return None if subject == (entry.actor_kind, entry.actor_id) else subject


def _about(entry: AuditEntry, names: dict[Reference, str], sentence: SafeString) -> str:
    """Return the name of what the entry is about; nothing where the sentence says it already."""
    subject = _subject(entry)
    if subject is None:
        return ""
    name = names.get(subject, f"#{subject[1]}")
    return "" if conditional_escape(name) in sentence else name
