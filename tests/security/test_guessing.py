"""Guessing passwords and listening to the answers: slowed, never locked out, and equal for all (L01, L02)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kundig.core import caps
from kundig.staff.models import Agent
from kundig.staff.sign_in import tries
from kundig.staff.tests import people
from tests import make
from tests.jobs import waiting, work_off

TOO_MANY = "Zu viele Fehlversuche"
WRONG = "passen nicht zusammen"
RESET = "/account/password/reset/"


def said(answer: object) -> str:
    """Return which of the two refusals a page shows."""
    text = answer.content.decode()  # type: ignore[attr-defined]
    return next((words for words in (TOO_MANY, WRONG) if words in text), "")


def place(number: int) -> str:
    return f"198.51.{number // 250}.{number % 250 + 1}"


def let_pass(seconds: int) -> None:
    """Make all buckets older: the database's clock does not travel."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_bucket SET at = at - make_interval(secs => %s)", [seconds])


def test_l01_many_passwords_on_one_account_from_one_place(client: Client, anna: Agent) -> None:
    size, seconds = caps.SIGN_IN_PER_PERSON_AND_PLACE
    for number in range(size):
        assert said(people.sign_in(client, anna.email, f"falsch {number}")) == WRONG
    assert said(people.sign_in(client, anna.email)) == TOO_MANY
    assert people.sign_in(client, anna.email, place="203.0.113.9").status_code == 302
    let_pass(seconds)
    assert people.sign_in(Client(), anna.email).status_code == 302


def test_l01_one_password_on_many_accounts(client: Client, db: None) -> None:
    size, _ = caps.SIGN_IN_PER_PLACE
    answers = [
        said(people.sign_in(client, f"n{number}@lummer.example")) for number in range(size + 1)
    ]
    assert answers == [WRONG] * size + [TOO_MANY]


def test_l01_many_places_on_one_account_and_the_owner_still_gets_in(anna: Agent) -> None:
    device = Client()
    people.sign_in(device, anna.email)
    device.post("/account/logout/")
    size, seconds = caps.SIGN_IN_PER_PERSON
    stranger = Client()
    answers = [
        said(people.sign_in(stranger, anna.email, "falsch", place=place(number)))
        for number in range(size + 5)
    ]
    assert answers[-1] == TOO_MANY
    assert people.sign_in(device, anna.email).status_code == 302
    let_pass(seconds)
    assert people.sign_in(Client(), anna.email, place="203.0.113.9").status_code == 302


def test_l01_many_places_on_many_accounts_and_who_has_a_known_device_still_gets_in(
    anna: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = Client()
    people.sign_in(device, anna.email)
    device.post("/account/logout/")
    size, seconds = 30, caps.SIGN_IN_EVERYBODY[1]
    monkeypatch.setattr(caps, "SIGN_IN_EVERYBODY", (size, seconds))
    answers = [
        said(people.sign_in(Client(), f"n{number}@lummer.example", place=place(number)))
        for number in range(size + 1)
    ]
    assert answers == [WRONG] * size + [TOO_MANY]
    assert people.sign_in(device, anna.email).status_code == 302


def test_l01_a_device_is_known_for_its_own_person_only(
    client: Client, anna: Agent, ben: Agent
) -> None:
    people.sign_in(client, anna.email)
    client.post("/account/logout/")
    for number in range(caps.SIGN_IN_PER_PERSON_AND_PLACE[0]):
        people.sign_in(client, ben.email, f"falsch {number}")
    assert said(people.sign_in(client, ben.email)) == TOO_MANY
    client.cookies[tries.DEVICE_COOKIE] = "forged"
    assert tries.DEVICE_COOKIE in client.cookies
    assert said(people.sign_in(client, ben.email)) == TOO_MANY


def test_l01_a_right_password_costs_nothing(anna: Agent) -> None:
    for _ in range(caps.SIGN_IN_PER_PERSON_AND_PLACE[0] * 3):
        assert people.sign_in(Client(), anna.email).status_code == 302


def test_l01_codes_are_counted_too(anna: Agent) -> None:
    desk = Client()
    people.sign_in(desk, anna.email)
    secret = people.use_app(desk)
    thief = Client()
    people.sign_in(thief, anna.email)
    for number in range(caps.CODES_PER_AGENT[0]):
        thief.post("/account/code/", {"code": f"{number:06}"})
    thief.post("/account/code/", {"code": people.code(secret)})
    assert not people.is_signed_in(thief)


def test_l02_known_and_unknown_look_alike(anna: Agent) -> None:
    gone = make.agent(name="Gerd", role=anna.role, is_active=False)
    pages = []
    for address in (anna.email, "nobody@lummer.example", gone.email):
        password = make.PASSWORD if address == gone.email else "falsch"
        answer = people.sign_in(Client(), address, password)
        assert answer.status_code == 200
        text = answer.content.decode().replace(address, "…")
        for name in ("csrfmiddlewaretoken", "csrf-token", "nonce"):
            text = "\n".join(line for line in text.splitlines() if name not in line)
        pages.append(text)
    assert pages[0] == pages[1] == pages[2]


def strangers(anna: Agent) -> dict[str, str]:
    """Return addresses of all kinds with a password that opens nothing: known, unknown, gone, without a password."""
    make.agent(name="Gerd", role=anna.role, is_active=False)
    nobodys = make.agent(name="Nora", role=anna.role)
    nobodys.set_password(None)
    nobodys.save()
    return {
        anna.email: "falsch-geraten",
        "nobody@lummer.example": "falsch-geraten",
        "gerd@lummer.example": make.PASSWORD,
        nobodys.email: "falsch-geraten",
    }


def work_of(act: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], int]:
    """Return what `act` asks of the database, without the values, and how often it hashes a password."""
    hashed: list[None] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(None)
        return str(encode(self, password, salt))

    with monkeypatch.context() as patch, CaptureQueriesContext(connection) as queries:
        patch.setattr(MD5PasswordHasher, "encode", counted)
        act()
    return [VALUE.sub("?", query["sql"]) for query in queries], len(hashed)


# Texts, numbers and what stands for nothing: two queries that differ only in these are the same work.
VALUE = re.compile(r"\'(?:[^\']|\'\')*\'(?:::\w+)?|\b[\d.]+(?:::\w+)?|\bNULL\b")


def test_l02_signing_in_does_the_same_work_for_known_and_unknown(
    anna: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.organisation()
    found = {
        address: work_of(partial(people.sign_in, Client(), address, password), monkeypatch)
        for address, password in strangers(anna).items()
    }
    queries, hashed = found[anna.email]
    assert hashed == 1
    assert any("staff_agent" in query for query in queries)
    for address, work in found.items():
        assert work == (queries, hashed), address


def test_l02_asking_for_a_password_does_the_same_work_for_known_and_unknown(
    anna: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.organisation()
    found = {
        address: work_of(partial(Client().post, RESET, {"email": address}), monkeypatch)
        for address in strangers(anna)
    }
    assert any("procrastinate" in query for query in found[anna.email][0])
    for address, work in found.items():
        assert work == found[anna.email], address


def test_l02_asking_for_a_password_is_answered_alike(client: Client, anna: Agent) -> None:
    people.organisation()
    for address in (anna.email, "nobody@lummer.example"):
        answer = client.post("/account/password/reset/", {"email": address})
        assert answer["Location"] == "/account/password/reset/sent/"
    assert [set(job) for job in waiting("staff.send_reset")] == [{"agent_id"}, {"agent_id"}]
    with people.mailbox() as letters:
        work_off()
    assert [letter.to for letter in letters] == [anna.email]
