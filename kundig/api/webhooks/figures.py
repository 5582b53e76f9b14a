"""What a page shows of webhooks: how they fare, and their deliveries from the newest on."""

from __future__ import annotations

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kundig.api.webhooks.models import Webhook, WebhookDelivery, WebhookDeliveryState
from kundig.core import caps


def with_figures(webhooks: QuerySet[Webhook]) -> QuerySet[Webhook]:
    """Add how many deliveries wait (`waiting`) and how many were given up (`failed`)."""
    return webhooks.annotate(
        waiting=_number(WebhookDeliveryState.WAITING), failed=_number(WebhookDeliveryState.FAILED)
    )


def _number(state: WebhookDeliveryState) -> Coalesce:
    # Each along its own index; a join would read all deliveries there are.
    rows = WebhookDelivery.objects.filter(webhook=OuterRef("pk"), state=state)
    counted = rows.order_by().values("webhook").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def page(webhook: Webhook, before: int | None) -> tuple[list[WebhookDelivery], int | None]:
    """Return the newest deliveries before one, with their attempts, and where the next page begins; None at the end."""
    rows = webhook.deliveries.select_related("event").prefetch_related("attempts").order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: caps.WEBHOOK_ROWS + 1])
    shown = found[: caps.WEBHOOK_ROWS]
    return shown, shown[-1].pk if len(found) > len(shown) else None
