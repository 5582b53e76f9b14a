"""What happens to webhooks. No address and no secret stands here: both may open something."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.api.webhooks.models import OffReason
from kundig.core.events import Moment, Word, declare
from kundig.core.models import Matter

MADE = declare("webhook.made", _("{actor} added the webhook"), icon="zap", audited=Matter.SECRETS)
CHANGED = declare(
    "webhook.changed",
    _("{actor} changed the webhook"),
    icon="pencil",
    fields={"fields": list},
    audited=Matter.SECRETS,
)
ROTATED = declare(
    "webhook.rotated",
    _("{actor} replaced the webhook’s secret"),
    icon="key-round",
    audited=Matter.SECRETS,
)
SWITCHED_ON = declare(
    "webhook.switched_on",
    _("{actor} switched the webhook on"),
    icon="play",
    audited=Matter.SETTINGS,
)
SWITCHED_OFF = declare(
    "webhook.switched_off",
    _("{actor} switched the webhook off: {reason}"),
    icon="pause",
    fields={"reason": Word({reason.value: reason.label for reason in OffReason})},
    audited=Matter.SETTINGS,
)
REMOVED = declare(
    "webhook.removed",
    _("{actor} removed the webhook {webhook}"),
    icon="trash-2",
    fields={"webhook": str},
    audited=Matter.SECRETS,
)
REPLAYED = declare(
    "webhook.replayed",
    _("{actor} sent deliveries of the webhook again"),
    icon="rotate-ccw",
    fields={"since": Moment(), "until": Moment()},
)
