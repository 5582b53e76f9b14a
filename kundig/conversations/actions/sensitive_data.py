"""change_sensitive_data: which kinds are looked for."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from kundig.conversations import events
from kundig.conversations.models import SensitiveData
from kundig.conversations.sought import ALL
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.staff.permissions import MANAGE_SETTINGS


@action(
    "sensitivedata.change",
    _("Choose which sensitive data is looked for"),
    needs=MANAGE_SETTINGS,
    icon="eye-off",
    offered=False,
)
def change_sensitive_data(*, by: Actor, kinds: Collection[str]) -> None:
    """Look for these kinds (`sought.ALL`) in what comes in from now on; refused for unknown ones.

    What was found before stays pointed out, and what was locked stays locked.
    """
    unknown = set(kinds) - set(ALL)
    if unknown:
        raise Refused(_("“%(value)s” can’t be chosen here.") % {"value": sorted(unknown)[0]})
    chosen = [kind for kind in ALL if kind in kinds]
    row, _made = SensitiveData.objects.select_for_update().get_or_create(
        pk=1, defaults={"kinds": list(ALL)}
    )
    changed = sorted(set(row.kinds) ^ set(chosen))
    if changed:
        row.kinds = chosen
        row.save(update_fields=["kinds"])
        record(row, events.SENSITIVE_DATA_CHANGED, by=by, fields=changed)
