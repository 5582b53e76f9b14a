"""When rights end, everything that was open with them ends (L06), on a running server."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from django.test import Client

from kundig.channels.email.models import SentMail
from kundig.conversations import actions
from kundig.conversations.models import Conversation
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.staff import actions as staff
from kundig.staff.jobs import send_reset
from kundig.staff.models import Agent
from tests import make
from tests.jobs import work_off
from tests.program import Program
from tests.server import Server, session_cookie
from tests.settled import wait_until_settled

# What a test may wait for: other transactions of the cluster hold the log back, the server's work takes no time.
PATIENCE_SECONDS = 60
End = Callable[[Agent], None]


def other_password(agent: Agent) -> None:
    """The agent has noticed that somebody knows theirs."""
    staff.set_password(agent, by=agent.actor, password="Acht-Raben-fliegen-8")


def deactivation(agent: Agent) -> None:
    """The agent has left the company."""
    staff.deactivate(agent, by=SYSTEM)


def other_role(agent: Agent) -> None:
    """The agent does something else from now on."""
    staff.change(agent, by=SYSTEM, role=make.role(name="Neuling", allows=["customer.see"]))


ENDS = [other_password, deactivation, other_role]


class Stream:
    """An open stream of names, read message by message."""

    def __init__(self, answer: httpx.Response) -> None:
        self._lines = answer.iter_lines()

    def messages(self) -> Iterator[tuple[str, Any]]:
        """Give kind and data of each message until the server ends the stream."""
        kind = ""
        for line in self._lines:
            name, _colon, value = line.partition(": ")
            if name == "event":
                kind = value
            elif name == "data":
                yield kind, json.loads(value)


@contextmanager
def open_stream(server: Server, cookies: dict[str, str]) -> Iterator[Stream]:
    """Listen in a browser, from the moment on in which the server tells the place."""
    with (
        httpx.Client(cookies=cookies, timeout=PATIENCE_SECONDS) as client,
        client.stream("GET", f"{server.url}/live/") as answer,
    ):
        assert answer.status_code == 200
        stream = Stream(answer)
        assert next(stream.messages())[0] == "here"
        yield stream


def test_l06_what_nobody_announces_is_noticed_within_a_minute() -> None:
    longest = caps.LIVE_RECHECK_SECONDS + caps.LIVE_HEARTBEAT_SECONDS + caps.LIVE_PAUSE_SECONDS
    assert longest <= 60


@pytest.mark.parametrize("end", ENDS)
def test_l06_an_open_stream_ends_at_once(
    server: Server, anna: Agent, conversation: Conversation, end: End
) -> None:
    # Or what has made the conversation would be heard.
    wait_until_settled()
    with open_stream(server, session_cookie(anna)) as stream:
        end(anna)
        actions.note(conversation, by=SYSTEM, text="Das hört sie nicht mehr.")
        assert list(stream.messages()) == [], "ended, and nothing was told before"


@pytest.mark.parametrize("end", ENDS)
def test_l06_open_pages_and_programs_end_at_once(server: Server, anna: Agent, end: End) -> None:
    program = {"Authorization": f"Bearer {Program(anna).token}"}
    browser = httpx.Client(base_url=server.url, cookies=session_cookie(anna))
    with browser, httpx.Client(base_url=server.url, headers=program) as caller:
        assert browser.get("/inbox/open/").status_code == 200
        assert caller.get("/api/v1/conversations").status_code == 200
        end(anna)
        assert browser.get("/inbox/open/").headers["Location"].startswith("/account/login/")
        assert browser.get("/live/").status_code == 403
        assert caller.get("/api/v1/conversations").status_code == 401


def test_l06_signing_out_ends_the_open_stream(
    server: Server, anna: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "LIVE_RECHECK_SECONDS", 0.2)
    monkeypatch.setattr(caps, "LIVE_HEARTBEAT_SECONDS", 0.2)
    cookies = session_cookie(anna)
    with open_stream(server, cookies) as stream:
        browser = Client()
        browser.cookies.load(cookies)
        browser.post("/account/logout/")
        assert list(stream.messages()) == []


def test_l06_what_a_role_loses_is_lost_for_open_streams_tokens_and_pages(
    server: Server, anna: Agent, conversation: Conversation
) -> None:
    program = {"Authorization": f"Bearer {Program(anna).token}"}
    with (
        open_stream(server, session_cookie(anna)) as stream,
        httpx.Client(base_url=server.url, cookies=session_cookie(anna)) as browser,
    ):
        staff.change_role(anna.role, by=SYSTEM, allows=["customer.see"])
        actions.note(conversation, by=SYSTEM, text="Das hört sie nicht mehr.")
        messages = stream.messages()
        assert next(messages)[0] == "reset"
        assert browser.get(f"/inbox/all/{conversation.pk}/").status_code == 404
        conversations = f"{server.url}/api/v1/conversations"
        assert conversation.subject not in httpx.get(conversations, headers=program).text
        staff.deactivate(anna, by=SYSTEM)
        assert list(messages) == [], "the note was told to nobody"


def test_l06_a_job_that_waited_does_nothing_for_who_has_left(anna: Agent, db: None) -> None:
    send_reset.defer(agent_id=anna.pk)
    staff.deactivate(anna, by=SYSTEM)
    work_off()
    assert not SentMail.objects.exists()
