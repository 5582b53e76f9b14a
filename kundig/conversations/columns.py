"""What a list can show of a conversation in columns of its own, beside the customer and the subject."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kundig.conversations.models import Conversation, ConversationField, Priority
from kundig.core import caps
from kundig.core.errors import Refused
from kundig.core.languages import LANGUAGES
from kundig.core.own_fields import shown_value
from kundig.web.row import Cell, CellValue

OWN = "field:"


@dataclass(frozen=True)
class Column:
    """One column: its heading and what stands below it. `sort` is the order that its heading chooses.

    `columns` are those of the conversation, and `related` is what is fetched once for all rows of a page.
    """

    name: str
    label: str | Promise
    value: Callable[[Conversation], CellValue]
    sort: str = ""
    columns: tuple[str, ...] = ()
    related: str = ""


COLUMNS = (
    Column("state", _("State"), lambda one: one.shown_state),
    Column("priority", _("Priority"), lambda one: str(Priority(one.priority).label), "urgent"),
    Column("team", _("Team"), lambda one: str(one.team or "")),
    Column("assignee", _("Assignee"), lambda one: str(one.assignee or "")),
    Column(
        "category",
        _("Category"),
        lambda one: str(one.category or ""),
        columns=("category",),
        related="category",
    ),
    Column("tags", _("Tags"), lambda one: ", ".join(map(str, one.tags.all())), related="tags"),
    Column("channel", _("Channel"), lambda one: one.channel.name),
    Column(
        "language",
        _("Language"),
        lambda one: str(LANGUAGES.get(one.language, one.language)),
        columns=("language",),
    ),
    Column("promised", _("Promised by"), lambda one: one.promised_until),
    Column("snoozed", _("Snoozed until"), lambda one: one.snoozed_until),
    Column(
        "messages",
        _("Messages"),
        lambda one: str(one.message_count),
        columns=("message_count",),
    ),
    Column("waiting", _("Waiting since"), lambda one: one.waiting_since, "waiting"),
    Column("created", _("Created"), lambda one: one.created_at, "-created", ("created_at",)),
    Column("activity", _("Last activity"), lambda one: one.last_activity_at, "-activity"),
)
_NAMED = {one.name: one for one in COLUMNS}


def offered_columns() -> list[Column]:
    """Return all that can be chosen: those that everybody has, and the organisation's own fields."""
    return [*COLUMNS, *map(_of_field, ConversationField.objects.current())]


def columns_named(names: Iterable[str]) -> list[Column]:
    """Return the columns of these names in their order; what is no column any more is left out."""
    names = list(names)
    known = dict(_NAMED)
    if any(name.startswith(OWN) for name in names):
        known |= {one.name: one for one in offered_columns()}
    return [known[name] for name in names if name in known]


def must_be_columns(names: Iterable[str]) -> list[str]:
    """Return these names, each once; Refused where one is no column, and for too many."""
    chosen = list(dict.fromkeys(names))
    if len(columns_named(chosen)) < len(chosen):
        raise Refused(_("There is nothing of this name."))
    if len(chosen) > caps.LIST_COLUMNS:
        raise Refused(_("At most %(number)s columns.") % {"number": caps.LIST_COLUMNS})
    return chosen


def fetched_for(columns: Iterable[Column]) -> tuple[str, ...]:
    """Return what a query must fetch of each conversation for these columns."""
    return tuple(dict.fromkeys(name for one in columns for name in one.columns))


def cells_of(
    conversations: Sequence[Conversation], columns: Sequence[Column]
) -> dict[int, tuple[Cell, ...]]:
    """Return what stands in the columns of each conversation, by its id."""
    related = [one.related for one in columns if one.related]
    if related:
        prefetch_related_objects(conversations, *related)
    return {
        one.pk: tuple((str(column.label), column.value(one)) for column in columns)
        for one in conversations
    }


def _of_field(field: ConversationField) -> Column:
    def value(one: Conversation) -> CellValue:
        found = one.fields.get(field.key)
        return "" if found in (None, "", []) else shown_value(field, found)

    return Column(f"{OWN}{field.key}", field.label, value, columns=("fields",))
