"""What happens to incidents, and to the conversations that belong to them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.conversations.incidents.models import Stage
from kundig.core.events import Ref, Word, declare

MADE = declare("incident.made", _("{actor} began the incident"), icon="siren")
CHANGED = declare(
    "incident.changed", _("{actor} changed the incident"), icon="pencil", fields={"fields": list}
)
STAGE_SET = declare(
    "incident.stage_set",
    _("{actor} set the incident to “{stage}”"),
    icon="siren",
    fields={"stage": Word({one.value: one.label for one in Stage})},
)
ANSWERED = declare(
    "incident.answered",
    _("{actor} began to answer everybody"),
    icon="reply-all",
)
CANCELLED = declare("incident.cancelled", _("{actor} stopped answering everybody"), icon="x")
JOINED = declare(
    "conversation.incident_joined",
    _("{actor} put the conversation to the incident {incident}"),
    icon="siren",
    fields={"incident": Ref("incident")},
)
LEFT = declare(
    "conversation.incident_left",
    _("{actor} took the conversation away from the incident {incident}"),
    icon="siren",
    fields={"incident": Ref("incident")},
)
