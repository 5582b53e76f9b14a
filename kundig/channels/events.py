"""What happens to channels of any kind."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.events import declare
from kundig.core.models import Matter

PAUSED = declare("channel.paused", _("{actor} paused sending"), icon="pause")
RESUMED = declare("channel.resumed", _("{actor} let sending go on"), icon="play")
PACE_SET = declare(
    "channel.pace_set",
    _("{actor} set the pace to {per_minute} messages a minute"),
    icon="clock",
    fields={"per_minute": int},
)
PARKED_RELEASED = declare(
    "channel.parked_released", _("{actor} let parked mail become a conversation"), icon="inbox"
)
PARKED_DISCARDED = declare(
    "channel.parked_discarded",
    _("{actor} discarded parked mail: {reason}"),
    icon="archive",
    fields={"reason": str},
    # Somebody may be named in it.
    erases=("reason",),
)
PARKED_OPENED = declare(
    "channel.parked_opened",
    _("{actor} opened confidential mail that is parked"),
    icon="lock",
    fields={"receipt": int},
    audited=Matter.SECRETS,
)
OPENING_HOURS_SET = declare(
    "openinghours.set", _("{actor} changed the opening hours"), icon="clock"
)
