"""Idempotency keys: the same call once, whatever happens on the wire."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from kundig.api import idempotency
from kundig.api.models import IdempotencyKey
from kundig.conversations.models import Conversation, Message
from tests.program import Program


def test_the_second_call_gets_the_first_answer(
    program: Program, conversation: Conversation
) -> None:
    path = f"conversations/{conversation.pk}/note"
    first = program.post(path, {"text": "Rückruf erbeten"}, key="k-1")
    second = program.post(path, {"text": "Rückruf erbeten"}, key="k-1")
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert Message.objects.filter(direction="note").count() == 1


def test_a07_another_call_with_the_same_key_is_refused(
    program: Program, conversation: Conversation
) -> None:
    path = f"conversations/{conversation.pk}/note"
    program.post(path, {"text": "eins"}, key="k-1")
    for answer in (
        program.post(path, {"text": "zwei"}, key="k-1"),
        program.post(f"conversations/{conversation.pk}/reply", {"text": "eins"}, key="k-1"),
    ):
        assert answer.status_code == 409
        assert answer.json()["error"]["code"] == "idempotency_key_reused"
    assert Message.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a07_twenty_at_once_take_effect_once(program: Program, conversation: Conversation) -> None:
    def send(_number: int) -> Any:
        try:
            path = f"conversations/{conversation.pk}/note"
            return program.post(path, {"text": "Nur einmal"}, key="k-1")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(send, range(20)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert Message.objects.filter(direction="note").count() == 1


def test_a_refused_call_may_be_sent_again(program: Program, conversation: Conversation) -> None:
    path = f"conversations/{conversation.pk}/note"
    assert program.post(path, {"text": " "}, key="k-1").status_code == 409
    assert not IdempotencyKey.objects.exists()
    assert program.post(path, {"text": "jetzt"}, key="k-1").status_code == 201


def test_keys_of_two_agents_are_two(
    program: Program, bens_program: Program, conversation: Conversation
) -> None:
    path = f"conversations/{conversation.pk}/note"
    assert program.post(path, {"text": "x"}, key="k-1").status_code == 201
    assert bens_program.post(path, {"text": "x"}, key="k-1").status_code == 404


def test_an_answer_without_content_is_repeated_too(
    bens_program: Program, conversation: Conversation, workshop: Any, first_level: Any
) -> None:
    Conversation.objects.update(team=workshop)
    path = f"conversations/{conversation.pk}/hand_over"
    answers = [bens_program.post(path, {"team": first_level.pk}, key="k-1") for _ in range(2)]
    assert [(answer.status_code, answer.content) for answer in answers] == [(204, b"")] * 2


@pytest.mark.parametrize("key", [" ", "ü", "x" * 256, "a b"])
def test_an_odd_key_is_refused(program: Program, conversation: Conversation, key: str) -> None:
    path = f"conversations/{conversation.pk}/note"
    assert program.post(path, {"text": "x"}, key=key).status_code == 400


def test_keys_are_forgotten_after_a_day(program: Program, conversation: Conversation) -> None:
    for number in (1, 2):
        program.post(f"conversations/{conversation.pk}/close", key=f"k-{number}")
    IdempotencyKey.objects.filter(key="k-1").update(created_at=timezone.now() - timedelta(hours=25))
    assert idempotency.forget_old() == 1
    assert [entry.key for entry in IdempotencyKey.objects.all()] == ["k-2"]
