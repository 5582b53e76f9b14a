"""How many mails the listener accepts in a second: committed durably, each in a transaction that nobody takes back."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from kundig.channels.email.models import Mailbox
from kundig.channels.models import Receipt
from kundig.conversations.models import Channel
from tests.ports import free_port, wait_for_port

GOAL = 300
ADDRESS = "bench@lummer.example"
CLIENTS = 40


def accepted_per_second(mails: int) -> float:
    """Hand that many mails to a listener of its own, by many senders at once, and return its rate."""
    _make_mailbox()
    before = Receipt.objects.count()
    port = free_port()
    listener = subprocess.Popen(
        [str(Path(sys.executable).with_name("kundig")), "mail-listener"],
        env={**os.environ, "KUNDIG_SMTP_PORT": str(port), "KUNDIG_SMTP_HOST": "127.0.0.1"},
    )
    try:
        wait_for_port(port, seconds=120)
        started = time.perf_counter()
        asyncio.run(_send_all(port, mails))
        seconds = time.perf_counter() - started
    finally:
        listener.terminate()
        listener.wait()
    stored = Receipt.objects.count() - before
    assert stored == mails, f"{stored} of {mails} are there"
    return mails / seconds


def _make_mailbox() -> None:
    channel, is_new = Channel.objects.get_or_create(
        kind="email", address=ADDRESS, defaults={"name": "Bench"}
    )
    if is_new:
        Mailbox.objects.create(channel=channel)


async def _send_all(port: int, mails: int) -> None:
    run = f"{os.getpid()}.{time.time_ns()}"
    numbers = iter(range(mails))
    await asyncio.gather(*(_send_some(port, numbers, run) for _client in range(CLIENTS)))


async def _send_some(port: int, numbers: Iterator[int], run: str) -> None:
    """Send mails over one connection, as a mail server does that has many."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await _answer(reader, b"220")
    writer.write(b"EHLO bench.example\r\n")
    await _answer(reader, b"250")
    for number in numbers:
        sender = f"kunde{number}@kunde{number}.example"
        writer.write(f"MAIL FROM:<{sender}>\r\n".encode())
        await _answer(reader, b"250")
        writer.write(f"RCPT TO:<{ADDRESS}>\r\n".encode())
        await _answer(reader, b"250")
        writer.write(b"DATA\r\n")
        await _answer(reader, b"354")
        writer.write(_mail(sender, f"{run}.{number}"))
        await _answer(reader, b"250")
    writer.write(b"QUIT\r\n")
    writer.close()


async def _answer(reader: asyncio.StreamReader, code: bytes) -> None:
    line = await reader.readline()
    while line[3:4] == b"-":
        line = await reader.readline()
    assert line.startswith(code), line


def _mail(sender: str, id: str) -> bytes:
    body = "Guten Tag,\r\n\r\nmeine Lampe flackert seit gestern.\r\n" * 20
    head = f"From: Kunde <{sender}>\r\nTo: {ADDRESS}\r\nSubject: Lampe\r\nMessage-ID: <{id}@x>\r\n"
    return f"{head}\r\n{body}.\r\n".encode()
