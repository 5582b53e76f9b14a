"""Whose address counts: that of the peer, unless one of our own proxies says for whom it speaks."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from kundig.web.peer import TrustedPeer, place_of

PROXY = "10.0.0.1"


def seen(peer: str, forwarded_for: str = "") -> dict[str, Any]:
    """Return what a view sees of a request from `peer`."""
    found: dict[str, Any] = {}

    def view(request: HttpRequest) -> HttpResponse:
        found.update(request.META, place=place_of(request))
        return HttpResponse()

    headers = {"x-forwarded-for": forwarded_for, "x-forwarded-proto": "https"}
    TrustedPeer(view)(RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers))
    return found


def test_a_strangers_claims_are_dropped() -> None:
    meta = seen("192.0.2.1", "1.2.3.4")
    assert meta["REMOTE_ADDR"] == "192.0.2.1"
    assert meta["KUNDIG_FORWARDED"]
    assert not [name for name in meta if name.startswith("HTTP_X_FORWARDED")]


@pytest.mark.parametrize(
    ("forwarded_for", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("1.2.3.4, 203.0.113.7", "203.0.113.7"),
        ("203.0.113.7, 10.0.0.9", "203.0.113.7"),
        ("<script>, 203.0.113.7", "203.0.113.7"),
        ("203.0.113.7, <script>", PROXY),
        ("2001:db8::7", "2001:db8::7"),
        ("", PROXY),
    ],
)
@override_settings(TRUSTED_PROXIES=["10.0.0.0/24"])
def test_our_proxies_are_believed(forwarded_for: str, address: str) -> None:
    meta = seen(PROXY, forwarded_for)
    assert meta["REMOTE_ADDR"] == address
    assert meta["HTTP_X_FORWARDED_PROTO"] == "https"


def test_limits_count_networks_of_ipv6() -> None:
    assert seen("2001:db8:1:2:3::4")["place"] == "2001:db8:1:2::/64"
    assert seen("::ffff:192.0.2.1")["place"] == "192.0.2.1"
    assert seen("")["place"] == "None"
