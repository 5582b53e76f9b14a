"""The alarm: whoever reads the audit trail is told when somebody takes very much out."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kundig.core.models import Event
from kundig.exports import events
from kundig.exports.models import Export
from kundig.notifications.about import about
from kundig.notifications.kinds import Way, notify_on
from kundig.staff.models import Agent
from kundig.staff.permissions import SEE_AUDIT


@notify_on(
    events.LARGE,
    name="large_export",
    label=_("Somebody exports very many conversations"),
    sentence=_("{actor} exports very many conversations"),
    icon="shield-alert",
    ways=frozenset(Way),
)
def _large(_event: Event) -> Collection[int]:
    agents = Agent.objects.active().select_related("role")
    return [agent.pk for agent in agents if agent.may(SEE_AUDIT)]


about("export", Export.objects.visible_to, lambda _one: reverse("exports"))
