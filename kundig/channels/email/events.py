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
GRANTED = declare(
    "mailbox.granted",
    _("{actor} signed the mailbox in at {provider}"),
    icon="key-round",
    fields={"provider": str},
    audited=Matter.SECRETS,
)
REVOKED = declare(
    "mailbox.revoked",
    _("{actor} forgot the mailbox’s sign-in"),
    icon="key-round",
    audited=Matter.SECRETS,
)
SERVICE_SET_UP = declare(
    "mailbox.service_set_up",
    _("{actor} set up the mail service {service}"),
    icon="mail",
    fields={"service": str},
    audited=Matter.SECRETS,
)
SERVICE_FORGOTTEN = declare(
    "mailbox.service_forgotten",
    _("{actor} forgot the mailbox’s mail service"),
    icon="mail",
    audited=Matter.SECRETS,
)
HOOKS_RENEWED = declare(
    "mailbox.hooks_renewed",
    _("{actor} gave the mailbox’s webhooks new addresses"),
    icon="refresh-cw",
    audited=Matter.SECRETS,
)
GRANT_FAILED = declare(
    "mailbox.grant_failed",
    _("The mailbox’s sign-in can’t be renewed"),
    icon="triangle-alert",
    fields={"reason": str},
)
FETCHING_FAILED = declare(
    "mailbox.fetching_failed",
    _("The mailbox has not been fetched for a while"),
    icon="triangle-alert",
    fields={"reason": str},
)
FELL_SILENT = declare(
    "mailbox.fell_silent",
    _("The mailbox has been quiet for unusually long"),
    icon="triangle-alert",
    fields={"hours": int},
)
RECOVERED = declare("mailbox.recovered", _("The mailbox is as it should be again"), icon="check")
AUTOMATIC_ANSWERS_SET = declare(
    "mailbox.automatic_answers_set",
    _("{actor} changed what the mailbox answers by itself"),
    icon="bot",
    fields={"confirms": bool, "outside": bool},
)
