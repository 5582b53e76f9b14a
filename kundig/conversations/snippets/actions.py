"""make, change, remove, use: what is done with snippets."""

from __future__ import annotations

import re

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from kundig.conversations import permissions, placeholders
from kundig.conversations.snippets import events
from kundig.conversations.snippets.models import Snippet, SnippetQuerySet
from kundig.conversations.snippets.owners import must_own
from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.core.languages import LANGUAGES
from kundig.core.placeholders import unknown
from kundig.core.text import one_line, storable
from kundig.core.time import now
from kundig.staff.models import Team

_SHORTCUT = re.compile(r"[\w-]{1,40}")


@action("snippet.make", _("Add snippet"), needs=permissions.REPLY, icon="file-text")
def make(
    *,
    by: Actor,
    title: str,
    texts: dict[str, str],
    shortcut: str = "",
    folder: str = "",
    personal: bool = True,
    team: Team | None = None,
) -> Snippet:
    """Keep a text by language, for oneself, with `personal` false for a team or, without one, for everybody.

    What all or a team share needs the right to share. Refused for a placeholder that there is none of, for a
    shortcut that is taken, and for a personal one of nobody.
    """
    agent_id = _owner(by, personal)
    team = None if personal else team
    must_own(by, agent_id=agent_id, team=team)
    if _same_owner(agent_id, team).count() >= caps.SNIPPETS_PER_OWNER:
        raise Refused(_("There are too many snippets."))
    snippet = Snippet(agent_id=agent_id, team=team)
    _write(snippet, title=title, texts=texts, shortcut=shortcut, folder=folder)
    snippet.save(force_insert=True)
    record(snippet, events.MADE, by=by)
    return snippet


@action("snippet.change", _("Change snippet"), needs=permissions.REPLY, icon="pencil")
def change(
    snippet: Snippet,
    *,
    by: Actor,
    title: str,
    texts: dict[str, str],
    shortcut: str = "",
    folder: str = "",
    personal: bool = True,
    team: Team | None = None,
) -> None:
    """Write a snippet anew, and say whose it is; refused as when it is made."""
    must_own(by, agent_id=snippet.agent_id, team=snippet.team)
    agent_id = _owner(by, personal)
    team = None if personal else team
    must_own(by, agent_id=agent_id, team=team)
    before = {name: getattr(snippet, name) for name in _CHANGED}
    snippet.agent_id, snippet.team = agent_id, team
    _write(snippet, title=title, texts=texts, shortcut=shortcut, folder=folder)
    changed = [name for name in _CHANGED if getattr(snippet, name) != before[name]]
    if changed:
        snippet.save()
        record(snippet, events.CHANGED, by=by, fields=changed)


@action("snippet.remove", _("Remove snippet"), needs=permissions.REPLY, icon="trash-2")
def remove(snippet: Snippet, *, by: Actor) -> None:
    """Forget a snippet; what was written with it stays."""
    must_own(by, agent_id=snippet.agent_id, team=snippet.team)
    record(snippet, events.REMOVED, by=by, snippet=snippet.title)
    snippet.delete()


@action(
    "snippet.use",
    _("Use snippet"),
    needs=permissions.REPLY,
    icon="file-text",
    offered=False,
    locks=False,
)
def use(snippet: Snippet, *, by: Actor) -> None:  # noqa: ARG001  # the wrapper asks who it is
    """Count that a snippet was put into a text: what is used often is offered first."""
    Snippet.objects.filter(pk=snippet.pk).update(use_count=F("use_count") + 1, used_at=now())


_CHANGED = ("title", "texts", "shortcut", "folder", "agent_id", "team_id")


def _owner(by: Actor, personal: bool) -> int | None:
    if not personal:
        return None
    if by.kind != "agent" or by.id is None:
        raise Refused(_("Only people have snippets of their own."))
    return by.id


def _same_owner(agent_id: int | None, team: Team | None) -> SnippetQuerySet:
    return Snippet.objects.filter(agent=agent_id, team=team)


def _write(
    snippet: Snippet, *, title: str, texts: dict[str, str], shortcut: str, folder: str
) -> None:
    """Put the clean values into the instance."""
    snippet.title = one_line(title, 120)
    snippet.folder = one_line(folder, 60)
    snippet.shortcut = shortcut.strip().lstrip("/:").lower()
    snippet.texts = _checked_texts(texts)
    snippet.words = "\n".join(snippet.texts.values())
    if not snippet.title:
        raise Refused(_("The snippet needs a title."))
    if snippet.shortcut and not _SHORTCUT.fullmatch(snippet.shortcut):
        raise Refused(_("A shortcut is one word of letters, numbers and hyphens."))
    same = _same_owner(snippet.agent_id, snippet.team).exclude(pk=snippet.pk)
    if snippet.shortcut and same.filter(shortcut__iexact=snippet.shortcut).exists():
        raise Refused(_("The shortcut “%(name)s” is taken.") % {"name": snippet.shortcut})


def _checked_texts(texts: dict[str, str]) -> dict[str, str]:
    kept = {}
    for language, text in texts.items():
        if language not in LANGUAGES:
            raise Refused(_("Kundig does not know this language."))
        clean = storable(text).replace("\r\n", "\n").strip()
        if len(clean) > caps.SNIPPET_CHARS:
            raise Refused(_("The text is too long."))
        if strange := unknown(clean, placeholders.known()):
            raise Refused(_("There is no placeholder {{%(name)s}}.") % {"name": strange[0]})
        if clean:
            kept[language] = clean
    if not kept:
        raise Refused(_("The snippet needs a text."))
    return kept
