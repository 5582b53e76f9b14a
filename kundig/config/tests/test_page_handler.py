"""Pages run in few threads, and each gives its connection back."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import override_settings
from django.urls import path

from kundig.config.pages import PageHandler
from kundig.core import caps

pytestmark = pytest.mark.django_db(transaction=True)


def where(request: HttpRequest) -> HttpResponse:
    """Answer with the thread that this runs in, after a look at the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse(threading.current_thread().name + request.body.decode())


def still_open(_request: HttpRequest) -> HttpResponse:
    """Answer whether the thread's connection is still open from the last request."""
    return HttpResponse(str(connection.connection is not None))


def parts(_request: HttpRequest) -> HttpResponseBase:
    """Answer in parts."""

    async def both() -> Any:
        yield "one "
        yield "two"

    return StreamingHttpResponse(both())


def pieces(_request: HttpRequest) -> HttpResponseBase:
    """Answer in pieces, each with the thread that makes it, after a look at the database."""

    def each() -> Iterator[str]:
        for _ in range(3):
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            yield threading.current_thread().name + " "

    return StreamingHttpResponse(each())


urlpatterns = [
    path("where/", where),
    path("open/", still_open),
    path("parts/", parts),
    path("pieces/", pieces),
]


def ask(*addresses: str) -> list[str]:
    """Return the answers to requests made one after the other."""

    async def call() -> list[str]:
        application: Any = PageHandler()
        transport = httpx.ASGITransport(application)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            return [(await client.post(one, content=b"!")).text for one in addresses]

    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[]):
        return asyncio.run(call())


def test_requests_share_few_threads() -> None:
    answers = ask(*["/where/"] * (caps.PAGE_THREADS + 5))
    assert len(set(answers)) <= caps.PAGE_THREADS
    assert all(answer.startswith("page") and answer.endswith("!") for answer in answers)


def test_a_connection_is_given_back_with_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caps, "PAGE_THREADS", 1)
    assert ask("/where/", "/open/")[1] == "False"


def test_an_answer_in_parts_is_whole() -> None:
    assert ask("/parts/") == ["one two"]


def test_an_answer_in_pieces_is_made_in_the_threads_of_pages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A file that lies in the database: no thread beside ours, and no connection that nobody gives back."""
    monkeypatch.setattr(caps, "PAGE_THREADS", 1)
    made, is_open = ask("/pieces/", "/open/")
    assert made == "page_0 " * 3
    assert is_open == "False"
