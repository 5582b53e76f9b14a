"""What strangers may do at the listener, and what one's own mail servers may."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from kundig.channels.email.peers import Peers
from kundig.core import caps

STRANGER = "203.0.113.7"


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that are quickly reached."""
    monkeypatch.setattr(caps, "LISTENER_CONNECTIONS", 6)
    monkeypatch.setattr(caps, "LISTENER_CONNECTIONS_PER_PEER", 2)
    monkeypatch.setattr(caps, "LISTENER_MAILS_PER_MINUTE", 3)


def test_a_stranger_has_few_connections_at_once() -> None:
    peers = Peers()
    assert [peers.enter(STRANGER) for _visit in range(3)] == [True, True, False]
    assert peers.enter("203.0.113.8"), "others are not to blame"
    peers.leave(STRANGER)
    peers.leave(STRANGER)
    assert peers.enter(STRANGER)


@pytest.mark.parametrize("own", ["127.0.0.1", "::1", "", "10.0.0.25", "::ffff:10.0.0.25"])
def test_ones_own_mail_server_brings_everybodys_mail(settings: Settings, own: str) -> None:
    settings.OWN_NETWORKS = ["10.0.0.0/24"]
    peers = Peers()
    assert all(peers.enter(own) for _visit in range(6))
    assert all(peers.may_send(own) for _mail in range(100))
    assert not peers.enter(own), "in all there is an end"


def test_a_stranger_sends_few_mails_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1_000.0]
    monkeypatch.setattr("kundig.channels.email.peers.time.monotonic", lambda: clock[0])
    peers = Peers()
    assert [peers.may_send(STRANGER) for _mail in range(4)] == [True, True, True, False]
    assert peers.may_send("203.0.113.8")
    clock[0] += 21
    assert [peers.may_send(STRANGER) for _mail in range(2)] == [True, False]


def test_a_network_that_anybody_gets_is_one_peer() -> None:
    peers = Peers()
    assert [peers.enter(f"2001:db8::{n}") for n in range(3)] == [True, True, False]
    assert peers.enter("2001:db8:0:1::1")
