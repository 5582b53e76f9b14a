"""What is measured: requests through the whole of Django, as one client makes them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

from django.test import Client

from bench.seed import FREQUENT_WORD, RARE_WORD, SECOND_WORD, seed
from kundig.web import drawing

Measurement = tuple[str, int, Callable[[], object]]


def measurements(conversations: int) -> Iterator[Measurement]:
    """Yield name, goal in milliseconds (median) and the act itself."""
    seeded = seed(conversations)
    client = Client()
    client.force_login(seeded.agent)
    rows = _get(client, "/inbox/open/rows/", part=True)
    yield "list of 50", 20, rows
    yield "list of 50, nothing drawn before", 20, _forgetful(rows)
    yield "list of 50 in its whole page", 20, _get(client, "/inbox/open/")
    yield "all views with their counts", 30, _get(client, "/inbox/open/views/", part=True)
    conversation = _get(client, f"/inbox/open/{seeded.conversation.pk}/", part=True)
    yield "conversation of 20 messages", 25, conversation
    yield "conversation, nothing drawn before", 25, _forgetful(conversation)
    yield "search, a rare word", 40, _get(client, f"/search/?q={RARE_WORD}")
    yield "search, a frequent word", 40, _get(client, f"/search/?q={FREQUENT_WORD}")
    yield "search, two words", 40, _get(client, f"/search/?q={FREQUENT_WORD}+{SECOND_WORD}")
    yield "reply", 20, _reply(client)


def _get(client: Client, address: str, *, part: bool = False) -> Callable[[], object]:
    headers = {"HX-Request": "true"} if part else {}

    def act() -> None:
        response = client.get(address, headers=headers)
        assert response.status_code == 200, (address, response.status_code)

    return act


def _forgetful(act: Callable[[], object]) -> Callable[[], object]:
    """Do it as a process does that has drawn none of it before."""

    def forgetful() -> None:
        drawing.forget()
        act()

    return forgetful


def _reply(client: Client) -> Callable[[], object]:
    ids = itertools.count(1_000)

    def act() -> None:
        text = "Guten Tag, Ihre Lieferung ist unterwegs."
        address = f"/conversations/{next(ids)}/reply/"
        response = client.post(address, {"text": text}, headers={"HX-Request": "true"})
        assert response.status_code in (200, 204, 302), response.status_code

    return act
