"""Snippets as the composer offers them: found by what was typed, filled in for one conversation."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, IntegerField, Value, When

from kundig.conversations.models import Conversation
from kundig.conversations.placeholders import values_of
from kundig.conversations.snippets.models import Snippet
from kundig.core import caps
from kundig.core.placeholders import fill, gaps
from kundig.staff.models import Agent, Organisation


@dataclass(frozen=True)
class Offer:
    """A snippet with its text for a conversation; `gaps` are what nobody has filled in yet."""

    snippet: Snippet
    language: str
    text: str
    gaps: tuple[str, ...]


def offers(conversation: Conversation, agent: Agent, words: str) -> list[Offer]:
    """Return the snippets that fit `words`, by their shortcut first, then by how often they are used."""
    typed = words.strip().lower()
    by_shortcut = Case(
        When(shortcut=typed, then=Value(0)),
        When(shortcut__istartswith=typed, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows = Snippet.objects.offered_to(agent, conversation.team_id).matching(words)
    if typed:
        rows = rows.order_by(by_shortcut, "-use_count", "title", "pk")
    else:
        rows = rows.order_by("-use_count", "title", "pk")
    organisation = Organisation.objects.first()
    usual = organisation.language if organisation else "de"
    return [
        filled(snippet.text_in(conversation.language, usual), snippet, conversation, agent)
        for snippet in rows.select_related("team")[: caps.SNIPPETS_OFFERED]
    ]


def filled(
    found: tuple[str, str], snippet: Snippet, conversation: Conversation, agent: Agent
) -> Offer:
    """Return the text, found with its language, as it would stand in an answer of this agent."""
    language, text = found
    text = fill(text, values_of(conversation, agent, language=language), keeps_gaps=True)
    return Offer(snippet, language, text, tuple(gaps(text)))
