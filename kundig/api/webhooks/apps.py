"""Webhooks as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Registers the page in the settings and how a webhook is named in sentences."""

    name = "kundig.api.webhooks"
    label = "webhooks"

    def ready(self) -> None:
        """Register the place and the names."""
        from kundig.api.webhooks import places
        from kundig.api.webhooks.models import Webhook
        from kundig.core.names import names_of

        places.register_all()
        names_of(
            "webhook",
            lambda ids: dict(Webhook.objects.filter(pk__in=ids).values_list("pk", "name")),
        )
