"""The verbs of webhooks: what they take, what they refuse, and what stays of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kundig.api.webhooks import actions, signing
from kundig.api.webhooks.forms import WebhookForm
from kundig.api.webhooks.kinds import offered
from kundig.api.webhooks.models import Webhook, WebhookDelivery
from kundig.core import caps, secrets
from kundig.core.errors import NotAllowed, Refused
from kundig.core.models import AuditEntry, Event, Secret
from kundig.staff.models import Agent, Team
from tests import make
from tests.receiver import SECRET

KINDS = ["conversation.resolved"]


def made(agent: Agent, **fields: Any) -> Webhook:
    """Add a webhook of this agent."""
    given = {"name": "Laden", "address": "https://laden.example/hook", "kinds": KINDS}
    return actions.make(by=agent.actor, **given | {"secret": SECRET} | fields)


def test_a_webhook_is_made_changed_and_removed(ada: Agent, first_level: Team) -> None:
    webhook = made(ada)
    for _ in range(2):
        actions.change(
            webhook,
            by=ada.actor,
            name="Lager",
            address="https://lager.example/",
            kinds=["customer.made"],
            teams=[first_level],
        )
    webhook.refresh_from_db()
    assert (webhook.name, webhook.kinds) == ("Lager", ["customer.made"])
    actions.remove(webhook, by=ada.actor)
    assert not Secret.objects.exists()
    kinds = [event.kind for event in Event.objects.filter(subject_kind="webhook").order_by("pk")]
    assert kinds == ["webhook.made", "webhook.changed", "webhook.removed"]
    assert AuditEntry.objects.filter(kind__in=kinds).count() == 3


def test_switching_off_and_on_twice_is_once(ada: Agent) -> None:
    webhook = made(ada)
    for _ in range(2):
        actions.switch_off(webhook, by=ada.actor)
    assert webhook.off_reason == "hand"
    for _ in range(2):
        actions.switch_on(webhook, by=ada.actor)
    assert Event.objects.filter(kind__startswith="webhook.switched").count() == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"name": " "},
        {"kinds": []},
        {"kinds": ["conversation.unknown"]},
        {"kinds": ["sign_in.done"]},
        {"secret": ""},
        {"secret": "whsec_"},
        {"secret": "whsec_!!!!"},
        {"secret": "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"},
        {"secret": f"whsec_{'A' * 400}"},
    ],
)
def test_what_does_not_fit_is_refused(ada: Agent, fields: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        made(ada, **fields)
    assert not Webhook.objects.exists()


def test_there_are_not_too_many(ada: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caps, "WEBHOOKS", 1)
    made(ada)
    with pytest.raises(Refused):
        made(ada)


def test_spans_that_make_no_sense_are_refused(ada: Agent) -> None:
    webhook, at = made(ada), timezone.now()
    for since in (at, at - timedelta(days=caps.WEBHOOK_DAYS + 1)):
        with pytest.raises(Refused):
            actions.replay_span(webhook, by=ada.actor, since=since, until=at)


def test_whoever_is_limited_gives_away_no_more_than_they_see(
    ben: Agent, ada: Agent, first_level: Team, workshop: Team
) -> None:
    ben.role.permissions = [*ben.role.permissions, "webhook.manage"]
    ben.role.save()
    ben = Agent.objects.get(pk=ben.pk)
    with pytest.raises(NotAllowed):
        made(ben, teams=[first_level])
    own, foreign = made(ben, teams=[workshop]), made(ada)
    for verb in (actions.switch_off, actions.remove, actions.test):
        with pytest.raises(NotAllowed):
            verb(foreign, by=ben.actor)
    assert set(Webhook.objects.visible_to(ben.actor)) == {own}
    assert set(Webhook.objects.visible_to(ada.actor)) == {own, foreign}
    assert not WebhookDelivery.objects.exists()


def test_without_the_right_there_are_no_webhooks(anna: Agent, ada: Agent) -> None:
    made(ada)
    with pytest.raises(NotAllowed):
        made(anna)
    assert not Webhook.objects.visible_to(anna.actor).exists()


def test_the_secret_is_sealed(ada: Agent) -> None:
    webhook = made(ada)
    assert SECRET.encode() not in bytes(webhook.secret.sealed)
    assert secrets.reveal(webhook.secret) == SECRET
    actions.rotate(webhook, by=ada.actor, secret=signing.new_secret())
    actions.rotate(webhook, by=ada.actor, secret=signing.new_secret())
    assert Secret.objects.count() == 2, "the one before the last is forgotten"


def test_events_of_people_who_answer_are_none_of_the_receivers_business() -> None:
    rooms = {name.partition(".")[0] for name in offered()}
    assert rooms == {"conversation", "customer", "company"}


def test_a_webhook_of_a_role_that_sees_nothing_tells_nothing(db: None) -> None:
    blind = make.agent(name="Bo", role=make.role(name="Blind", allows=["webhook.manage"]))
    from kundig.api.webhooks.scope import actor_of
    from kundig.conversations.models import Conversation

    assert not Conversation.objects.visible_to(actor_of(made(blind))).exists()


def test_a_change_that_names_no_teams_lets_them_be(ada: Agent, first_level: Team) -> None:
    webhook = made(ada, teams=[first_level])
    given: dict[str, Any] = {"name": "Lager", "address": webhook.address, "kinds": KINDS}
    actions.change(webhook, by=ada.actor, **given)
    assert list(webhook.teams.all()) == [first_level]
    actions.change(webhook, by=ada.actor, **given, teams=[])
    assert not webhook.teams.exists()


def test_an_archived_team_does_not_fall_out_of_the_form_unseen(
    ada: Agent, first_level: Team
) -> None:
    webhook = made(ada, teams=[first_level])
    Team.objects.update(archived_at=timezone.now())
    form = WebhookForm(by=ada.actor, webhook=webhook)
    assert list(form.fields["teams"].queryset) == [first_level]  # type: ignore[attr-defined]  # a field of choices
    assert not WebhookForm(by=ada.actor).fields["teams"].queryset.exists()  # type: ignore[attr-defined]  # the same
