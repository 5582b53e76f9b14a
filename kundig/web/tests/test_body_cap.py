"""What is too large is refused with a page for people, in their language, and with nothing for programs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

import pytest

from kundig.web.body_cap import Message, Receive, Scope, Send, capped


async def _never(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise AssertionError("the application hears nothing of it")


def refused(**headers: str) -> list[Message]:
    """Return what is answered to a body that is announced as too large."""
    said: list[Message] = []

    async def send(message: Message) -> None:
        said.append(message)

    async def receive() -> Message:
        raise AssertionError("the body is not read")

    named = {"content-length": "11", **{k.replace("_", "-"): v for k, v in headers.items()}}
    scope = {"path": "/", "headers": [(k.encode(), v.encode()) for k, v in named.items()]}
    asyncio.run(_answered(capped(_never, 10)(scope, receive, send)))
    return said


@pytest.mark.parametrize(
    ("languages", "words"),
    [("de-AT,en;q=0.5", "Das ist zu groß"), ("en", "That is too large")],
)
def test_people_read_a_page_in_their_language(languages: str, words: str) -> None:
    start, body = refused(accept="text/html,*/*", accept_language=languages)
    assert start["status"] == 413
    assert dict(start["headers"])[b"content-length"] == str(len(body["body"])).encode()
    assert words in body["body"].decode()


def test_programs_get_the_number_alone() -> None:
    start, body = refused(accept="application/json")
    assert (start["status"], body["body"]) == (413, b"")


async def _answered(call: Awaitable[None]) -> None:
    await call
