"""What people hand in to merge two entries, cleaned."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kundig.core import refusals
from kundig.core.actor import Actor
from kundig.customers.merging.kinds import Kind


class IntoForm(forms.Form):
    """The entry that stays, among those that the actor may see."""

    def __init__(self, *args: Any, kind: Kind, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kind, self._actor = kind, actor
        self.fields["into"] = forms.ModelChoiceField(
            kind.model.objects.visible_to(actor), label=_("Entry that stays")
        )

    def clean(self) -> None:
        """Note in the audit trail that somebody named an entry out of their reach."""
        if "into" in self.errors:
            named = str(self.data.get("into", ""))
            ids = [int(named)] if named.isascii() and named.isdigit() and len(named) < 19 else []
            unseen = self._kind.model.objects.all()
            refusals.out_of_reach(self._kind.act, by=self._actor, rows=unseen, ids=ids)
