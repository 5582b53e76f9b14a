"""Doing through the API: every offered verb is an address, with the verb's own rights and refusals."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from kundig.api.registry import endpoints
from kundig.conversations.models import Attachment, Conversation, Message, State
from kundig.core.actions import actions
from kundig.customers.models import Customer
from kundig.staff.models import Agent, Team
from tests import make
from tests.program import Program


def test_every_offered_verb_has_an_address_of_its_own() -> None:
    offered = {action.name.replace(".", "-") for action in actions() if action.offered}
    names = [endpoint.name for endpoint in endpoints()]
    assert offered <= set(names)
    assert len(names) == len(set(names))


def test_resolve_answers_with_the_conversation(
    program: Program, conversation: Conversation
) -> None:
    answer = program.post(f"conversations/{conversation.pk}/resolve")
    assert answer.status_code == 200
    assert answer.json()["state"] == "resolved"
    conversation.refresh_from_db()
    assert conversation.state == State.RESOLVED


def test_reply_answers_with_the_message(program: Program, conversation: Conversation) -> None:
    answer = program.post(f"conversations/{conversation.pk}/reply", {"text": "Gerne!"})
    assert answer.status_code == 201
    shown = answer.json()
    assert (shown["direction"], shown["text"]) == ("out", "Gerne!")
    withdrawn = program.post(f"messages/{shown['id']}/withdraw")
    assert withdrawn.json()["withdrawn_at"] is not None


def test_a_conversation_is_started_with_an_uploaded_file(
    program: Program, kofi: Customer, conversation: Conversation
) -> None:
    upload = program.upload("attachments", b"%PDF-1.7 Rechnung", name="Rechnung.pdf")
    assert upload.status_code == 201
    assert upload.json()["content_type"] == "application/pdf"
    answer = program.post(
        "conversations/start",
        {
            "channel": conversation.channel_id,
            "customer": kofi.pk,
            "subject": "Ihre Rechnung",
            "text": "Anbei.",
            "attachments": [upload.json()["id"]],
        },
    )
    assert answer.status_code == 201
    message = Message.objects.get(conversation=answer.json()["id"])
    assert [file.name for file in message.attachments.all()] == ["Rechnung.pdf"]


def test_an_empty_file_is_refused(program: Program) -> None:
    assert program.upload("attachments", b"", name="leer.txt").status_code == 409
    assert not Attachment.objects.exists()


def test_a_refusal_says_why(program: Program, conversation: Conversation) -> None:
    yesterday = (timezone.now() - timedelta(days=1)).isoformat()
    answer = program.post(f"conversations/{conversation.pk}/snooze", {"until": yesterday})
    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "refused"
    assert answer.json()["error"]["message"]


def test_a_reader_sees_but_may_not_do(rita: Agent, conversation: Conversation) -> None:
    readers = Program(rita)
    assert readers.get(f"conversations/{conversation.pk}").status_code == 200
    answer = readers.post(f"conversations/{conversation.pk}/resolve")
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "not_allowed"
    assert readers.upload("attachments", b"x", name="x").status_code == 403


def test_what_is_out_of_reach_does_not_exist(
    bens_program: Program, conversation: Conversation
) -> None:
    foreign = bens_program.post(f"conversations/{conversation.pk}/resolve")
    unknown = bens_program.post("conversations/999999/resolve")
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content == unknown.content


def test_whoever_hands_over_out_of_their_reach_learns_no_more(
    bens_program: Program, conversation: Conversation, workshop: Team, first_level: Team
) -> None:
    Conversation.objects.update(team=workshop)
    path = f"conversations/{conversation.pk}/hand_over"
    answer = bens_program.post(path, {"team": first_level.pk})
    assert (answer.status_code, answer.content) == (204, b"")
    assert bens_program.get(f"conversations/{conversation.pk}").status_code == 404


def test_merge_and_its_undoing(
    program: Program, conversation: Conversation, kofi: Customer
) -> None:
    other = make.conversation(customer=kofi)
    merged = program.post(f"conversations/{conversation.pk}/merge", {"into": other.pk})
    assert merged.status_code == 201
    assert merged.json()["target"] == other.pk
    undone = program.post(f"moves/{merged.json()['id']}/undo")
    assert undone.json()["undone_at"] is not None


def test_a_limited_agent_writes_through_no_other_teams_channel(
    bens_program: Program, kofi: Customer, first_level: Team
) -> None:
    channel = make.channel(address="stufe1@lummer.example", team=first_level)
    body = {"channel": channel.pk, "customer": kofi.pk, "subject": "x", "text": "x"}
    assert bens_program.post("conversations/start", body).status_code == 404
    assert not Conversation.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {"priority": "4"},
        {"priority": 9},
        {"priority": True},
        {"priority": None},
        {},
        {"priority": 4, "state": "closed"},
    ],
)
def test_input_is_taken_strictly(
    program: Program, conversation: Conversation, body: dict[str, Any]
) -> None:
    answer = program.post(f"conversations/{conversation.pk}/set_priority", body)
    assert answer.status_code == 400
    assert answer.json()["error"]["fields"]


@pytest.mark.parametrize(
    "until", ["morgen", 4_000_000_000, "2099-01-01T00:00:00", "9999-12-31T23:59:59-12:00"]
)
def test_a_moment_is_a_moment_with_its_zone(
    program: Program, conversation: Conversation, until: str | int
) -> None:
    answer = program.post(f"conversations/{conversation.pk}/snooze", {"until": until})
    assert answer.status_code == 400


def test_a_file_of_somebody_else_is_not_attached(
    program: Program, bens_program: Program, conversation: Conversation
) -> None:
    bens = bens_program.upload("attachments", b"Geheim", name="geheim.txt").json()["id"]
    for id in (bens, str(uuid4())):
        body = {"text": "Anbei", "attachments": [id]}
        assert program.post(f"conversations/{conversation.pk}/reply", body).status_code == 404
    assert Message.objects.count() == 1
