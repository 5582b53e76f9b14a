"""What strangers may put into a call: fields, parameters and JSON that nobody asked for (A02, A03, A04)."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from kundig.conversations.models import Conversation
from kundig.core import caps
from kundig.customers.models import Customer
from tests.program import Program


@pytest.mark.parametrize(
    "extra",
    [
        {"is_staff": True},
        {"account_id": 1},
        {"role": 1},
        {"created_at": "2020-01-01T00:00:00Z"},
        {"owner": 1},
        {"by": {"kind": "system"}},
        {"agent_id": 1},
        {"direction": "in"},
    ],
)
def test_a02_fields_that_a_verb_does_not_have_are_refused(
    program: Program, conversation: Conversation, extra: dict[str, Any]
) -> None:
    path = f"conversations/{conversation.pk}/note"
    answer = program.post(path, {"text": "Eine Notiz", **extra})
    assert answer.status_code == 400
    assert list(answer.json()["error"]["fields"]) == list(extra)
    conversation.refresh_from_db()
    assert conversation.message_count == 1


def test_a02_protected_fields_of_a_customer_are_refused(program: Program, kofi: Customer) -> None:
    for extra in ({"vip_since": "2020-01-01T00:00:00Z"}, {"id": 1}, {"created_at": None}):
        assert program.post(f"customers/{kofi.pk}/change", extra).status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "order=channel__mailbox__incoming_secret",
        "filter[agent__password__startswith]=a",
        "fields=*",
        "include=tokens",
        "assignee__password__startswith=a",
        "state=open&team=1&team=2",
        "state=gone",
        "tag=a&tag=b",
        "expand=raw",
        "access_token=kundig_x",
    ],
)
@pytest.mark.usefixtures("conversation")
def test_a03_parameters_that_a_list_does_not_have_are_refused(program: Program, query: str) -> None:
    answer = program.get(f"conversations?{query}")
    assert answer.status_code == 400
    assert b"password" not in answer.content.replace(query.partition("=")[0].encode(), b"")


@pytest.mark.parametrize(
    "query", ["limit=1000000000", "limit=0", "limit=-1", "limit=ten", "offset=1000000000000"]
)
def test_a04_pages_are_never_larger_than_allowed(program: Program, query: str) -> None:
    begin = time.thread_time()
    assert program.get(f"conversations?{query}").status_code == 400
    assert time.thread_time() - begin < 0.1


@pytest.mark.parametrize(
    "cursor", ["", "x", "WyIyMDI2IiwgMV0=.aaaaaaaaaaaaaaaaaaaaaaaaaa", "x" * 3000, "ü.ü", "\0.\0"]
)
def test_a04_a_made_up_cursor_is_refused(program: Program, cursor: str) -> None:
    assert program.get("conversations", {"cursor": cursor}).status_code == 400


def test_a04_the_cursor_of_one_list_is_of_no_use_in_another(
    program: Program, kofi: Customer, ida: Customer
) -> None:
    following = program.get("customers", {"limit": 1}).json()["next"]
    assert following
    assert program.get("customers", {"limit": 1, "cursor": following}).status_code == 200
    assert program.get("agents", {"cursor": following}).status_code == 400


DEEP = b'{"fields":' + b'{"a":' * 10_000 + b"1" + b"}" * 10_001


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(DEEP, 400, id="10,000 deep"),
        pytest.param(b'{"fields":' + b"[" * 10_000 + b"]" * 10_000 + b"}", 400, id="lists"),
        pytest.param(
            json.dumps(
                {"fields": {"a": {"b": [[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]}}}
            ).encode(),
            400,
            id="22 deep",
        ),
        pytest.param(b'{"name":"a","name":"b"}', 400, id="double key"),
        pytest.param(b'{"fields":{"a":1,"a":2}}', 400, id="double key inside"),
        pytest.param(b'{"name":NaN}', 400, id="NaN"),
        pytest.param(b'{"fields":{"a":-Infinity}}', 400, id="infinity"),
        pytest.param(b'{"fields":{"a":1e999}}', 400, id="infinity in disguise"),
        pytest.param(b'{"fields":{"a":' + b"9" * 5000 + b"}}", 400, id="5,000 digits"),
        pytest.param(b'{"name":"\xff"}', 400, id="no UTF-8"),
        pytest.param(b'["name"]', 400, id="list"),
        pytest.param(b'"name"', 400, id="text"),
        pytest.param(b"{", 400, id="cut"),
        pytest.param(b"\xef\xbb\xbf{}", 400, id="byte order mark"),
        pytest.param(b" " * (caps.API_BODY_BYTES + 1), 413, id="one byte too many"),
    ],
)
def test_a04_odd_json_is_refused_at_once(
    program: Program, kofi: Customer, body: bytes, status: int
) -> None:
    program.get("tags")
    begin = time.thread_time()
    answer = program.post(f"customers/{kofi.pk}/change", body)
    assert time.thread_time() - begin < 0.1
    assert answer.status_code == status
    assert set(answer.json()["error"]) == {"code", "message"}


def test_a04_fifty_megabytes_are_refused_unread(program: Program, kofi: Customer) -> None:
    answer = program.client.post(
        f"/api/v1/customers/{kofi.pk}/change",
        b"{}",
        content_type="application/json",
        headers={"Authorization": f"Bearer {program.token}", "Content-Length": "50000000"},
    )
    assert answer.status_code == 413


def test_a04_a_body_of_another_type_is_not_read(program: Program, kofi: Customer) -> None:
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "application/xml", ""):
        answer = program.client.post(
            f"/api/v1/customers/{kofi.pk}/change",
            b'{"name":"x"}',
            content_type=content_type,
            headers={"Authorization": f"Bearer {program.token}"},
        )
        assert answer.status_code == 415
    kofi.refresh_from_db()
    assert kofi.name == "Kofi Mensah"


def test_a04_what_no_database_stores_becomes_a_sign_for_it(
    program: Program, kofi: Customer
) -> None:
    body = b'{"language":"d\\u0000", "name":"Kofi \\ud800 Mensah"}'
    assert program.post(f"customers/{kofi.pk}/change", body).status_code == 200
    kofi.refresh_from_db()
    assert (kofi.language, kofi.name) == ("d\ufffd", "Kofi \ufffd Mensah")
    assert program.get("customers", {"q": "\0"}).status_code == 200
