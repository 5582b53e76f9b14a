"""What happens to bells. Live updates go by them; the audit trail does not care."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.events import declare
from kundig.core.models import Matter

RANG = declare("bell.rang", _("The bell rang"), icon="bell")
READ = declare("bell.read", _("{actor} read notifications"), icon="check")
SET = declare("bell.set", _("{actor} chose what to be told of"), icon="bell")
DEVICE_ADDED = declare(
    "bell.device_added",
    _("{actor} lets a browser be told: {device}"),
    icon="smartphone",
    fields={"device": str},
    erases=("device",),
    audited=Matter.SECRETS,
)
DEVICE_REMOVED = declare(
    "bell.device_removed",
    _("{actor} lets a browser be told no more: {device}"),
    icon="smartphone",
    fields={"device": str},
    erases=("device",),
    audited=Matter.SECRETS,
)
ROLE_SET = declare(
    "role.notifications_set",
    _("{actor} chose what the role is told of unless somebody chooses otherwise"),
    icon="bell",
)
