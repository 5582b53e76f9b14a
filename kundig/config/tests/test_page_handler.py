"""Pages run in few threads, and each gives its connection back."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import override_settings
from django.urls import path, reverse
from pytest_django.fixtures import Settings

from kundig.config import pages
from kundig.config.pages import PageHandler
from kundig.conversations import file_origin
from kundig.conversations.models import Attachment
from kundig.core import caps
from kundig.staff.models import Agent

pytestmark = pytest.mark.django_db(transaction=True)

WAITING = (
    *("messages/4/pictures/x:y", "attachments/3d", "settings/mailboxes/4/test/in"),
    *("settings/mailboxes/come-back", "WyI0" * 20 + ":1abc:sign"),
)


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


def waits(_request: HttpRequest) -> HttpResponse:
    """Answer once a page was shown."""
    assert SHOWN.wait(20)
    return HttpResponse(threading.current_thread().name)


def shows(_request: HttpRequest) -> HttpResponse:
    """Answer at once."""
    SHOWN.set()
    return HttpResponse(threading.current_thread().name)


SHOWN = threading.Event()
urlpatterns = [
    *(path(f"{address}/", waits) for address in WAITING),
    path("shows/", shows),
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


@pytest.mark.parametrize("address", WAITING)
def test_no_page_waits_behind_what_waits_for_somebody_else(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "PAGE_THREADS", 1)
    SHOWN.clear()

    async def call() -> list[str]:
        application: Any = PageHandler()
        transport = httpx.ASGITransport(application)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            slow = asyncio.create_task(client.get(f"/{address}/"))
            await asyncio.sleep(0)
            return [(await one).text for one in (client.get("/shows/"), slow)]

    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[]):
        assert asyncio.run(call()) == ["page_0", "waiting_0"]


def test_what_waits_for_somebody_else_is_known_by_its_address(settings: Settings) -> None:
    settings.FILES_URL = "http://files.example"
    file = Attachment(pk=uuid4())
    addresses = [
        reverse("message-picture", args=[4, "x"]),
        reverse("attachment", args=[file.pk]),
        urlsplit(file_origin.address_of(file, Agent(pk=4), download=False)).path,
        reverse("mailbox-test", args=[4, "in"]),
        reverse("mailbox-come-back"),
    ]
    assert all(pages._WAITS.match(address) for address in addresses)
    others = [reverse("inbox", args=["mine"]), reverse("message-html", args=[4])]
    assert not any(pages._WAITS.match(address) for address in others)
