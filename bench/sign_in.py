"""Whether the clock tells who is an agent: signing in and asking for a password, known and unknown addresses in turn."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.test import Client

from kundig.core.models import Bucket
from kundig.staff.models import Agent, Organisation, Role

GOAL = 5.0
KNOWN, UNKNOWN = "beate@lummer.example", "frida@lummer.example"


@dataclass(frozen=True)
class Difference:
    """How much longer a known address takes, in milliseconds at the median."""

    name: str
    wall: float
    processor: float
    takes: float


def differences(rounds: int) -> Iterator[Difference]:
    """Yield the difference of each page; both addresses are tried that often, one after the other."""
    _make_agent()
    client = Client()
    yield _compare("sign-in", rounds, lambda address: _sign_in(client, address))
    yield _compare("asking for a password", rounds, lambda address: _reset(client, address))


def _compare(name: str, rounds: int, act: Callable[[str], None]) -> Difference:
    taken: dict[str, list[tuple[float, float]]] = {KNOWN: [], UNKNOWN: []}
    for number in range(rounds + 10):
        for address in (KNOWN, UNKNOWN) if number % 2 else (UNKNOWN, KNOWN):
            # Nobody is slowed down: what is measured is the work, not the limits.
            Bucket.objects.all().delete()
            measured = _measured(act, address)
            if number >= 10:
                taken[address].append(measured)
    known, unknown = (
        [statistics.median(column) for column in zip(*taken[address], strict=True)]
        for address in (KNOWN, UNKNOWN)
    )
    return Difference(name, known[0] - unknown[0], known[1] - unknown[1], unknown[0])


def _measured(act: Callable[[str], None], address: str) -> tuple[float, float]:
    wall, processor = time.perf_counter(), time.process_time()
    act(address)
    return (time.perf_counter() - wall) * 1000, (time.process_time() - processor) * 1000


def _sign_in(client: Client, address: str) -> None:
    answer = client.post("/account/login/", {"login": address, "password": "falsch-geraten"})
    assert answer.status_code == 200, answer.status_code


def _reset(client: Client, address: str) -> None:
    answer = client.post("/account/password/reset/", {"email": address})
    assert answer.status_code == 302, answer.status_code


def _make_agent() -> None:
    Organisation.objects.get_or_create(pk=1, defaults={"name": "Bench"})
    role, _made = Role.objects.get_or_create(name="Bench")
    if not Agent.objects.filter(email=KNOWN).exists():
        agent = Agent(name="Beate", email=KNOWN, role=role)
        agent.set_password("Sieben-Zwerge-7")
        agent.save()
