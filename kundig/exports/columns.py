"""What a table tells of each conversation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kundig.conversations.models import Conversation, ConversationField, ConversationQuerySet
from kundig.core.languages import LANGUAGES

Value = str | int | datetime | None


@dataclass(frozen=True)
class Column:
    """One column: its heading, and its value for a conversation, times in the reader's zone."""

    heading: str | Promise
    value: Callable[[Conversation], Value]


def columns() -> list[Column]:
    """Return the columns of a table: those that everybody has, and the organisation's own fields."""
    own = ConversationField.objects.order_by("position", "pk")
    return [*_COLUMNS, *(_own(field.key, field.label) for field in own)]


def with_all(rows: ConversationQuerySet) -> ConversationQuerySet:
    """Ask for all that the columns need."""
    near = ("customer__company", "channel", "team", "assignee", "category")
    return rows.select_related(*near).prefetch_related("tags", "customer__addresses")


def _own(key: str, label: str) -> Column:
    def value(conversation: Conversation) -> Value:
        found = conversation.fields.get(key)
        parts: Sequence[object] = found if isinstance(found, list) else [found]
        return ", ".join(str(part) for part in parts if part is not None)

    return Column(label, value)


def _local(at: datetime | None) -> datetime | None:
    return at and timezone.localtime(at)


def _addresses(conversation: Conversation) -> str:
    return ", ".join(address.value for address in conversation.customer.addresses.all())


_COLUMNS = (
    Column(_("Conversation number"), lambda one: one.pk),
    Column(_("Subject"), lambda one: one.subject),
    Column(_("State"), lambda one: one.get_state_display()),
    Column(_("Priority"), lambda one: one.get_priority_display()),
    Column(_("Customer"), lambda one: one.customer.name),
    Column(_("Addresses"), _addresses),
    Column(_("Company"), lambda one: str(one.customer.company or "")),
    Column(_("Channel"), lambda one: one.channel.name),
    Column(_("Team"), lambda one: str(one.team or "")),
    Column(_("Assigned to"), lambda one: one.assignee.name if one.assignee else ""),
    Column(_("Category"), lambda one: str(one.category or "")),
    Column(_("Tags"), lambda one: ", ".join(tag.name for tag in one.tags.all())),
    Column(_("Language"), lambda one: str(LANGUAGES.get(one.language, one.language))),
    Column(_("Messages"), lambda one: one.message_count),
    Column(_("Opened"), lambda one: _local(one.created_at)),
    Column(_("Last activity"), lambda one: _local(one.last_activity_at)),
    Column(_("Waiting since"), lambda one: _local(one.waiting_since)),
    Column(_("Resolved"), lambda one: _local(one.resolved_at)),
)
