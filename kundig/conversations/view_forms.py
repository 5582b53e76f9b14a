"""What people hand in about views, cleaned."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kundig.conversations.models import SavedView, Sharing, ViewOrder
from kundig.core.actor import Actor
from kundig.staff.models import Team


class ViewForm(forms.Form):
    """What a view is called and how it is sorted; its conditions come from the builder."""

    name = forms.CharField(max_length=80, label=_("Name"))
    order = forms.ChoiceField(choices=ViewOrder.choices, label=_("Order"))
    icon = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)


class ShareForm(forms.Form):
    """Who shall have a view: its owner, a team, or everyone, as far as this actor may give it."""

    audience = forms.ChoiceField(label=_("Who has this view"))

    def __init__(self, data: Any, view: SavedView, actor: Actor, **kwargs: Any) -> None:
        given = f"team-{view.team_id}" if view.team_id else view.sharing
        super().__init__(data, initial={"audience": given}, **kwargs)
        self.teams = {f"team-{team.pk}": team for team in Team.objects.current().managed_by(actor)}
        choices: list[tuple[str, Any]] = [(Sharing.OWN.value, Sharing.OWN.label)]
        choices += [(name, team.name) for name, team in self.teams.items()]
        if len(self.teams) == Team.objects.current().count():
            choices.append((Sharing.EVERYONE.value, Sharing.EVERYONE.label))
        field = self.fields["audience"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def sharing(self) -> Sharing:
        """Return with whom the view is shared."""
        return Sharing.TEAM if self.team else Sharing(self.cleaned_data["audience"])

    @property
    def team(self) -> Team | None:
        """Return the team that has it."""
        return self.teams.get(self.cleaned_data["audience"])


class PlaceForm(forms.Form):
    """Before which view another one goes; empty: at the end."""

    before = forms.ModelChoiceField(SavedView.objects.none(), required=False, label=_("Before"))

    def __init__(self, data: Any, actor: Actor) -> None:
        super().__init__(data)
        field = self.fields["before"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = SavedView.objects.current().visible_to(actor)
