"""Cards of other systems: who may set them up, what is asked and believed, and where nobody is asked."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from kundig.conversations.embedded import actions
from kundig.conversations.embedded.content import CardRow, ask, read
from kundig.conversations.embedded.models import EmbeddedCard
from kundig.conversations.embedded.token import public_keys
from kundig.conversations.models import Conversation
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.errors import NotAllowed, Refused
from kundig.core.models import Event
from kundig.staff.models import Agent

ROWS = {"rows": [{"label": "Bestellung", "value": "4711", "link": "https://laden.example/4711"}]}


class Shop(http.server.BaseHTTPRequestHandler):
    """Another system: answers what the test wants, and remembers who asked."""

    answer: Any = ROWS
    status = 200
    asked: list[str]

    def do_GET(self) -> None:
        """Answer one request."""
        type(self).asked.append(self.headers["Authorization"])
        body = self.answer if isinstance(self.answer, bytes) else json.dumps(self.answer).encode()
        self.send_response(self.status)
        self.send_header("Location", "http://127.0.0.1:9/")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def shop(settings: Settings) -> Iterator[tuple[type[Shop], str]]:
    """A shop on this machine, whose network is one of our own."""
    settings.OWN_NETWORKS = ["127.0.0.0/8"]
    handler = type("AShop", (Shop,), {"asked": []})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield handler, f"http://127.0.0.1:{server.server_port}/card"
        server.shutdown()


def test_another_system_tells_and_proves_who_asks(
    shop: tuple[type[Shop], str], conversation: Conversation, ada: Agent
) -> None:
    handler, address = shop
    card = actions.make(by=ada.actor, title="Laden", address=address)
    assert ask(card, conversation, ada) == [
        CardRow("Bestellung", "4711", "https://laden.example/4711")
    ]
    token = handler.asked[0].removeprefix("Bearer ")
    key = jwt.PyJWK(public_keys()["keys"][0])
    origin = address.removesuffix("/card")
    claims = jwt.decode(token, key, algorithms=["EdDSA"], audience=origin)
    assert claims["customer"]["id"] == conversation.customer_id
    assert claims["customer"]["mails"] == [conversation.customer.addresses.get().value]
    assert claims["agent"] == {"id": ada.pk, "name": "Ada"}
    assert claims["conversation"] == {"id": conversation.pk}
    assert claims["exp"] - claims["iat"] == caps.EMBEDDED_TOKEN_SECONDS
    with pytest.raises(jwt.InvalidAudienceError):
        jwt.decode(token, key, algorithms=["EdDSA"], audience="https://other.example")


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (500, ROWS),
        (302, ROWS),
        (200, b"<html>"),
        (200, []),
        (200, b"[" * 60_000),
        (200, b"x" * 70_000),
    ],
)
def test_what_is_no_card_is_none(
    shop: tuple[type[Shop], str], conversation: Conversation, ada: Agent, status: int, answer: Any
) -> None:
    handler, address = shop
    handler.status, handler.answer = status, answer
    card = EmbeddedCard.objects.create(title="Laden", address=address)
    assert ask(card, conversation, ada) is None


def test_u09_nobody_inside_is_asked(
    conversation: Conversation, ada: Agent, settings: Settings
) -> None:
    settings.OWN_NETWORKS = []
    for address in (
        "http://127.0.0.1/",
        "https://169.254.169.254/latest/",
        "https://[::ffff:10.0.0.1]/",
        "https://2130706433/",
        "https://localhost/",
        "file:///etc/passwd",
        "https://user:word@laden.example/",
        "http://laden.example/",
    ):
        with pytest.raises(Refused):
            actions.make(by=ada.actor, title="Laden", address=address)
        # Judged once more when it is asked: a name may lead elsewhere by then.
        if address != "http://laden.example/":
            card = EmbeddedCard(pk=1, title="Laden", address=address)
            assert ask(card, conversation, ada) is None
    assert not EmbeddedCard.objects.exists()


def test_links_lead_to_the_web_alone_and_all_else_are_words() -> None:
    rows = [
        {"label": "<b>", "value": 12.5, "link": "javascript:alert(1)"},
        {"label": "x" * 900, "value": None, "link": "https://a@b.example/"},
        {"label": "", "value": ""},
    ]
    assert read(json.dumps({"rows": rows}).encode()) == [
        CardRow("<b>", "12.5"),
        CardRow("x" * (caps.EMBEDDED_LABEL_CHARS - 1) + "…", ""),
    ]
    many = {"rows": [{"label": str(n)} for n in range(99)]}
    assert len(read(json.dumps(many).encode())) == caps.EMBEDDED_ROWS


def test_only_who_arranges_everything_sets_up_cards(ben: Agent, anna: Agent, ada: Agent) -> None:
    for agent in (ben, anna):
        with pytest.raises(NotAllowed):
            actions.make(by=agent.actor, title="Laden", address="https://laden.example/")
    card = actions.make(by=ada.actor, title="Laden", address="https://laden.example/")
    actions.change(card, by=ada.actor, title="Laden", address="https://laden.example/")
    actions.change(card, by=ada.actor, title="Shop", address="https://laden.example/")
    actions.remove(card, by=ada.actor)
    kinds = Event.objects.filter(kind__startswith="embedded_card.").order_by("pk")
    assert [event.kind.partition(".")[2] for event in kinds] == ["made", "changed", "removed"]


def test_beside_the_conversation(
    shop: tuple[type[Shop], str], conversation: Conversation, anna: Agent, ben: Agent
) -> None:
    client = Client()
    client.force_login(anna)
    inbox = reverse("inbox-conversation", args=["all", conversation.pk])
    slot = reverse("conversation-embedded", args=[conversation.pk])
    assert slot not in client.get(inbox).text
    card = actions.make(by=SYSTEM, title="Laden", address=shop[1])
    assert slot in client.get(inbox).text
    url = reverse("conversation-card", args=[conversation.pk, card.pk])
    assert url in client.get(slot).text
    assert "4711" in client.get(url).text
    client.force_login(ben)
    assert client.get(url).status_code == 404
    assert len(shop[0].asked) == 1


def test_what_is_wrong_stands_where_it_is_wrong(
    client: Client, ada: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(ada)
    page = reverse("embedded-cards")
    typed = {"title": "Orders", "address": "ftp://shop.example/"}
    assert list(client.post(page, typed).context["form"].errors) == ["address"]
    monkeypatch.setattr(caps, "EMBEDDED_CARDS", 0)
    typed = {"title": "Orders", "address": "https://shop.example/"}
    assert list(client.post(page, typed).context["form"].errors) == ["__all__"]
