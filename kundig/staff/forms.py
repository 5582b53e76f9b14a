"""Forms of the settings about people. They clean; what may be done the verbs decide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kundig.core.actor import Actor
from kundig.core.errors import NotAllowed, Refused
from kundig.core.permissions import permissions
from kundig.staff import rights
from kundig.staff.models import LANGUAGES, Level, Role, Team

NAME = gettext_lazy("Name")
MAIL = gettext_lazy("Mail address")


def done(form: forms.Form, verb: Callable[[], object]) -> bool:
    """Carry out a verb with clean data; a refusal becomes the form's error. NotAllowed goes through."""
    try:
        verb()
    except NotAllowed:
        raise
    except Refused as problem:
        form.add_error(None, problem.sentence)
        return False
    return True


class _OfActor(forms.Form):
    """Offers only the roles and teams that its actor may give."""

    role = forms.ModelChoiceField(Role.objects.none(), label=gettext_lazy("Role"))
    teams = forms.ModelMultipleChoiceField(
        Team.objects.none(),
        label=gettext_lazy("Teams"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [role.pk for role in Role.objects.all() if rights.holds(actor, role)]
        self.fields["role"].queryset = Role.objects.filter(pk__in=held)  # type: ignore[attr-defined]
        self.fields["teams"].queryset = Team.objects.current().managed_by(actor)  # type: ignore[attr-defined]


class InviteForm(_OfActor):
    """Whom to invite, and as what."""

    email = forms.EmailField(label=MAIL, widget=forms.EmailInput({"autocomplete": "off"}))
    name = forms.CharField(label=NAME, max_length=120, required=False)
    field_order = ("email", "name", "role", "teams")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # No role is proposed: the first of the list might be the one with all rights.
        self.fields["role"].empty_label = _("Please choose")  # type: ignore[attr-defined]


class AgentForm(_OfActor):
    """An agent as administrators change them."""

    name = forms.CharField(label=NAME, max_length=120)
    email = forms.EmailField(
        label=MAIL,
        help_text=gettext_lazy("The agent signs in with it."),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    field_order = ("name", "email", "role", "teams")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].empty_label = None  # type: ignore[attr-defined]


class TeamForm(forms.Form):
    """A team."""

    name = forms.CharField(label=NAME, max_length=80)
    level = forms.ModelChoiceField(
        Level.objects.all(),
        label=gettext_lazy("Level"),
        required=False,
        empty_label=pgettext_lazy("level of a team", "None"),
    )
    signature = forms.CharField(
        label=gettext_lazy("Signature"),
        help_text=gettext_lazy(
            "Stands below the team’s mails. In the text, {agent} becomes the name of whoever answers,"
            " {team} the team, {organisation} the company and {address} the mailbox’s address."
        ),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 5}),
    )


class LevelForm(forms.Form):
    """A level of support."""

    name = forms.CharField(label=NAME, max_length=80)
    rank = forms.IntegerField(
        label=gettext_lazy("Rank"),
        help_text=gettext_lazy("1 is asked first."),
        min_value=1,
        max_value=99,
    )


class RoleForm(forms.Form):
    """A role and what it allows, under the headings of the rooms."""

    name = forms.CharField(label=NAME, max_length=80)
    own_teams_only = forms.BooleanField(
        label=gettext_lazy("Only conversations of one’s own teams and one’s own"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for group, choices in _grouped():
            self.fields[f"allows_{len(self.fields)}"] = forms.MultipleChoiceField(
                label=group,
                choices=choices,
                required=False,
                initial=self.initial.get("allows"),
                widget=forms.CheckboxSelectMultiple,
            )

    def allows(self) -> list[str]:
        """Return the names of all ticked permissions."""
        data = self.cleaned_data
        return [name for field in data if field.startswith("allows_") for name in data[field]]


def _grouped() -> list[tuple[Any, list[tuple[str, Any]]]]:
    # What everybody may comes first, what few may last.
    groups: dict[str, tuple[Any, list[tuple[str, Any]]]] = {}
    for permission in sorted(permissions(), key=lambda permission: permission.held_from):
        groups.setdefault(str(permission.group), (permission.group, []))
    for permission in permissions():
        groups[str(permission.group)][1].append((permission.name, permission.label))
    return list(groups.values())


class OrganisationForm(forms.Form):
    """The organisation's own data."""

    name = forms.CharField(label=NAME, max_length=120)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        help_text=gettext_lazy("Of mails to people who have chosen none of their own."),
        choices=LANGUAGES,
    )
