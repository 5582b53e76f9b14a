"""What happens to mailboxes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.events import declare
from kundig.core.models import Matter

MADE = declare(
    "mailbox.made",
    _("{actor} set up the mailbox {address}"),
    icon="mail-plus",
    fields={"address": str},
    audited=Matter.SECRETS,
)
CHANGED = declare(
    "mailbox.changed",
    _("{actor} changed the mailbox"),
    icon="mail",
    fields={"fields": list},
    audited=Matter.SECRETS,
)
CLOSED = declare(
    "mailbox.closed", _("{actor} closed the mailbox"), icon="archive", audited=Matter.SECRETS
)
REOPENED = declare(
    "mailbox.reopened",
    _("{actor} opened the mailbox again"),
    icon="rotate-ccw",
    audited=Matter.SECRETS,
)
AUTOMATIC_ANSWERS_SET = declare(
    "mailbox.automatic_answers_set",
    _("{actor} changed what the mailbox answers by itself"),
    icon="bot",
    fields={"confirms": bool, "outside": bool},
)
