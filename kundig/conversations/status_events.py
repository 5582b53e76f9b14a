"""What happens to statuses, and to conversations that are given one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.events import Ref, declare
from kundig.core.models import Matter

STATUS_SET = declare(
    "conversation.status_set",
    _("{actor} set the status to {status}"),
    icon="circle-dot",
    fields={"status": Ref("status"), "before": Ref("status")},
)
STATUS_CLEARED = declare(
    "conversation.status_cleared",
    _("{actor} took the status {before} off"),
    icon="circle-dot",
    fields={"before": Ref("status")},
)
AWAITED = declare(
    "conversation.awaited", _("{actor} waits for the customer’s answer"), icon="clock"
)
STATUS_MADE = declare(
    "status.made",
    _("{actor} added the status {label}"),
    icon="circle-dot",
    fields={"label": str},
    audited=Matter.SETTINGS,
)
STATUS_CHANGED = declare(
    "status.changed",
    _("{actor} changed the status {label}"),
    icon="circle-dot",
    fields={"label": str, "fields": list},
    audited=Matter.SETTINGS,
)
STATUS_MOVED = declare(
    "status.moved",
    _("{actor} moved the status {label}"),
    icon="circle-dot",
    fields={"label": str},
    audited=Matter.SETTINGS,
)
STATUS_ARCHIVED = declare(
    "status.archived",
    _("{actor} archived the status {label}"),
    icon="archive",
    fields={"label": str},
    audited=Matter.SETTINGS,
)
STATUS_RESTORED = declare(
    "status.restored",
    _("{actor} brought the status {label} back"),
    icon="rotate-ccw",
    fields={"label": str},
    audited=Matter.SETTINGS,
)
