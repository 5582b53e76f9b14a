"""What happens to snippets. Their words are not repeated here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.events import declare

MADE = declare("snippet.made", _("{actor} added the snippet"), icon="file-text")
CHANGED = declare(
    "snippet.changed", _("{actor} changed the snippet"), icon="pencil", fields={"fields": list}
)
REMOVED = declare(
    "snippet.removed",
    _("{actor} removed the snippet “{snippet}”"),
    icon="trash-2",
    fields={"snippet": str},
    erases=("snippet",),
)
