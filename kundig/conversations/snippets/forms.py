"""What people hand in about snippets, cleaned; what may be done the verbs decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kundig.conversations.models import Conversation
from kundig.conversations.snippets.models import Snippet
from kundig.conversations.snippets.owners import Owned
from kundig.conversations.snippets.permissions import SHARE
from kundig.core import caps
from kundig.core.actor import Actor
from kundig.core.languages import LANGUAGES
from kundig.staff.models import Team
from kundig.staff.rights import limits

ME, ALL = "me", "all"
# Every snippet may have these; others are added when they are wanted.
USUAL = ("de", "en")


class SnippetForm(forms.Form):
    """A snippet with a field for each language that it has, and for `further`."""

    title = forms.CharField(label=_("Title"), max_length=120)
    shortcut = forms.CharField(
        label=_("Shortcut"),
        help_text=_("One word; typed after / in the composer it finds the snippet at once."),
        max_length=41,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    folder = forms.CharField(
        label=_("Folder"),
        help_text=_("Snippets of the same folder stand together."),
        max_length=60,
        required=False,
        widget=forms.TextInput({"list": "folders", "autocomplete": "off"}),
    )
    owner = forms.ChoiceField(label=_("Who uses it"))

    def __init__(
        self, data: Any = None, *, by: Actor, snippet: Snippet | None = None, further: str = ""
    ) -> None:
        texts = snippet.texts if snippet else {}
        initial = {"owner": owner_key(snippet) if snippet else ME}
        if snippet:
            initial |= {name: getattr(snippet, name) for name in ("title", "shortcut", "folder")}
        super().__init__(data, initial=initial)
        self.fields["owner"] = owner_field(by, snippet)
        posted = [name.removeprefix("text_") for name in data or () if name.startswith("text_")]
        wanted = dict.fromkeys((*USUAL, *texts, *posted, further))
        self.languages = [language for language in wanted if language in LANGUAGES]
        for language in self.languages:
            self.fields[f"text_{language}"] = forms.CharField(
                label=str(LANGUAGES[language]),
                max_length=caps.SNIPPET_CHARS,
                required=False,
                initial=texts.get(language, ""),
                widget=forms.Textarea({"rows": 6, "lang": language, "dir": "auto"}),
            )

    @property
    def texts(self) -> dict[str, str]:
        """Return the clean texts by language."""
        return {one: self.cleaned_data[f"text_{one}"] for one in self.languages}

    @property
    def settings(self) -> dict[str, Any]:
        """Return the clean values as `snippet.make` and `snippet.change` take them."""
        data = self.cleaned_data
        given = {name: data[name] for name in ("title", "shortcut", "folder")}
        return given | {"texts": self.texts, **owner_of(data["owner"])}


class PreviewForm(forms.Form):
    """Which of one's conversations a text is tried with."""

    conversation = forms.ModelChoiceField(Conversation.objects.none())

    def __init__(self, data: Any, *, by: Actor) -> None:
        super().__init__(data)
        field: Any = self.fields["conversation"]
        field.queryset = Conversation.objects.visible_to(by)


def owner_key(owned: Owned) -> str:
    """Return the choice that says whose this is."""
    if owned.agent_id is not None:
        return ME
    return f"team-{owned.team_id}" if owned.team_id else ALL


def owner_field(by: Actor, owned: Owned | None = None) -> forms.ChoiceField:
    """Return a field that offers whom `by` may give something to, and whose it is already."""
    choices: list[tuple[str, Any]] = [(ME, _("Only me"))]
    if by.may(SHARE):
        teams = Team.objects.current().managed_by(by)
        choices += [(f"team-{team.pk}", team.name) for team in teams]
        if limits(by) is None:
            choices.append((ALL, _("Everybody")))
    if owned and owned.team and owner_key(owned) not in dict(choices):
        choices.append((owner_key(owned), owned.team.name))
    return forms.ChoiceField(label=_("Who uses it"), choices=choices)


def owner_of(key: str) -> dict[str, Any]:
    """Return a clean choice as the verbs take it."""
    if key.startswith("team-"):
        return {"personal": False, "team": Team.objects.get(pk=key.removeprefix("team-"))}
    return {"personal": key == ME, "team": None}
