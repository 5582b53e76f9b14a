"""What people hand in about webhooks, cleaned; what may be done the verbs decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kundig.api.webhooks.kinds import offered, words
from kundig.api.webhooks.models import Webhook
from kundig.core.actor import Actor
from kundig.staff.grants import AgentGrants
from kundig.staff.models import Team

_GROUPS = {
    "conversation": _("Conversations"),
    "customer": _("Customers"),
    "company": _("Companies"),
}


class WebhookForm(forms.Form):
    """Where a webhook leads and what it tells."""

    name = forms.CharField(
        label=_("Name"), help_text=_("What it is for, for example “Shop”."), max_length=80
    )
    address = forms.CharField(
        label=_("Address"),
        help_text=_("Where events are sent to; it begins with https://."),
        max_length=500,
        widget=forms.URLInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    teams = forms.ModelMultipleChoiceField(
        Team.objects.none(),
        label=_("Only what belongs to these teams"),
        help_text=_("None ticked: everything that you see yourself."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, by: Actor, webhook: Webhook | None = None) -> None:
        initial = {} if webhook is None else _initial(webhook)
        super().__init__(data, initial=initial)
        teams: Any = self.fields["teams"]
        teams.queryset = _teams(by, webhook)
        for group, label in _GROUPS.items():
            kinds = [kind for kind in offered().values() if kind.name.startswith(f"{group}.")]
            self.fields[f"kinds_{group}"] = forms.MultipleChoiceField(
                label=label,
                choices=[(kind.name, f"{words(kind)} ({kind.name})") for kind in kinds],
                required=False,
                initial=initial.get("kinds"),
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def settings(self) -> dict[str, Any]:
        """Return the clean values as `webhook.make` and `webhook.change` take them."""
        data = self.cleaned_data
        kinds = [kind for group in _GROUPS for kind in data[f"kinds_{group}"]]
        given = {name: data[name] for name in ("name", "address")}
        return given | {"kinds": kinds, "teams": list(data["teams"])}


class SpanForm(forms.Form):
    """A span of time, in the reader's zone."""

    since = forms.DateTimeField(
        label=_("Beginning"), widget=forms.DateTimeInput({"type": "datetime-local"})
    )
    until = forms.DateTimeField(
        label=_("End"), widget=forms.DateTimeInput({"type": "datetime-local"})
    )


def _initial(webhook: Webhook) -> dict[str, Any]:
    return {
        "name": webhook.name,
        "address": webhook.address,
        "kinds": webhook.kinds,
        "teams": list(webhook.teams.values_list("pk", flat=True)),
    }


def _teams(by: Actor, webhook: Webhook | None) -> QuerySet[Team]:
    """What may be ticked; what is ticked stands there even if it is archived, or nobody would see it go."""
    grants = by.grants
    offered = Q(archived_at=None)
    if isinstance(grants, AgentGrants) and grants.teams is not None:
        offered &= Q(pk__in=grants.teams)
    ticked = webhook.teams.values_list("pk", flat=True) if webhook else ()
    return Team.objects.filter(offered | Q(pk__in=list(ticked)))
