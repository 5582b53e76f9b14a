"""Verbs of this room. A secret goes in and never comes out again: whoever sets a webhook up gives it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from kundig.api.webhooks import events, signing
from kundig.api.webhooks.kinds import offered
from kundig.api.webhooks.models import OffReason, Webhook, WebhookDelivery, WebhookDeliveryState
from kundig.api.webhooks.permissions import GIVE_UP, MANAGE
from kundig.core import caps, log, secrets
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.core.time import now
from kundig.core.typed_address import checked
from kundig.staff.actions.fields import clean_name, set_fields
from kundig.staff.models import Team
from kundig.staff.rights import administers, must_reach

REPLAY = "webhooks.replay"


@action("webhook.make", _("Add webhook"), needs=MANAGE, icon="zap")
def make(
    *,
    by: Actor,
    name: str,
    address: str,
    kinds: Sequence[str],
    secret: str,
    teams: Sequence[Team] = (),
) -> Webhook:
    """Tell an address of events of some kinds from now on, within the sight of who makes it.

    `secret` is `whsec_` and 24 to 64 random bytes in base64; it can't be read again. With `teams`
    only what belongs to these is told.
    """
    if by.kind != "agent" or by.id is None:
        raise Refused(_("A webhook belongs to a person."))
    if Webhook.objects.count() >= caps.WEBHOOKS:
        raise Refused(_("Remove a webhook first: there are too many."))
    must_reach(by, teams)
    here = log.end()
    webhook = Webhook.objects.create(
        name=clean_name(name),
        address=checked(
            address, own_networks=administers(by), in_clear=_("Events travel by https only.")
        ),
        agent_id=by.id,
        kinds=_clean_kinds(kinds),
        secret=secrets.seal(_clean_secret(secret)),
        read_tx=here.tx,
        read_id=here.id,
    )
    webhook.teams.set(teams)
    record(webhook, events.MADE, by=by)
    return webhook


@action("webhook.change", _("Change webhook"), needs=MANAGE, icon="pencil")
def change(
    webhook: Webhook,
    *,
    by: Actor,
    name: str,
    address: str,
    kinds: Sequence[str],
    teams: Sequence[Team] | None = None,
) -> None:
    """Change where a webhook leads and what it tells; the rights stay those of who made it.

    `teams` that are not given stay; none at all lets it tell everything that who made it sees.
    """
    must_reach(by, teams or ())
    changed = set_fields(
        webhook,
        name=clean_name(name),
        address=checked(
            address, own_networks=administers(by), in_clear=_("Events travel by https only.")
        ),
        kinds=_clean_kinds(kinds),
    )
    if teams is not None and {team.pk for team in webhook.teams.all()} != {
        team.pk for team in teams
    }:
        webhook.teams.set(teams)
        changed.append("teams")
    if changed:
        record(webhook, events.CHANGED, by=by, fields=changed)


@action("webhook.rotate", _("Replace the secret"), needs=MANAGE, icon="key-round")
def rotate(webhook: Webhook, *, by: Actor, secret: str) -> None:
    """Sign with another secret; for a day the one before signs too, so that receivers can change over."""
    text = _clean_secret(secret)
    oldest = webhook.old_secret
    webhook.old_secret = webhook.secret
    webhook.old_until = now() + timedelta(hours=caps.WEBHOOK_OLD_SECRET_HOURS)
    webhook.secret = secrets.seal(text)
    webhook.save(update_fields=["secret", "old_secret", "old_until"])
    if oldest is not None:
        oldest.delete()
    record(webhook, events.ROTATED, by=by)


@action("webhook.switch_on", _("Switch on"), needs=MANAGE, icon="play")
def switch_on(webhook: Webhook, *, by: Actor) -> None:
    """Tell of what happens from now on; what happened meanwhile can be replayed."""
    if webhook.is_on:
        return
    if not webhook.agent.is_active:
        raise Refused(_("Whoever made this webhook is no longer active; please add a new one."))
    if not webhook.agent.actor.may(MANAGE):
        raise Refused(
            _("Whoever made this webhook may no longer set up any; please add a new one.")
        )
    webhook.off_at, webhook.off_reason = None, ""
    webhook.misses, webhook.failing_since, webhook.rests_until = 0, None, None
    webhook.parked_until = None
    webhook.read_tx, webhook.read_id = log.end()
    webhook.save()
    record(webhook, events.SWITCHED_ON, by=by)


@action("webhook.switch_off", _("Switch off"), needs=MANAGE, icon="pause")
def switch_off(webhook: Webhook, *, by: Actor) -> None:
    """Tell of nothing more; what waits is kept."""
    _off(webhook, by, OffReason.HAND)


@action("webhook.give_up", _("Switch off"), needs=GIVE_UP, icon="pause", offered=False)
def give_up(webhook: Webhook, *, by: Actor, reason: OffReason) -> None:
    """Switch a webhook off that leads nowhere any more."""
    _off(webhook, by, reason)


@action("webhook.remove", _("Remove webhook"), needs=MANAGE, icon="trash-2")
def remove(webhook: Webhook, *, by: Actor) -> None:
    """Forget a webhook with all its deliveries and its secrets."""
    record(webhook, events.REMOVED, by=by, webhook=webhook.name)
    kept = [secret for secret in (webhook.secret, webhook.old_secret) if secret is not None]
    webhook.delete()
    for secret in kept:
        secret.delete()


@action("webhook.test", _("Send test event"), needs=MANAGE, icon="send")
def test(webhook: Webhook, *, by: Actor) -> None:  # noqa: ARG001  # every verb says who does it
    """Send the receiver a `webhook.test`, which tells of nothing."""
    _wake(webhook)
    WebhookDelivery.objects.create(webhook=webhook)


@action("webhook_delivery.replay", _("Send again"), needs=MANAGE, icon="rotate-ccw")
def replay(delivery: WebhookDelivery, *, by: Actor) -> None:
    """Send one delivery again, under the same id."""
    _wake(delivery.webhook)
    if WebhookDelivery.objects.filter(pk=delivery.pk).again():
        record(delivery.webhook, events.REPLAYED, by=by)


@action("webhook.replay_failed", _("Send all failed again"), needs=MANAGE, icon="rotate-ccw")
def replay_failed(webhook: Webhook, *, by: Actor) -> None:
    """Send all deliveries again that were given up."""
    _wake(webhook)
    if webhook.deliveries.filter(state=WebhookDeliveryState.FAILED).again():
        record(webhook, events.REPLAYED, by=by)


@action("webhook.replay_span", _("Send a span of time again"), needs=MANAGE, icon="rotate-ccw")
def replay_span(webhook: Webhook, *, by: Actor, since: datetime, until: datetime) -> None:
    """Send again what happened within a span of time, also what happened while the webhook was off."""
    _wake(webhook)
    if since >= until:
        raise Refused(_("The span ends before it begins."))
    if since < now() - timedelta(days=caps.WEBHOOK_DAYS):
        raise Refused(
            _("The span may begin %(days)d days ago at most.") % {"days": caps.WEBHOOK_DAYS}
        )
    begin, end = since.isoformat(), until.isoformat()
    # By name: the jobs know this module, not the other way round.
    app.configure_task(REPLAY).defer(webhook_id=webhook.pk, since=begin, until=end)
    record(webhook, events.REPLAYED, by=by, since=begin, until=end)


def _off(webhook: Webhook, by: Actor, reason: OffReason) -> None:
    if not webhook.is_on:
        return
    webhook.off_at, webhook.off_reason = now(), reason
    webhook.save(update_fields=["off_at", "off_reason"])
    record(webhook, events.SWITCHED_OFF, by=by, reason=reason.value)


def _wake(webhook: Webhook) -> None:
    """Let a resting webhook be tried at once, because a person asks for it; Refused where it is off."""
    if not webhook.is_on:
        raise Refused(_("The webhook is off; switch it on first."))
    Webhook.objects.filter(pk=webhook.pk).update(rests_until=None, parked_until=None)


def _clean_kinds(wanted: Sequence[str]) -> list[str]:
    known = offered()
    if unknown := [name for name in wanted if name not in known]:
        raise Refused(_("There is no event “%(name)s”.") % {"name": unknown[0][:64]})
    if not wanted:
        raise Refused(_("Choose at least one event."))
    return sorted(set(wanted))


def _clean_secret(secret: str) -> str:
    try:
        signing.key_of(secret)
    except ValueError:
        raise Refused(_("A secret is “whsec_” and 24 to 64 random bytes in base64.")) from None
    return secret
