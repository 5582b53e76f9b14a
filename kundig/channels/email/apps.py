"""The e-mail channel as a Django app."""

from __future__ import annotations

from functools import partial

from django.apps import AppConfig
from django.db.models import Model


class EmailConfig(AppConfig):
    """Adds the kind to the table of channels and its pages to the settings."""

    name = "kundig.channels.email"
    label = "email"

    def ready(self) -> None:
        """Register the kind, its pages, the carrier of letters, and how a mailbox is named in sentences."""
        from kundig.channels.base import register
        from kundig.channels.email import letters, pages
        from kundig.channels.email.channel import EmailKind
        from kundig.channels.email.models import (
            KnownKey,
            Mailbox,
            OAuthClient,
            OwnKey,
            RevocationList,
            ServiceAccount,
            TrustedAuthority,
        )
        from kundig.channels.email.protected.offers import offer
        from kundig.channels.email.send import copies_of
        from kundig.channels.email.services.reading import originals_of
        from kundig.conversations.originals import kept_by
        from kundig.conversations.protection_offers import offered_by
        from kundig.core import post
        from kundig.core.names import names_of
        from kundig.customers.erasing.erasers import spare

        register(EmailKind())
        offered_by(EmailKind.name, offer)
        kept_by(originals_of)
        kept_by(copies_of)
        # What mailboxes sign in with.
        spare(Mailbox, OAuthClient, ServiceAccount, OwnKey)
        pages.register_all()
        post.carried_by(letters.carry)
        names_of(
            "mailbox",
            lambda ids: dict(
                Mailbox.objects.filter(pk__in=ids).values_list("pk", "channel__address")
            ),
        )
        for kind, model, field in (
            ("knownkey", KnownKey, "address"),
            ("trustedauthority", TrustedAuthority, "name"),
            ("revocationlist", RevocationList, "issuer"),
        ):
            names_of(kind, partial(_named, model, field))


def _named(model: type[Model], field: str, ids: set[int]) -> dict[int, str]:
    return dict(model._base_manager.filter(pk__in=ids).values_list("pk", field))
