"""What is measured: requests through the whole of Django, as one client makes them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

from django.test import Client

from bench.seed import FREQUENT_WORD, RARE_WORD, SECOND_WORD, seed
from bench.views import COUNTED, with_views
from kundig.web import drawing

Measurement = tuple[str, int, Callable[[], object]]


def measurements(conversations: int) -> Iterator[Measurement]:
    """Yield name, goal in milliseconds (median) and the act itself."""
    seeded = seed(conversations)
    # Ten times as much may cost twice.
    times = 1 if conversations <= 100_000 else 2
    client = Client()
    client.force_login(seeded.agent)
    rows = _get(client, "/inbox/open/rows/", part=True)
    yield "list of 50", 12 * times, rows
    yield "list of 50, nothing drawn before", 12 * times, _forgetful(rows)
    yield "list of 50 in its whole page", 20 * times, _get(client, "/inbox/open/")
    yield from _own_views(times)
    conversation = _get(client, f"/inbox/open/{seeded.conversation.pk}/", part=True)
    yield "conversation of 20 messages", 12 * times, conversation
    yield "conversation, nothing drawn before", 12 * times, _forgetful(conversation)
    found = {"a rare word": RARE_WORD, "a frequent word": FREQUENT_WORD}
    for words, sought in {**found, "two words": f"{FREQUENT_WORD}+{SECOND_WORD}"}.items():
        yield f"search, {words}", 18 * times, _get(client, f"/search/?q={sought}")
    palette = f"/palette/?conversation={seeded.conversation.pk}"
    yield "palette over a conversation", 8 * times, _get(client, palette)
    yield (
        "found in the palette, a rare word",
        8 * times,
        _get(client, f"/palette/found/?q={RARE_WORD}"),
    )
    yield "reply", 10 * times, _reply(client)


def _own_views(times: int) -> Iterator[Measurement]:
    agent, view = with_views()
    client = Client()
    client.force_login(agent)
    rows = _get(client, f"/inbox/{view.list_name}/rows/", part=True)
    yield "view with three conditions", 14 * times, rows
    counts = _get(client, "/inbox/open/views/", part=True)
    yield f"all views, {COUNTED} of them counted", 30 * times, counts


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
