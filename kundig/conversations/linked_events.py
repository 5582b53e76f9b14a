"""What happens to links between conversations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.conversations.models.linked import Relation
from kundig.core.events import FieldType, Ref, Word, declare

_FIELDS: dict[str, FieldType] = {
    "relation": Word({one.value: one.label for one in Relation}),
    "other": Ref("conversation"),
}
LINKED = declare(
    "conversation.linked",
    _("{actor} linked the conversation: {relation} “{other}”"),
    icon="link",
    fields=_FIELDS,
)
UNLINKED = declare(
    "conversation.unlinked",
    _("{actor} took off the link: {relation} “{other}”"),
    icon="link",
    fields=_FIELDS,
)
