"""API tokens: where they count, where they never appear, and when they end (L06, L07)."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kundig.conversations.models import Conversation
from kundig.core import caps
from kundig.staff import actions as staff
from kundig.staff.models import Agent, Token
from tests import make
from tests.program import Program


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic {token}", "{token}", "Token x"])
def test_l07_only_a_bearer_token_counts(program: Program, header: str) -> None:
    value = header.format(token=program.token)
    answer = Client().get("/api/v1/tags", headers={"Authorization": value} if value else {})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["error"]["code"] == "unauthorized"


@pytest.mark.parametrize("token", ["kundig_x", "kundig_" + "x" * 100_000, "x", "kundig_ü", "\x7f"])
def test_l07_a_wrong_token_is_refused(program: Program, token: str) -> None:
    program.token = token
    assert program.get("tags").status_code == 401


def test_l07_a_token_in_the_address_counts_nowhere(program: Program) -> None:
    for name in ("access_token", "token", "authorization"):
        assert Client().get(f"/api/v1/tags?{name}={program.token}").status_code == 401


def test_l07_a_session_opens_no_api(anna: Agent) -> None:
    browser = Client()
    browser.force_login(anna)
    assert browser.get("/api/v1/conversations").status_code == 401
    assert browser.post("/api/v1/customers/make", {}).status_code == 401


def test_l07_a_token_opens_no_page(program: Program) -> None:
    headers = {"Authorization": f"Bearer {program.token}"}
    assert Client().get("/customers/", headers=headers).status_code == 302


def test_l07_a_token_sets_no_cookie_and_says_nothing_of_origins(program: Program) -> None:
    answer = program.client.get(
        "/api/v1/tags",
        headers={"Authorization": f"Bearer {program.token}", "Origin": "https://evil.example"},
    )
    assert answer.status_code == 200
    assert not answer.cookies
    assert not [name for name in answer.headers if name.startswith("Access-Control")]
    assert answer["Cache-Control"] == "no-store"


def test_l07_a_token_is_never_logged(
    program: Program,
    conversation: Conversation,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(Token.objects, "valid", None)
    with caplog.at_level(logging.DEBUG):
        assert program.get(f"conversations/{conversation.pk}").status_code == 500
        program.get("nothing/here")
    assert program.token not in caplog.text
    assert program.token.removeprefix("kundig_") not in caplog.text


def test_l07_an_expired_token_is_dead(program: Program) -> None:
    Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert program.get("tags").status_code == 401


def test_l06_a_revoked_token_is_dead(program: Program, anna: Agent) -> None:
    assert program.get("tags").status_code == 200
    staff.revoke_token(anna.tokens.get(), by=anna.actor)
    assert program.get("tags").status_code == 401


def test_l06_deactivation_ends_tokens(program: Program, anna: Agent, ada: Agent) -> None:
    staff.deactivate(anna, by=ada.actor)
    assert program.get("tags").status_code == 401
    staff.reactivate(anna, by=ada.actor)
    assert program.get("tags").status_code == 401


def test_l06_a_right_that_is_taken_is_gone_at_once(
    program: Program, anna: Agent, ada: Agent, conversation: Conversation
) -> None:
    staff.change_role(anna.role, by=ada.actor, allows=["conversation.see"])
    path = f"conversations/{conversation.pk}"
    assert program.get(path).status_code == 200
    assert program.post(f"{path}/resolve").status_code == 403
    staff.change_role(anna.role, by=ada.actor, allows=[])
    assert program.get(path).status_code == 404


def test_too_many_calls_wait(
    program: Program, bens_program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "API_CALLS_PER_MINUTE", 3)
    statuses = [program.get("tags").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    assert program.get("tags")["Retry-After"] == "1"
    assert bens_program.get("tags").status_code == 200


def test_answers_speak_the_language_of_the_tokens_person(program: Program, anna: Agent) -> None:
    for language, sentence in (("de", "Hier ist nichts."), ("en", "There is nothing here.")):
        staff.set_preferences(anna, by=anna.actor, language=language)
        assert program.get("conversations/999999").json()["error"]["message"] == sentence


def test_a_program_of_a_role_without_rights_sees_nothing(conversation: Conversation) -> None:
    nobody = Program(make.agent(name="Niemand", role=make.role(name="Nichts", allows=[])))
    assert nobody.get("conversations").json()["items"] == []
    assert nobody.get("customers").json()["items"] == []
    assert nobody.get(f"conversations/{conversation.pk}").status_code == 404
    assert nobody.get(f"customers/{conversation.customer_id}").status_code == 404
