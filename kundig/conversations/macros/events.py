"""What happens to macros, and to a conversation by one; the steps themselves record the rest."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.events import Ref, declare

MADE = declare("macro.made", _("{actor} added the macro"), icon="play")
CHANGED = declare(
    "macro.changed", _("{actor} changed the macro"), icon="pencil", fields={"fields": list}
)
REMOVED = declare(
    "macro.removed",
    _("{actor} removed the macro “{title}”"),
    icon="trash-2",
    fields={"title": str},
    erases=("title",),
)
RAN = declare(
    "conversation.macro_ran",
    _("{actor} used the macro {macro}"),
    icon="play",
    fields={"macro": Ref("macro")},
    page="macro",
    page_of="macro",
)
