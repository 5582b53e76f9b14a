"""The guarded child: real processes, real limits, real deaths."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from kundig.channels.email.mime import wire
from kundig.channels.email.mime.guard import Guard, understand
from kundig.channels.email.mime.mail import ParsedMail
from kundig.channels.email.mime.parse import parse
from kundig.channels.email.mime.tests.mails import mail, multipart
from kundig.core import caps

RICH = multipart(
    "Content-Type: text/plain; charset=utf-8\r\n\r\nGrüße 😀",
    "Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=a.bin"
    "\r\nContent-Transfer-Encoding: base64\r\n\r\nAAECAwQF/w==",
    headers="References: <a@x.example> <b@x.example>",
)
LARGE = mail("x" * 40_000_000)


@pytest.fixture
def guard() -> Iterator[Guard]:
    one = Guard(children=1)
    yield one
    one.close()


def test_child_and_process_read_the_same(guard: Guard) -> None:
    assert guard.understand(RICH) == parse(RICH)
    assert understand(RICH).attachments[0].content == b"\x00\x01\x02\x03\x04\x05\xff"


def test_wire_keeps_everything() -> None:
    parsed = parse(RICH)
    words, contents = wire.encode(parsed)
    assert wire.decode(words, b"".join(contents)) == parsed


@pytest.mark.parametrize("words", [b"", b"{}", b"[]", b"null", b'{"attachments": [{"size": 9}]}'])
def test_wire_refuses_what_is_no_mail(words: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  JSON's own error is one too
        wire.decode(words, b"")


def test_too_little_memory_falls_back_and_the_pool_lives() -> None:
    guard = Guard(children=1, memory=90_000_000)
    try:
        parsed = guard.understand(LARGE)
        assert parsed.stage in ("headers", "raw")
        assert len(parsed.text) == caps.MAIL_TEXT_CHARS
        assert guard.understand(mail("Hello")).stage == "whole"
    finally:
        guard.close()


def test_too_little_time_falls_back_and_the_pool_lives() -> None:
    guard = Guard(children=1, seconds=0.005)
    try:
        parsed = guard.understand(LARGE)
        assert parsed.stage == "raw"
        assert parsed.text.startswith("From: Anna Weber")
    finally:
        guard.close()


def test_processor_seconds_end_a_child_and_the_pool_lives() -> None:
    page = "Content-Type: text/html\r\n\r\n" + "<p>x</p>" * 120_000
    guard = Guard(children=1, cpu_seconds=0)  # the kernel counts whole seconds: one is the least
    try:
        assert guard.understand(multipart(*[page] * 20)).stage == "headers"
        assert guard.understand(mail("Hello")).stage == "whole"
    finally:
        guard.close()


def test_child_killed_while_idle_costs_no_mail(guard: Guard) -> None:
    guard.understand(mail("first"))
    os.kill(only_process(guard), signal.SIGKILL)
    parsed = guard.understand(mail("second"))
    assert parsed.stage == "whole"
    assert parsed.text == "second"


def test_stopped_child_is_replaced() -> None:
    guard = Guard(children=1, seconds=2)
    try:
        guard.understand(mail("first"))
        stopped = only_process(guard)
        os.kill(stopped, signal.SIGSTOP)
        started = time.monotonic()
        assert guard.understand(mail("second")).stage in ("whole", "headers")
        assert time.monotonic() - started < 20
        assert only_process(guard) != stopped
    finally:
        guard.close()


def test_child_has_no_secrets_and_no_rights(guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    guard.understand(mail("first"))
    process = only_process(guard)
    with open(f"/proc/{process}/environ", "rb") as environment:
        assert b"secret" not in environment.read()
    with open(f"/proc/{process}/limits", encoding="ascii") as limits:
        text = limits.read()
    assert "Max core file size        0" in text
    assert "Max file size             0" in text


def test_many_threads_share_the_pool() -> None:
    guard = Guard(children=2)
    seen: dict[int, ParsedMail] = {}

    def read(number: int) -> None:
        seen[number] = guard.understand(mail(f"mail {number}"))

    threads = [threading.Thread(target=read, args=(number,)) for number in range(20)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        guard.close()
    assert {number: parsed.text for number, parsed in seen.items()} == {
        number: f"mail {number}" for number in range(20)
    }


def only_process(guard: Guard) -> int:
    (process,) = guard.process_ids
    return process
