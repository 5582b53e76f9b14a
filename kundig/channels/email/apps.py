"""The e-mail channel as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class EmailConfig(AppConfig):
    """Adds the kind to the table of channels and its pages to the settings."""

    name = "kundig.channels.email"
    label = "email"

    def ready(self) -> None:
        """Register the kind, its pages, the carrier of letters, and how a mailbox is named in sentences."""
        from kundig.channels.base import register
        from kundig.channels.email import letters, pages
        from kundig.channels.email.channel import EmailKind
        from kundig.channels.email.models import Mailbox
        from kundig.core import post
        from kundig.core.names import names_of

        register(EmailKind())
        pages.register_all()
        post.carried_by(letters.carry)
        names_of(
            "mailbox",
            lambda ids: dict(
                Mailbox.objects.filter(pk__in=ids).values_list("pk", "channel__address")
            ),
        )
