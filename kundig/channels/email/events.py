"""What happens to mailboxes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.events import declare

MADE = declare(
    "mailbox.made",
    _("{actor} set up the mailbox {address}"),
    icon="mail-plus",
    fields={"address": str},
)
CHANGED = declare(
    "mailbox.changed",
    _("{actor} changed the mailbox"),
    icon="mail",
    fields={"fields": list},
)
CLOSED = declare("mailbox.closed", _("{actor} closed the mailbox"), icon="archive")
REOPENED = declare("mailbox.reopened", _("{actor} opened the mailbox again"), icon="rotate-ccw")
