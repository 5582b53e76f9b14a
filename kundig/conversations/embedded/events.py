"""What happens to embedded cards."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.events import declare

MADE = declare(
    "embedded_card.made", _("{actor} added the card {title}"), icon="plus", fields={"title": str}
)
CHANGED = declare(
    "embedded_card.changed",
    _("{actor} changed the card {title}"),
    icon="pencil",
    fields={"title": str},
)
REMOVED = declare(
    "embedded_card.removed",
    _("{actor} removed the card {title}"),
    icon="trash-2",
    fields={"title": str},
)
