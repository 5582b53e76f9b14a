"""Snippets as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class SnippetsConfig(AppConfig):
    """Registers the page in the settings and how a snippet is named in sentences."""

    name = "kundig.conversations.snippets"
    label = "snippets"

    def ready(self) -> None:
        """Register the place and the names."""
        from kundig.conversations.snippets import places
        from kundig.conversations.snippets.models import Snippet
        from kundig.core.names import names_of

        places.register_all()
        names_of(
            "snippet",
            lambda ids: dict(Snippet.objects.filter(pk__in=ids).values_list("pk", "title")),
        )
