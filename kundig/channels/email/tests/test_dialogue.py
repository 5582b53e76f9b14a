"""Hostile and heavy dialogues with the listener: nothing is smuggled, nothing fills memory or disk."""

from __future__ import annotations

import contextlib
import smtplib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from kundig.channels.email import listener
from kundig.channels.email.peers import Peers
from kundig.channels.email.tests.mails import mail
from kundig.channels.email.tests.test_listener import SERVICE, serving
from kundig.channels.models import Receipt
from kundig.core import caps
from tests import make
from tests.cutting import cutting
from tests.jobs import forget_jobs
from tests.ports import free_port, wait_for_port
from tests.processes import Process, database_url, running

pytestmark = pytest.mark.django_db(transaction=True)

MEGABYTE = 1_000_000


@pytest.fixture(autouse=True)
def mailbox() -> Iterator[None]:
    """An open mailbox."""
    make.channel(address=SERVICE)
    yield
    forget_jobs()


class Wire:
    """A mail server that says exactly what the test wants."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), 30)
        self._answers = self._socket.makefile("rb")
        self.greeting = self.answer()

    def answer(self) -> int:
        """Return the code of the next answer; 0 where the connection has ended."""
        line = self._answers.readline()
        while line[3:4] == b"-":
            line = self._answers.readline()
        return int(line[:3] or 0)

    def say(self, line: str) -> int:
        """Say a line and return the code of the answer."""
        self.send(line.encode() + b"\r\n")
        return self.answer()

    def begin(self) -> int:
        """Come as far as the mail itself."""
        for line in ("EHLO mx.example", "MAIL FROM:<a@b.example>", f"RCPT TO:<{SERVICE}>"):
            self.say(line)
        return self.say("DATA")

    def send(self, data: bytes) -> None:
        """Send bytes."""
        self._socket.sendall(data)

    def close(self) -> None:
        """Hang up."""
        self._answers.close()
        self._socket.close()


@contextlib.contextmanager
def listening() -> Iterator[int]:
    """Run a listener in this process; gives its port."""
    port = free_port()
    with serving(lambda: listener.start_smtp("127.0.0.1", port)):
        yield port


@contextlib.contextmanager
def wire(port: int) -> Iterator[Wire]:
    """Connect to it."""
    opened = Wire(port)
    try:
        yield opened
    finally:
        opened.close()


def test_only_a_dot_between_two_ends_of_lines_ends_a_mail() -> None:
    smuggled = b"Subject: eins\r\n\r\na\n.\nMAIL FROM:<x@y.example>\r\n..zwei\r\n\r.\r\n"
    with listening() as port, wire(port) as peer:
        peer.begin()
        peer.send(smuggled + b".\r\nQUIT\r\n")
        assert [peer.answer(), peer.answer()] == [250, 221]
    raw = bytes(Receipt.objects.select_related("blob").get().blob.content)
    assert raw == smuggled.replace(b"..zwei", b".zwei")


def test_what_is_too_large_is_refused_and_what_never_ends_is_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(caps, "MAIL_BYTES", 100_000)
    with listening() as port, wire(port) as peer:
        peer.begin()
        peer.send(b"x" * 150_000 + b"\r\n.\r\n")
        assert peer.answer() == 552
        peer.begin()
        peer.send(mail() + b"\r\n.\r\n")
        assert peer.answer() == 250, "the next one is taken"
        peer.begin()
        peer.send(b"x\r\n" * 80_000)
        assert [peer.answer(), peer.answer()] == [421, 0]
    assert Receipt.objects.count() == 1


def test_where_there_is_no_room_the_sender_keeps_the_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caps, "LISTENER_SPOOL_BYTES", 500_000)
    with listening() as port, wire(port) as greedy, wire(port) as other:
        greedy.begin()
        greedy.send(b"x" * 499_000)
        other.begin()
        # Two tries: the first may come before what the greedy one sent.
        other.send(b"x" * 400_000 + b"\r\n.\r\n")
        greedy.send(b"y" * 400_000 + b"\r\n.\r\n")
        assert {greedy.answer(), other.answer()} & {452}
        other.begin()
        other.send(mail() + b"\r\n.\r\n")
        assert other.answer() == 250, "what was taken up is free again"


def test_a_full_disk_is_no_reason_to_fall(monkeypatch: pytest.MonkeyPatch) -> None:
    with listening() as port, wire(port) as peer:
        with monkeypatch.context() as full:
            full.setattr(caps, "LISTENER_MEMORY_BYTES", 1_000)
            full.setattr("tempfile.TemporaryFile", _refuse)
            peer.begin()
            peer.send(b"x" * 10_000 + b"\r\n.\r\n")
            assert peer.answer() == 452
        peer.begin()
        peer.send(mail() + b"\r\n.\r\n")
        assert peer.answer() == 250


def _refuse(*_args: object, **_named: object) -> None:
    raise OSError(28, "No space left on device")


def test_strangers_come_to_their_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caps, "LISTENER_CONNECTIONS_PER_PEER", 1)
    monkeypatch.setattr(caps, "LISTENER_MAILS_PER_MINUTE", 1)
    monkeypatch.setattr(Peers, "_name", lambda _peers, peer: peer)
    with listening() as port, wire(port) as first:
        with wire(port) as second:
            assert second.greeting == 421
        first.begin()
        first.send(mail() + b"\r\n.\r\n")
        assert first.answer() == 250
        assert first.say("MAIL FROM:<a@b.example>") == 450


def test_many_large_mails_at_once_do_not_lie_in_memory() -> None:
    port, piece = free_port(), b"x" * 59_998 + b"\r\n"
    listening_process = running("mail-listener", KUNDIG_SMTP_PORT=str(port))
    with listening_process as process, contextlib.ExitStack() as ending:
        wait_for_port(port)
        peers = [ending.enter_context(wire(port)) for _number in range(20)]
        peers[0].begin()
        before = memory_of(process)
        for peer in peers[1:]:
            peer.begin()
        for _piece in range(150):
            for peer in peers:
                peer.send(piece)
        # An answer to a later connection says that the listener has read what came before.
        with wire(port) as last:
            last.begin()
            assert memory_of(process) - before < 50 * MEGABYTE, "of 180 that are there"
        for peer in peers:
            peer.send(b".\r\n")
        assert {peer.answer() for peer in peers} == {250}
        assert memory_of(process) - before < 120 * MEGABYTE
    assert Receipt.objects.count() == 1, "all the same mail"


def memory_of(process: Process) -> int:
    """Return the bytes of memory that a process takes up."""
    pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
    return pages * 4_096


def test_w09_a_database_that_goes_away_costs_no_mail() -> None:
    port = free_port()
    with cutting(_database()) as network:
        url = f"{database_url().partition('@')[0]}@127.0.0.1:{network.port}/{_database_name()}"
        with running("mail-listener", DATABASE_URL=url, KUNDIG_SMTP_PORT=str(port)):
            wait_for_port(port)
            with smtplib.SMTP("127.0.0.1", port, local_hostname="mx.example", timeout=60) as client:
                assert send(client, "eins") == 250
                network.cut_all()
                assert send(client, "zwei") == 451
                network.mend()
                assert send(client, "zwei") == 250
                assert send(client, "drei") == 250
    assert Receipt.objects.count() == 3


def send(client: smtplib.SMTP, text: str) -> int:
    """Hand over a mail and return the last answer."""
    client.ehlo_or_helo_if_needed()
    client.rset()
    client.mail("kofi@mensah.example")
    code, _words = client.rcpt(SERVICE)
    return client.data(mail(text=text))[0] if code == 250 else code


def _database() -> tuple[str, int] | str:
    from django.db import connection

    info = connection.connection.info if connection.connection else None
    if info is None:
        connection.ensure_connection()
        info = connection.connection.info
    if info.host.startswith("/"):
        return f"{info.host}/.s.PGSQL.{info.port}"
    return (info.host, info.port)


def _database_name() -> str:
    from django.db import connection

    return str(connection.settings_dict["NAME"])
