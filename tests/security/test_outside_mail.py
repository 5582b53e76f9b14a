"""Mail servers that somebody types in: through the same guard as everything else, and never a look inside."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from kundig.channels.email import actions, fetch, probe
from kundig.channels.email.health import TROUBLE
from kundig.channels.email.models import Mailbox
from kundig.channels.email.send import send
from kundig.conversations.actions import reply
from kundig.core.actor import SYSTEM
from kundig.core.errors import DeliveryFailed, Refused
from kundig.core.outside import Unreachable
from kundig.staff.models import Agent
from tests import make
from tests.security.test_outside import HIDDEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    """A service of this machine that must not be reached."""
    with socket.create_server(("127.0.0.1", 0)) as service:
        service.settimeout(0.2)
        yield service


@pytest.fixture
def mailbox(listening: socket.socket, settings: Settings) -> Mailbox:
    """A mailbox that was set up for that service while its network was still named."""
    port = listening.getsockname()[1]
    server: dict[str, Any] = {
        "incoming": "imap",
        "incoming_user": "u",
        "incoming_security": "none",
        "smtp_security": "none",
        **{f"{way}_host": "127.0.0.1" for way in ("incoming", "smtp")},
        **{f"{way}_port": port for way in ("incoming", "smtp")},
    }
    made = actions.make(by=SYSTEM, address="service@lummer.example", **server)
    settings.OWN_NETWORKS = []
    return made


def nobody_came(service: socket.socket) -> bool:
    """Tell whether nobody connected."""
    with pytest.raises(TimeoutError):
        service.accept()
    return True


@pytest.mark.parametrize("host", ["10.0.0.1", *HIDDEN])
def test_o07_a_hidden_server_is_refused_when_saved(host: str, settings: Settings) -> None:
    settings.OWN_NETWORKS = []
    for way in ("incoming_host", "smtp_host"):
        server: dict[str, Any] = {way: host.strip("[]")}
        with pytest.raises(Refused):
            actions.make(by=SYSTEM, address="neu@lummer.example", **server)
    assert not Mailbox.objects.exists()


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_o07_the_test_of_a_connection_says_one_thing_and_connects_nowhere(
    client: Client, ada: Agent, mailbox: Mailbox, listening: socket.socket, security: str
) -> None:
    Mailbox.objects.update(incoming_security=security, smtp_security=security)
    client.force_login(ada)
    for way in ("in", "out"):
        url = reverse("mailbox-test", args=[mailbox.pk, way])
        for host in ("127.0.0.1", "10.0.0.1", "localhost", "nirgends.invalid"):
            Mailbox.objects.update(incoming_host=host, smtp_host=host)
            page = client.post(url, follow=True).content.decode()
            assert str(TROUBLE["connection"]) in page
    assert nobody_came(listening)


def test_o07_fetching_and_sending_connect_nowhere_either(
    mailbox: Mailbox, listening: socket.socket
) -> None:
    with pytest.raises(Unreachable), fetch.connect(mailbox):
        pass
    with pytest.raises(DeliveryFailed) as failed:
        deliver(mailbox)
    # It may be mended by naming the network, and then the mail still goes out.
    assert not failed.value.permanent
    assert nobody_came(listening)


def deliver(mailbox: Mailbox) -> None:
    """Send an answer through the mailbox at once."""
    customer = make.customer(name="Kofi")
    conversation = make.inbound(customer=customer, channel=mailbox.channel).conversation
    send(reply(conversation, by=SYSTEM, text="Guten Tag"))


def test_o07_a_named_network_is_reached(
    mailbox: Mailbox, listening: socket.socket, settings: Settings
) -> None:
    settings.OWN_NETWORKS = ["127.0.0.1/32"]
    listening.settimeout(10)
    Mailbox.objects.update(incoming_host="127.1")
    mailbox.refresh_from_db()

    def hang_up() -> None:
        listening.accept()[0].close()

    waiter = threading.Thread(target=hang_up)
    waiter.start()
    assert probe.try_incoming(mailbox) != ""
    waiter.join(10)
    assert not waiter.is_alive()
