"""Ids inside a call that lead to what the caller may not see (A05), and to another parent's child (A06)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest

from kundig.conversations import actions
from kundig.conversations.models import Conversation, Message
from kundig.core.models import Event
from kundig.customers.models import Customer
from kundig.staff.models import Agent, Team
from tests import make
from tests.program import Program


@pytest.fixture
def own(kofi: Customer, workshop: Team) -> Conversation:
    """A conversation of Ben's team, with two messages."""
    conversation = make.conversation(customer=kofi, team=workshop)
    make.inbound(customer=kofi, conversation=conversation)
    return conversation


@pytest.fixture
def foreign(conversation: Conversation) -> Conversation:
    """A conversation that Ben can't see."""
    return conversation


Body = Callable[[Conversation, Conversation], dict[str, Any]]


def _first_message(conversation: Conversation) -> int:
    return conversation.messages.order_by("pk").values_list("pk", flat=True)[0]


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("merge", lambda own, foreign: {"into": foreign.pk}),
        ("split", lambda own, foreign: {"messages": [_first_message(foreign)]}),
        (
            "split",
            lambda own, foreign: {"messages": [_first_message(own), _first_message(foreign)]},
        ),
        (
            "move_message",
            lambda own, foreign: {"message": _first_message(own), "into": foreign.pk},
        ),
        (
            "move_message",
            lambda own, foreign: {"message": _first_message(foreign), "into": own.pk},
        ),
    ],
)
def test_a05_a_foreign_second_id_is_not_there(
    bens_program: Program,
    own: Conversation,
    foreign: Conversation,
    verb: str,
    body: Body,
    caplog: pytest.LogCaptureFixture,
) -> None:
    before = _state()
    with caplog.at_level(logging.WARNING, "kundig.security"):
        answer = bens_program.post(f"conversations/{own.pk}/{verb}", body(own, foreign))
    assert answer.status_code == 404
    assert _state() == before
    assert "out of reach" in caplog.text


def test_a05_it_makes_no_difference_whether_a_foreign_id_exists(
    bens_program: Program, own: Conversation, foreign: Conversation
) -> None:
    answers = [
        bens_program.post(f"conversations/{own.pk}/merge", {"into": id}).content
        for id in (foreign.pk, 999_999_999, 2**63 - 1)
    ]
    assert len(set(answers)) == 1


def test_a05_a_move_is_undone_only_by_who_sees_both_ends(
    bens_program: Program, clara: Agent, own: Conversation, foreign: Conversation
) -> None:
    move = actions.merge(own, by=clara.actor, into=foreign)
    before = _state()
    assert bens_program.post(f"moves/{move.pk}/undo").status_code == 404
    assert _state() == before


@pytest.mark.parametrize("verb", ["withdraw", "retry"])
def test_a05_a_foreign_answer_is_neither_taken_back_nor_sent_again(
    bens_program: Program, anna: Agent, foreign: Conversation, verb: str
) -> None:
    message = actions.reply(foreign, by=anna.actor, text="Guten Tag")
    before = _state()
    assert bens_program.post(f"messages/{message.pk}/{verb}").status_code == 404
    assert _state() == before


def test_a05_the_verbs_themselves_hold_the_wall(
    ben: Agent, own: Conversation, foreign: Conversation
) -> None:
    from kundig.core.errors import NotAllowed

    before = _state()
    with pytest.raises(NotAllowed):
        actions.merge(own, by=ben.actor, into=foreign)
    with pytest.raises(NotAllowed):
        actions.merge(foreign, by=ben.actor, into=own)
    assert _state() == before


def test_a06_a_child_is_found_only_under_its_own_parent(
    program: Program, kofi: Customer, ida: Customer, own: Conversation, foreign: Conversation
) -> None:
    """Anna sees all of them, and still the message of one is none of the other's."""
    idas = ida.addresses.get()
    answer = program.post(f"customers/{kofi.pk}/remove_address", {"address": idas.pk})
    assert answer.status_code == 404
    assert ida.addresses.count() == 1
    body: dict[str, Any] = {"message": _first_message(foreign), "into": foreign.pk}
    assert program.post(f"conversations/{own.pk}/move_message", body).status_code == 404
    body = {"messages": [_first_message(foreign)]}
    assert program.post(f"conversations/{own.pk}/split", body).status_code == 404


def _state() -> list[Any]:
    conversations = Conversation.objects.order_by("pk").values_list("pk", "state", "message_count")
    messages = Message.objects.order_by("pk").values_list("pk", "conversation", "withdrawn_at")
    return [*conversations, *messages, Event.objects.count()]
