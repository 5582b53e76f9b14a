"""Requests and connections that Kundig makes: only to public addresses, once judged, within time and size."""

from __future__ import annotations

import gzip
import http.server
import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from kundig.core import caps, outside
from kundig.core.fetch import fetch
from kundig.core.outside import Unreachable, is_public

Answering = Callable[[http.server.BaseHTTPRequestHandler], None]


@dataclass
class Web:
    """A web server on this machine that answers as a test says and notes what it was asked."""

    port: int
    asked: list[tuple[str, Message]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def web(answering: Answering) -> Iterator[Web]:
    """Serve until the block ends."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append((self.path, self.headers))
            with suppress(OSError):  # the client hangs up, as it should
                answering(self)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served = Web(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def saying(content: bytes, status: int = 200, **headers: str) -> Answering:
    """Answer with this."""

    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return answer


@pytest.fixture
def nowhere_own(settings: Settings) -> None:
    """Name no networks of our own, as most installations do."""
    settings.OWN_NETWORKS = []


HIDDEN = [
    *("127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0", "0.0.0.0", "localhost"),
    *("localhost.", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]"),
    *("[2002:7f00:1::]", "[fec0::1]", "[fe80::1]", "[fd00:ec2::254]", "[2001::1]", "[ff02::1]"),
    *("10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.100.100.200"),
    *("192.0.0.8", "192.0.0.192", "198.18.0.1", "224.0.0.1", "255.255.255.255", "168.63.129.16"),
]


@pytest.mark.parametrize("host", HIDDEN)
@pytest.mark.usefixtures("nowhere_own")
def test_o01_no_spelling_of_a_hidden_address_is_connected_to(host: str) -> None:
    with pytest.raises(Unreachable, match="no address"):
        fetch(f"http://{host}:8000/", own_networks=True)
    with pytest.raises(Unreachable, match="no address"):
        outside.connect(host.strip("[]"), 8000, seconds=2, own_networks=True)


@pytest.mark.parametrize("host", HIDDEN)
@pytest.mark.usefixtures("nowhere_own")
def test_o01_no_spelling_of_a_hidden_address_may_be_typed_in(host: str) -> None:
    assert not outside.may_be_named(host)
    assert not outside.may_be_named(host.strip("[]").upper() + " ")


@pytest.mark.parametrize(
    "host", ["9.9.9.9", "imap.example", "2606:4700::1111", "mail", "Müller.de"]
)
def test_o01_public_addresses_and_names_may_be_typed_in(host: str) -> None:
    assert outside.may_be_named(host)


@pytest.mark.parametrize(
    "address",
    ["64:ff9b::7f00:1", "2002::1", "fec0::1", "224.0.0.1", "192.0.0.8", "::127.0.0.1", "4000::1"],
)
def test_o01_our_own_list_knows_what_python_takes_for_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


def test_o01_public_addresses_are_public() -> None:
    for address in ("9.9.9.9", "192.0.1.1", "172.32.0.1", "223.255.255.254", "2606:4700::1111"):
        assert is_public(ipaddress.ip_address(address)), address


def test_o01_the_public_address_of_this_machine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "is_public", lambda _address: True)
    assert not outside.is_permitted(ipaddress.ip_address("127.0.0.1"))


def test_o01_networks_of_ones_own_are_for_administrators_alone(settings: Settings) -> None:
    settings.OWN_NETWORKS = ["127.0.0.0/8"]
    with web(saying(b"innen")) as server:
        assert fetch(server.url, own_networks=True).content == b"innen"
        with pytest.raises(Unreachable):
            fetch(server.url)
        assert len(server.asked) == 1
    assert outside.may_be_named("127.1")
    assert outside.may_be_named("localhost")


@pytest.mark.parametrize(
    "address",
    [
        *(
            "ftp://9.9.9.9/",
            "file:///etc/passwd",
            "gopher://9.9.9.9/",
            "//9.9.9.9/",
            "javascript:1",
        ),
        *("http://", "http://user:pass@9.9.9.9/", "http://9.9.9.9:25/", "http://9.9.9.9:99999/"),
        *("http://[::1/", "http://a..b/", f"http://{'a' * 300}.de/", "", "http://9.9.9.9:x/"),
    ],
)
def test_o01_what_is_no_address_of_the_web_is_refused(address: str) -> None:
    with pytest.raises(Unreachable):
        fetch(address, seconds=5)


def test_o02_a_name_that_changes_is_judged_and_connected_to_as_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The name is resolved once; a second look, which would see another address, never happens."""
    looked: list[str] = []
    connected: list[Any] = []

    def resolve(host: str, port: int, **_how: Any) -> list[Any]:
        looked.append(host)
        address = "9.9.9.9" if len(looked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    def note(target: Any, *_rest: Any, **_how: Any) -> socket.socket:
        connected.append(target)
        raise OSError("no network in tests")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", note)
    with pytest.raises(Unreachable):
        fetch("http://flips.example/")
    assert (looked, connected) == (["flips.example"], [("9.9.9.9", 80)])


def test_o02_host_and_certificate_are_those_of_the_name(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """The connection goes to the address; Host and SNI still say the name."""
    named: list[str | None] = []

    def wrap(
        _context: ssl.SSLContext, sock: socket.socket, *, server_hostname: str | None = None
    ) -> socket.socket:
        named.append(server_hostname)
        return sock

    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", wrap)
    with web(saying(b"gut")) as server:
        answer = fetch(f"https://localhost:{server.port}/a?b=c d", own_networks=True)
    assert answer.content == b"gut"
    assert named == ["localhost"]
    path, headers = server.asked[0]
    assert path == "/a?b=c%20d"
    assert headers["Host"] == f"localhost:{server.port}"
    assert {name.lower() for name in headers} == {
        *("host", "accept", "accept-encoding", "user-agent", "connection"),
    }


def test_o02_a_certificate_of_another_name_is_refused(settings: Settings) -> None:
    with web(saying(b"")) as server, pytest.raises(Unreachable):
        fetch(server.url.replace("http:", "https:"), own_networks=True, seconds=5)


def test_o03_a_redirect_is_the_answer_and_not_followed() -> None:
    with web(saying(b"", 302, Location="http://169.254.169.254/")) as server:
        answer = fetch(server.url, own_networks=True)
    assert answer.status == 302
    assert len(server.asked) == 1


def test_o03_asked_for_redirects_are_judged_each() -> None:
    with web(saying(b"", 302, Location="http://169.254.169.254/latest/")) as server:
        with pytest.raises(Unreachable, match="no address"):
            fetch(server.url, own_networks=True, redirects=3)
        assert len(server.asked) == 1


def test_o03_endless_redirects_end_where_asked() -> None:
    with web(saying(b"", 301, Location="/weiter")) as server:
        answer = fetch(server.url, own_networks=True, redirects=3)
    assert answer.status == 301
    assert [path for path, _headers in server.asked] == ["/", *["/weiter"] * 3]


def test_o03_a_redirect_to_another_kind_of_address_is_refused() -> None:
    answering = saying(b"", 302, Location="file:///etc/passwd")
    with web(answering) as server, pytest.raises(Unreachable):
        fetch(server.url, own_networks=True, redirects=1)


def drip(handler: http.server.BaseHTTPRequestHandler) -> None:
    """Send a byte of the body now and then, for ever."""
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b".")
        time.sleep(0.05)


def drip_headers(handler: http.server.BaseHTTPRequestHandler) -> None:
    """Send a byte of the headers now and then, for ever."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while True:
        handler.wfile.write(b".")
        time.sleep(0.05)


def flood(handler: http.server.BaseHTTPRequestHandler) -> None:
    """Send as fast as possible, for ever."""
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"." * 65_536)


@pytest.mark.parametrize("slowly", [drip, drip_headers])
def test_o04_slow_answers_end_with_the_time(slowly: Answering) -> None:
    assert caps.FETCH_SECONDS == 15
    with web(slowly) as server, pytest.raises(Unreachable, match=r"too long|timed out"):
        fetch(server.url, own_networks=True, seconds=0.5)


def test_o04_endless_answers_end_with_the_size() -> None:
    assert caps.FETCH_BYTES == 1_000_000
    with web(flood) as server, pytest.raises(Unreachable, match="too large"):
        fetch(server.url, own_networks=True)


def test_o04_a_size_announced_or_packed_is_measured_too() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    assert len(bomb) < caps.FETCH_BYTES
    packed = saying(bomb, Content_Encoding="gzip")
    with web(packed) as server, pytest.raises(Unreachable, match="too large"):
        fetch(server.url, own_networks=True)
    with web(saying(gzip.compress(b"klein"), Content_Encoding="gzip")) as server:
        assert fetch(server.url, own_networks=True).content == b"klein"
    with web(saying(b"?", Content_Encoding="br")) as server, pytest.raises(Unreachable):
        fetch(server.url, own_networks=True)


def test_o04_an_answer_that_is_cut_is_none() -> None:
    def cut(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100")
        handler.end_headers()
        handler.wfile.write(b"halb")

    with web(cut) as server, pytest.raises(Unreachable):
        fetch(server.url, own_networks=True)


def test_o01_nothing_else_of_kundig_opens_a_connection() -> None:
    """Whoever needs the network asks `outside.connect` or `fetch`; allauth's own client speaks to the provider
    that whoever runs Kundig has named."""
    opens = re.compile(
        r"create_connection|\.connect\(\(|urlopen|urllib\.request|import (requests|httpx|aiohttp)\b"
        r"|smtplib\.SMTP(_SSL)?\(|(?<![_\w])IMAP(Client|4|4_SSL)\(|poplib\.POP3(_SSL)?\("
    )
    room = Path(outside.__file__).parents[1]
    found = {
        str(path.relative_to(room)): match[0]
        for path in room.rglob("*.py")
        if "tests" not in path.parts and (match := opens.search(path.read_text()))
    }
    # The demo prints a command that a person may paste; nothing of it runs here.
    assert found.pop("demo/greeting.py", "") in ("", "smtplib.SMTP(")
    # The words of `requests`, which django-anymail speaks, without its way out: they go through `fetch`.
    assert found.pop("channels/email/services/guarded_session.py", "") == "import requests"
    assert found == {"core/outside.py": "create_connection"}
