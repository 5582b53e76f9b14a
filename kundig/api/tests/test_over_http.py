"""The API as a program meets it: over a real connection to the real server."""

from __future__ import annotations

import httpx
import pytest

from kundig.conversations.models import Attachment, Conversation
from kundig.core import caps
from tests.program import Program
from tests.server import Server


@pytest.fixture
def client(server: Server, program: Program) -> httpx.Client:
    """A program's connection."""
    headers = {"Authorization": f"Bearer {program.token}"}
    return httpx.Client(base_url=f"{server.url}/api/v1/", headers=headers, timeout=20)


def test_a_program_does_its_work(client: httpx.Client, conversation: Conversation) -> None:
    with client:
        listed = client.get("conversations").json()["items"]
        assert [item["id"] for item in listed] == [conversation.pk]
        content = b"\x89PNG\r\n\x1a\n" + bytes(3_000_000)
        uploaded = client.post(
            "attachments",
            params={"name": "Bild.png"},
            content=content,
            headers={"Content-Type": "application/octet-stream"},
        )
        assert uploaded.status_code == 201
        path = f"conversations/{conversation.pk}"
        body = {"text": "Anbei", "attachments": [uploaded.json()["id"]]}
        assert client.post(f"{path}/reply", json=body).status_code == 201
        assert client.get(f"attachments/{Attachment.objects.get().pk}").content == content
        # A verb without parameters needs no body, and no type of one.
        assert client.post(f"{path}/close").json()["state"] == "closed"


def test_what_is_too_large_is_refused(client: httpx.Client, conversation: Conversation) -> None:
    with client:
        body = {"text": "x" * caps.API_BODY_BYTES}
        answer = client.post(f"conversations/{conversation.pk}/note", json=body)
        assert answer.status_code == 413
        # Without saying its length beforehand, too.
        pieces = (b" " * 100_000 for _ in range(50))
        answer = client.post(f"conversations/{conversation.pk}/close", content=pieces)
        assert answer.status_code == 413
        assert client.get("tags").status_code == 200
