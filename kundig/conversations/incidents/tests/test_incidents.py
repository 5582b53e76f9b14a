"""Incidents: many conversations, one cause, one answer to all."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from kundig.conversations import actions as heart
from kundig.conversations.incidents import actions
from kundig.conversations.incidents.answering import answer
from kundig.conversations.incidents.models import Fate, Incident, RoundAnswer, Stage
from kundig.conversations.models import Conversation, Direction, Message, State
from kundig.core.errors import NotAllowed, Refused
from kundig.customers.models import Customer
from kundig.staff.models import Agent, Team
from tests import make
from tests.jobs import work_off


@pytest.fixture
def other(ida: Customer, workshop: Team) -> Conversation:
    """Ida's conversation with the workshop, in English."""
    made = make.conversation(customer=ida, team=workshop)
    Conversation.objects.filter(pk=made.pk).update(language="en")
    made.refresh_from_db()
    return made


@pytest.fixture
def incident(conversation: Conversation, other: Conversation, clara: Agent) -> Incident:
    """A cause of both."""
    made = actions.make(by=clara.actor, title="Lampen flackern")
    for one in (conversation, other):
        actions.join(made, by=clara.actor, conversation=one)
        actions.join(made, by=clara.actor, conversation=one)
    return made


@pytest.fixture
def stefan(workshop: Team) -> Agent:
    """Stefan, who leads the workshop and sees nothing else."""
    role = make.role(name="Teamleitung", allows=make.all_permissions(), own_teams_only=True)
    return make.agent(name="Stefan", role=role, teams=[workshop])


def _answers() -> list[Message]:
    return list(Message.objects.filter(direction=Direction.OUTBOUND).order_by("conversation"))


def _as_previewed(page: str) -> list[str]:
    return re.findall(r'name="(?:seen|previewed)" value="([^"]+)"', page)


TEXTS = {"de": "{{greeting}},\n\nes geht wieder.", "en": "{{greeting}},\n\nit works again."}


@pytest.mark.django_db(transaction=True)
def test_everybody_gets_an_answer_of_their_own_once(
    incident: Incident, conversation: Conversation, other: Conversation, clara: Agent
) -> None:
    begun = actions.answer_all(incident, by=clara.actor, texts=TEXTS, resolves=True)
    with pytest.raises(Refused):
        actions.answer_all(incident, by=clara.actor, texts=TEXTS)
    for _again in range(3):
        answer(begun.pk)
    texts = {message.conversation_id: message.text for message in _answers()}
    assert "Kofi" in texts[conversation.pk]
    assert "wieder" in texts[conversation.pk]
    assert "it works again" in texts[other.pk]
    assert len(_answers()) == 2
    begun.refresh_from_db()
    assert begun.ended_at is not None
    incident.refresh_from_db()
    conversation.refresh_from_db()
    assert (incident.stage, conversation.state) == (Stage.RESOLVED, State.RESOLVED)


def test_t02_a_placeholder_in_a_name_is_not_looked_up(
    incident: Incident, kofi: Customer, clara: Agent
) -> None:
    Customer.objects.filter(pk=kofi.pk).update(name="{{agent.name}}")
    begun = actions.answer_all(
        incident, by=clara.actor, texts={"de": "Guten Tag {{customer.name}}"}
    )
    answer(begun.pk)
    assert all(clara.name not in message.text for message in _answers())


def test_t01_what_is_no_placeholder_is_refused(incident: Incident, clara: Agent) -> None:
    for text in ("{{customer.password}}", "{{agent.token}}"):
        with pytest.raises(Refused):
            actions.answer_all(incident, by=clara.actor, texts={"de": text})


@pytest.mark.django_db(transaction=True)
def test_where_something_has_arrived_nothing_is_sent(
    incident: Incident, conversation: Conversation, other: Conversation, clara: Agent, anna: Agent
) -> None:
    begun = actions.answer_all(incident, by=clara.actor, texts=TEXTS)
    heart.note(conversation, by=anna.actor, text="Ich rufe an.")
    answer(begun.pk)
    fates = dict(RoundAnswer.objects.values_list("conversation", "fate"))
    assert fates[conversation.pk] == Fate.OVERTAKEN
    assert fates[other.pk] == Fate.ANSWERED
    assert not conversation.messages.filter(direction=Direction.OUTBOUND).exists()


def test_what_was_stopped_is_not_sent(incident: Incident, clara: Agent) -> None:
    begun = actions.answer_all(incident, by=clara.actor, texts=TEXTS)
    actions.cancel(incident, by=clara.actor)
    actions.cancel(incident, by=clara.actor)
    answer(begun.pk)
    assert _answers() == []


@pytest.mark.django_db(transaction=True)
def test_what_was_taken_away_meanwhile_gets_none(
    incident: Incident, conversation: Conversation, other: Conversation, clara: Agent
) -> None:
    begun = actions.answer_all(incident, by=clara.actor, texts=TEXTS)
    actions.leave(incident, by=clara.actor, conversation=other)
    answer(begun.pk)
    assert [message.conversation for message in _answers()] == [conversation]


def test_who_may_not_lead_answers_nobody(incident: Incident, anna: Agent) -> None:
    with pytest.raises(NotAllowed):
        actions.make(by=anna.actor, title="Neu")
    with pytest.raises(NotAllowed):
        actions.answer_all(incident, by=anna.actor, texts=TEXTS)


def test_a05_the_page_shows_and_counts_what_its_reader_may_see(
    incident: Incident, conversation: Conversation, other: Conversation, ben: Agent, client: Client
) -> None:
    Conversation.objects.filter(pk=conversation.pk).update(subject="Ganz geheim")
    client.force_login(ben)
    shown = client.get(f"/incidents/{incident.pk}/").content.decode()
    assert "Ganz geheim" not in shown
    assert "Kofi" not in shown
    assert "1 conversation" in shown or "1 Gespräch" in shown
    refused = client.post(f"/incidents/{incident.pk}/leave/", {"conversation": conversation.pk})
    assert refused.status_code == 404
    assert incident.concerned.count() == 2


def test_the_preview_shows_each_their_own(incident: Incident, clara: Agent, client: Client) -> None:
    client.force_login(clara)
    page = client.post(f"/incidents/{incident.pk}/answer/", TEXTS).content.decode()
    assert "Kofi" in page
    assert "it works again" in page
    assert _answers() == []
    seen, previewed = _as_previewed(page)
    hidden = {"seen": seen, "previewed": previewed}
    sent = client.post(f"/incidents/{incident.pk}/answer/", TEXTS | hidden | {"send": "1"})
    assert sent.status_code == 302
    assert client.get(f"/incidents/{incident.pk}/progress/").status_code == 200


def test_from_a_conversation(
    incident: Incident, kofi: Customer, clara: Agent, client: Client
) -> None:
    new = make.conversation(customer=kofi)
    client.force_login(clara)
    assert incident.title in client.get(f"/conversations/{new.pk}/incidents/").content.decode()
    client.post(f"/incidents/{incident.pk}/join/", {"conversation": new.pk})
    assert incident.conversations.count() == 3
    assert client.get("/incidents/").status_code == 200
    assert client.get("/incidents/new/").status_code == 200
    assert client.get(f"/incidents/{incident.pk}/change/").status_code == 200
    changed = {"title": "Netzteil", "stage": "known", "workaround": "Neu starten."}
    client.post(f"/incidents/{incident.pk}/change/", changed)
    incident.refresh_from_db()
    assert (incident.title, incident.stage) == ("Netzteil", Stage.KNOWN)


def test_from_a_conversation_to_a_new_one_that_it_belongs_to(
    conversation: Conversation, clara: Agent, client: Client
) -> None:
    client.force_login(clara)
    page = client.get(f"/conversations/{conversation.pk}/incidents/").content.decode()
    address = f"/incidents/new/?conversation={conversation.pk}"
    assert address in page
    assert client.post(address, {"title": "Netzteil"}).status_code == 302
    assert list(Incident.objects.get().conversations.all()) == [conversation]
    head = client.get(f"/inbox/all/{conversation.pk}/").content.decode()
    line = f"/conversations/{conversation.pk}/incident-line/"
    assert line in head
    assert "Netzteil" in client.get(line).content.decode()


def test_a05_a_new_one_for_a_foreign_conversation_is_not_there(
    conversation: Conversation, stefan: Agent, client: Client
) -> None:
    client.force_login(stefan)
    for number in (conversation.pk, "x", 10**20):
        address = f"/incidents/new/?conversation={number}"
        assert client.post(address, {"title": "Neu"}).status_code == 404
    assert not Incident.objects.exists()


def test_who_is_limited_to_teams_leads_their_own_alone(
    incident: Incident, stefan: Agent, clara: Agent, client: Client
) -> None:
    for act in (
        lambda: actions.change(incident, by=stefan.actor, title="X", stage=Stage.KNOWN),
        lambda: actions.answer_all(incident, by=stefan.actor, texts=TEXTS, resolves=True),
    ):
        with pytest.raises(NotAllowed):
            act()
    client.force_login(stefan)
    page = client.get(f"/incidents/{incident.pk}/").content.decode()
    assert f"/incidents/{incident.pk}/change/" not in page
    assert client.get(f"/incidents/{incident.pk}/change/").status_code == 403
    own = actions.make(by=stefan.actor, title="Presse")
    actions.change(own, by=stefan.actor, title="Presse steht", stage=Stage.KNOWN)
    actions.change(own, by=clara.actor, title="Presse steht still", stage=Stage.KNOWN)


def test_the_one_who_began_it_and_who_sees_all_stop_it(
    incident: Incident, stefan: Agent, clara: Agent, client: Client
) -> None:
    begun = actions.answer_all(incident, by=clara.actor, texts=TEXTS)
    with pytest.raises(NotAllowed):
        actions.cancel(incident, by=stefan.actor)
    begun.refresh_from_db()
    assert begun.is_under_way
    stop = f"/incidents/{incident.pk}/cancel/"
    client.force_login(stefan)
    assert stop not in client.get(f"/incidents/{incident.pk}/").content.decode()
    client.force_login(clara)
    assert stop in client.get(f"/incidents/{incident.pk}/").content.decode()
    actions.cancel(incident, by=clara.actor)
    begun = actions.answer_all(incident, by=stefan.actor, texts=TEXTS)
    actions.cancel(incident, by=make.agent(name="Cem", role=clara.role).actor)
    begun.refresh_from_db()
    assert not begun.is_under_way


def test_spam_and_what_is_closed_meanwhile_gets_no_answer(
    incident: Incident,
    conversation: Conversation,
    other: Conversation,
    clara: Agent,
    client: Client,
) -> None:
    begun = actions.answer_all(incident, by=clara.actor, texts=TEXTS)
    heart.mark_spam(conversation, by=clara.actor)
    heart.close(other, by=clara.actor)
    for _portion in range(2):
        answer(begun.pk)
    assert _answers() == []
    assert set(RoundAnswer.objects.values_list("fate", flat=True)) == {Fate.REFUSED}
    client.force_login(clara)
    page = client.get(f"/incidents/{incident.pk}/").content.decode()
    assert "It is out of reach" in page or "nicht erreichbar" in page


def test_whoever_may_no_longer_lead_answers_nobody(incident: Incident, clara: Agent) -> None:
    begun = actions.answer_all(incident, by=clara.actor, texts=TEXTS)
    clara.role.permissions = [one for one in clara.role.permissions if one != "incident.manage"]
    clara.role.save()
    answer(begun.pk)
    assert _answers() == []


@pytest.mark.django_db(transaction=True)
def test_what_arrives_while_the_preview_is_read_is_not_answered_over(
    incident: Incident,
    conversation: Conversation,
    other: Conversation,
    clara: Agent,
    client: Client,
) -> None:
    client.force_login(clara)
    address = f"/incidents/{incident.pk}/answer/"
    page = client.post(address, TEXTS).content.decode()
    seen, previewed = _as_previewed(page)
    make.inbound(customer=conversation.customer, conversation=conversation)
    sent = TEXTS | {"send": "1", "seen": seen, "previewed": previewed}
    # Other words than those of the preview are shown once more.
    assert client.post(address, sent | {"de": "Anders"}).status_code == 200
    assert not RoundAnswer.objects.exists()
    assert client.post(address, sent).status_code == 302
    for _portion in range(2):
        answer(incident.rounds.get().pk)
    assert [message.conversation for message in _answers()] == [other]
    shown = client.get(f"/incidents/{incident.pk}/").content.decode()
    assert shown.count(f"/conversations/{conversation.pk}/") == 2


def test_what_one_of_it_is_merged_into_belongs_to_it_until_that_is_undone(
    incident: Incident, conversation: Conversation, clara: Agent, otto: Customer
) -> None:
    middle, end = make.conversation(customer=otto), make.conversation(customer=otto)
    first = heart.merge(conversation, by=clara.actor, into=middle)
    work_off()
    second = heart.merge(middle, by=clara.actor, into=end)
    work_off()
    assert end in incident.seen_by(clara.actor)
    assert middle not in incident.seen_by(clara.actor)
    for move in (second, first):
        heart.undo_move(move, by=clara.actor)
    work_off()
    assert end not in incident.conversations.all()
    assert middle not in incident.conversations.all()
    assert conversation in incident.seen_by(clara.actor)
