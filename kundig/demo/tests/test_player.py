"""The whole story through the real pipeline, played once; then what the database says of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.plugin import DjangoDbBlocker

from kundig.api.webhooks.models import Webhook
from kundig.channels.email.models import AutomaticAnswers, SentMail
from kundig.channels.email.protected.models import KnownKey, OwnKey, TrustedAuthority
from kundig.channels.email.services.models import ServiceAccount
from kundig.channels.models import OpeningHours, Parked, Parking, Receipt, Stage
from kundig.conversations import events
from kundig.conversations.invitations import standings
from kundig.conversations.models import (
    BlockedSender,
    Conversation,
    Delivery,
    DeliveryState,
    Direction,
    Draft,
    Message,
    Seen,
    State,
)
from kundig.conversations.models.state import Back
from kundig.core.models import Event
from kundig.customers.models import Company, Customer
from kundig.demo import company
from kundig.demo.founding import PASSWORD
from kundig.demo.player import LAST_LOOK, play
from kundig.demo.steps import CLOCK, Begin, Note, Reply, Resolve, Scene
from kundig.demo.story import story
from kundig.notifications.models import Notification
from kundig.staff.models import Agent, Invitation, Organisation, Team, Token

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))
PICTURE = re.compile(r"\[image: \w+\]")


@pytest.fixture(scope="module")
def scenes(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[dict[Scene, Conversation]]:
    """All scenes with what they became."""
    with django_db_blocker.unblock():
        play(NOW)
        try:
            yield {scene: _conversation_of(scene) for scene in story(NOW)}
        finally:
            call_command("flush", verbosity=0, interactive=False)


def _conversation_of(scene: Scene) -> Conversation:
    first = Message.objects.get(external_id=scene.opening.message_id.strip("<>"))
    return first.conversation


def _outcome(conversation: Conversation) -> str:
    return "spam" if conversation.is_spam else conversation.state


def _count(scene: Scene, kind: type[Reply | Note | Begin]) -> int:
    return sum(isinstance(step, kind) for step in scene.steps)


def test_every_conversation_ends_as_its_scene(scenes: dict[Scene, Conversation]) -> None:
    assert {scene.key: _outcome(found) for scene, found in scenes.items()} == {
        scene.key: scene.outcome for scene in scenes
    }
    assert Conversation.objects.count() == len(scenes) == len({c.pk for c in scenes.values()})


def test_all_mails_of_a_scene_are_in_its_conversation(scenes: dict[Scene, Conversation]) -> None:
    for scene, conversation in scenes.items():
        inbound = conversation.messages.filter(direction=Direction.INBOUND)
        ids = [mail.message_id.strip("<>") for mail in scene.mails]
        assert list(inbound.values_list("external_id", flat=True)) == ids, scene.key
        assert [mail.at for mail in scene.mails] == [message.created_at for message in inbound]


def test_agents_wrote_what_the_story_says_when_it_says(scenes: dict[Scene, Conversation]) -> None:
    for scene, conversation in scenes.items():
        for kind, direction in ((Reply, Direction.OUTBOUND), (Note, Direction.NOTE)):
            told = [(s.at, s.text) for s in scene.steps if isinstance(s, kind)]
            written = conversation.messages.filter(direction=direction)
            assert [(m.created_at, m.text) for m in written] == told, scene.key
        count = len(scene.mails) + _count(scene, Reply) + _count(scene, Note)
        assert conversation.message_count == count


def test_the_visible_reply_is_what_the_customer_wrote(scenes: dict[Scene, Conversation]) -> None:
    for scene, conversation in scenes.items():
        inbound = conversation.messages.filter(direction=Direction.INBOUND)
        for mail, message in zip(scene.mails, inbound, strict=True):
            wanted = PICTURE.sub("", mail.text).split()
            assert message.visible_text.split() == wanted, mail.key
            assert message.attachments.filter(is_inline=False).count() == len(mail.attachments)
            assert bool(message.automatic) >= mail.automatic
            assert message.warnings == []


def test_the_log_tells_the_times_of_the_story(scenes: dict[Scene, Conversation]) -> None:
    # What waits for its 10 seconds, or is said of mails, has its own time.
    aside = [events.OPENED, events.RECEIVED, events.REOPENED, events.SENT]
    for scene, conversation in scenes.items():
        log = Event.objects.filter(subject_kind="conversation", subject_id=conversation.pk)
        told = {step.at for step in scene.steps}
        # Blocking a sender is no step of the story: it belongs to the office, as its hours do.
        of_story = log.exclude(kind__in=[events.SENT, events.SENDER_BLOCKED])
        assert set(of_story.values_list("at", flat=True)) <= told
        resolved = [s.at for s in scene.steps if isinstance(s, Resolve)]
        assert list(log.filter(kind=events.RESOLVED).values_list("at", flat=True)) == resolved
        acts = log.exclude(kind__in=aside).exclude(actor_kind="agent")
        acts = acts.exclude(kind=events.WOKEN, data__why=Back.ANSWER)
        assert acts.count() == sum(getattr(step, "by", "") == CLOCK for step in scene.steps)
    of_conversations = Event.objects.filter(subject_kind="conversation")
    of_stories = of_conversations.exclude(kind=events.SENDER_BLOCKED)
    in_order = list(of_stories.order_by("id").values_list("at", flat=True))
    assert in_order == sorted(in_order)


def test_everything_was_understood_and_sent(scenes: dict[Scene, Conversation]) -> None:
    replies = sum(_count(scene, Reply) for scene in scenes)
    assert Delivery.objects.filter(state=DeliveryState.SENT).count() == replies
    assert SentMail.objects.count() == Delivery.objects.count() == replies
    assert set(Receipt.objects.values_list("stage", flat=True)) == {Stage.WHOLE}
    for delivery in Delivery.objects.select_related("message"):
        assert delivery.sent_at is not None
        # After the time to take it back; what comes at once with others goes at the mailbox's pace.
        after = delivery.sent_at - delivery.message.created_at
        assert timedelta(seconds=10) <= after < timedelta(minutes=1)


def test_nothing_is_left_to_do(scenes: dict[Scene, Conversation]) -> None:
    assert not ProcrastinateJob.objects.exists()
    assert not Event.objects.filter(at__gt=NOW + timedelta(seconds=10)).exists()


def test_who_waits_waits_since_their_unanswered_mail(scenes: dict[Scene, Conversation]) -> None:
    for scene, conversation in scenes.items():
        answered = conversation.last_outbound_at or conversation.created_at - timedelta(days=1)
        unanswered = conversation.messages.filter(
            direction=Direction.INBOUND, automatic="", created_at__gt=answered
        )
        first = unanswered.values_list("created_at", flat=True).first()
        is_ours = conversation.state in (State.OPEN, State.SNOOZED)
        assert conversation.waiting_since == (first if is_ours else None), scene.key


def test_the_company_stands(scenes: dict[Scene, Conversation]) -> None:
    assert Organisation.objects.get().name == company.NAME
    assert set(Team.objects.values_list("name", "level__rank")) == {
        (team.name, team.level) for team in company.TEAMS
    }
    for member in (*company.AGENTS, company.ADMINISTRATOR):
        agent = Agent.objects.get(email=member.address)
        assert agent.check_password(PASSWORD)
        assert agent.teams.count() == len(member.teams)
    assert not Company.objects.filter(name__in=company.PUBLIC_MAIL_HOSTS).exists()
    assert Company.objects.count() > 30
    named = Company.objects.filter(name__in=[name for name, _note in company.BUSINESSES.values()])
    assert named.count() == len(company.BUSINESSES)
    important = Customer.objects.exclude(vip_since=None)
    assert set(important.values_list("addresses__value", flat=True)) == set(company.VIP)


def test_what_is_new_stands_out_and_drafts_lie_ready(scenes: dict[Scene, Conversation]) -> None:
    for agent in Agent.objects.all():
        seen = dict(Seen.objects.filter(agent=agent).values_list("conversation_id", "at"))
        unread = [
            conversation
            for conversation in scenes.values()
            if conversation.last_inbound_at
            and seen.get(conversation.pk, NOW - timedelta(days=99)) < conversation.last_inbound_at
        ]
        assert 2 <= len(unread) <= 20
        assert all(c.last_inbound_at and c.last_inbound_at > NOW - LAST_LOOK for c in unread)
    drafts = Counter(Draft.objects.values_list("agent__name", flat=True))
    assert drafts == Counter(
        company.agent(step.by).name
        for scene in scenes
        for step in scene.steps
        if isinstance(step, Begin)
    )


def test_bells_have_rung_and_what_is_old_is_read(scenes: dict[Scene, Conversation]) -> None:
    told = Notification.objects.filter(in_bell=True)
    assert told.exists()
    assert not told.filter(at__lt=NOW - LAST_LOOK, read_at=None).exists()


def test_what_the_company_has_arranged_is_there(scenes: dict[Scene, Conversation]) -> None:
    assert OpeningHours.objects.get(channel=None).week[5] == ["09:00-13:00"]
    assert AutomaticAnswers.objects.get().answers_outside_hours
    assert BlockedSender.objects.count() == 3
    assert Invitation.objects.open().get().role.name == company.HELPER_ROLE
    assert Token.objects.get().name == company.PROGRAM


def test_settings_have_something_to_show(scenes: dict[Scene, Conversation]) -> None:
    webhook = Webhook.objects.get()
    assert (webhook.name, webhook.is_on) == (company.WEBHOOK[0], False), "the demo calls nobody"
    own = OwnKey.objects.get()
    assert own.addresses == [company.mailbox("firmen").address]
    assert own.mailbox.protection.signs
    assert TrustedAuthority.objects.get().name == company.AUTHORITY
    assert ServiceAccount.objects.get().service == "postmark"
    assert Parked.objects.waiting().get().reason == Parking.LOOP
    assert set(KnownKey.objects.values_list("address", flat=True)) == set(company.SIGNERS)


def test_some_mails_are_signed_and_one_invites(scenes: dict[Scene, Conversation]) -> None:
    signed = Message.objects.filter(direction=Direction.INBOUND).exclude(protection={})
    assert {message.sender["address"] for message in signed} == set(company.SIGNERS)
    for message in signed:
        assert [one["verdict"] for one in message.protection["signatures"]] == ["good"]
    (invited,) = Message.objects.exclude(cards=[]).filter(cards__0__kind="invitation")
    assert standings([invited])[invited.pk].is_open
