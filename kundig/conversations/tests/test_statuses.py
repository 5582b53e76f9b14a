"""Statuses: words of one's own inside the states, which verbs and figures go by."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from kundig.conversations import actions
from kundig.conversations.models import Conversation, State, Status
from kundig.core.actor import SYSTEM
from kundig.core.errors import NotAllowed, Refused
from kundig.core.models import Event
from kundig.customers.models import Customer
from kundig.staff.models import Agent
from tests import make

pytestmark = pytest.mark.django_db

PART = {"HX-Request": "true"}


def made(name: str, state: State = State.OPEN, *, default: bool = False) -> Status:
    return actions.make_status(by=SYSTEM, name_de=name, state=state, is_default=default)


def now_is(conversation: Conversation) -> tuple[str, Status | None]:
    conversation = Conversation.objects.get(pk=conversation.pk)
    return conversation.state, conversation.status


def test_a_status_brings_its_state_along(conversation: Conversation, anna: Agent) -> None:
    checking, parts = made("In Prüfung"), made("Ersatzteil bestellt", State.WAITING)
    actions.set_status(conversation, by=anna.actor, status=checking)
    for _time in range(2):
        actions.set_status(conversation, by=anna.actor, status=parts)
    assert now_is(conversation) == ("waiting", parts)
    kinds = Event.objects.filter(subject_kind="conversation", kind__contains="status_set")
    assert kinds.count() == 2
    assert Event.objects.filter(kind="conversation.awaited").count() == 1
    actions.set_status(conversation, by=anna.actor, status=None)
    assert now_is(conversation) == ("waiting", None)


def test_what_leaves_a_state_leaves_its_status_for_the_default(
    conversation: Conversation, kofi: Customer, anna: Agent
) -> None:
    checking = made("In Prüfung")
    good = made("Kulanz", State.RESOLVED, default=True)
    actions.set_status(conversation, by=anna.actor, status=checking)
    actions.resolve(conversation, by=anna.actor)
    assert now_is(conversation) == ("resolved", good)
    make.inbound(customer=kofi, conversation=conversation)
    assert now_is(conversation) == ("open", None)
    new = made("Neu", default=True)
    assert now_is(make.conversation(customer=kofi)) == ("open", new)


def test_a_state_has_one_default(conversation: Conversation) -> None:
    first, second = made("Eins", default=True), made("Zwei", default=True)
    first.refresh_from_db()
    assert (first.is_default, second.is_default) == (False, True)


def test_nothing_is_snoozed_without_a_moment(conversation: Conversation, anna: Agent) -> None:
    with pytest.raises(Refused):
        actions.set_status(
            conversation, by=anna.actor, status=made("Zurückgestellt", State.SNOOZED)
        )


def test_what_is_archived_is_offered_no_more_and_comes_back(
    conversation: Conversation, anna: Agent
) -> None:
    status = made("In Prüfung")
    for _time in range(2):
        actions.archive_status(status, by=SYSTEM)
    with pytest.raises(Refused):
        actions.set_status(conversation, by=anna.actor, status=status)
    made("In Prüfung")
    with pytest.raises(Refused):
        actions.restore_status(status, by=SYSTEM)


def test_agents_arrange_none(anna: Agent) -> None:
    with pytest.raises(NotAllowed):
        actions.make_status(by=anna.actor, name_de="Neu", state=State.OPEN)


def test_it_is_called_in_the_readers_language() -> None:
    status = actions.make_status(
        by=SYSTEM, name_de="In Prüfung", name_en="Checking", state=State.OPEN
    )
    with override("en"):
        assert status.name == "Checking"
    with override("de"):
        assert status.name == "In Prüfung"


def test_the_page_draws_adds_and_moves(client: Client, ada: Agent) -> None:
    client.force_login(ada)
    for name in ("Eins", "Zwei"):
        body = {"name_de": name, "name_en": "", "state": "open", "tone": "soon"}
        assert client.post(reverse("status-make"), body).status_code == 302
    second = Status.objects.get(name_de="Zwei")
    client.post(reverse("status-move", args=[second.pk]), {"place": 0, "under": ""})
    assert [one.name_de for one in Status.objects.current()] == ["Zwei", "Eins"]
    page = client.get(reverse("statuses")).content.decode()
    assert page.index(">Zwei<") < page.index(">Eins<")
    body = {"name_de": "zwei", "name_en": "", "state": "open", "tone": ""}
    assert client.post(reverse("status-make"), body).status_code == 422


def test_the_head_and_the_list_show_it(
    client: Client, conversation: Conversation, anna: Agent
) -> None:
    client.force_login(anna)
    status = made("In Prüfung")
    menu = reverse("conversation-statuses", args=[conversation.pk])
    assert "In Prüfung" in client.get(menu, headers=PART).content.decode()
    there = reverse("conversation-set-status", args=[conversation.pk])
    assert "In Prüfung" in client.post(there, {"status": status.pk}, headers=PART).content.decode()
    assert "In Prüfung" in client.get("/inbox/all/").content.decode()
