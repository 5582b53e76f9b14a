"""Signing in under attack: guessing, listening to the clock, stolen links and sessions, second doors."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.staff import actions
from kundig.staff.models import Agent
from kundig.staff.sign_in import tries
from kundig.staff.tests import people
from kundig.staff.tokens import agent_of_token
from tests import make
from tests.jobs import waiting, work_off

TOO_MANY = "Zu viele Fehlversuche"
WRONG = "passen nicht zusammen"
RESET = "/account/password/reset/"
NEW = {"password1": "Neun-Zwerge-9", "password2": "Neun-Zwerge-9"}


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


# ── L01 ──────────────────────────────────────────────────────────────────────────────────────


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


# ── L02 ──────────────────────────────────────────────────────────────────────────────────────


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


# ── L03 ──────────────────────────────────────────────────────────────────────────────────────


def ask(client: Client, email: str) -> str:
    """Ask for a new password and return the link's path."""
    people.organisation()
    client.post("/account/password/reset/", {"email": email})
    with people.mailbox() as letters:
        work_off()
    (letter,) = letters
    return people.link_in(letter)


def use(client: Client, link: str) -> bool:
    """Follow a link, set the new password, and tell whether it was taken."""
    opened = client.get(link)
    if opened.status_code != 302:
        return False
    assert link.split("/")[-2] not in opened["Location"]
    return bool(client.post(opened["Location"], NEW).status_code == 302)


def test_l03_a_link_sets_one_password_once(client: Client, anna: Agent) -> None:
    link = ask(client, anna.email)
    assert use(client, link)
    assert not people.is_signed_in(client)
    assert not use(Client(), link)
    assert people.sign_in(client, anna.email, NEW["password1"]).status_code == 302


def test_l03_of_two_links_both_end_with_the_first(client: Client, anna: Agent) -> None:
    first, second = ask(client, anna.email), ask(client, anna.email)
    assert use(client, first)
    assert not use(Client(), second)


def test_l03_a_link_ends_after_an_hour_and_with_the_address(client: Client, anna: Agent) -> None:
    link = ask(client, anna.email)
    # A number: a time with a zone would take the tests into that zone.
    with time_machine.travel(time.time() + caps.RESET_SECONDS + 60):
        assert not use(Client(), link)
    actions.change(anna, by=SYSTEM, email="anna.neu@lummer.example")
    assert not use(Client(), link)


def test_l03_a_hundred_requests_are_not_a_hundred_mails(client: Client, anna: Agent) -> None:
    people.organisation()
    for number in range(100):
        client.post("/account/password/reset/", {"email": anna.email}, REMOTE_ADDR=place(number))
    assert len(waiting("staff.send_reset")) == caps.RESETS_PER_PERSON[0]


# ── L04 ──────────────────────────────────────────────────────────────────────────────────────


def test_l04_a_huge_password_costs_no_hashing(client: Client, anna: Agent) -> None:
    huge = "x" * 1_000_000
    start = time.perf_counter()
    assert said(people.sign_in(client, anna.email, huge)) == WRONG
    assert time.perf_counter() - start < 2
    people.sign_in(client, anna.email)
    too_long = {"password1": "Ab-" * 2_000, "password2": "Ab-" * 2_000}
    answer = client.post("/settings/security/password/", {"oldpassword": make.PASSWORD, **too_long})
    assert "zu lang" in answer.content.decode()


def test_l04_composed_and_decomposed_letters_are_the_same(client: Client, anna: Agent) -> None:
    password = "  Brücke über Grüße 🌉 "
    actions.set_password(anna, by=anna.actor, password=unicodedata.normalize("NFD", password))
    for form in ("NFC", "NFD"):
        spelt = unicodedata.normalize(form, password)
        assert people.sign_in(Client(), anna.email, spelt).status_code == 302
    assert said(people.sign_in(client, anna.email, password.strip())) == WRONG


@pytest.mark.parametrize("weak", ["password123", "0123456789", "anna@lummer", "password1234"])
def test_l04_leaked_and_obvious_passwords_are_refused(anna: Agent, weak: str) -> None:
    desk = Client()
    people.sign_in(desk, anna.email)
    data = {"oldpassword": make.PASSWORD, "password1": weak, "password2": weak}
    assert desk.post("/settings/security/password/", data).status_code == 200
    assert Agent.objects.get(pk=anna.pk).check_password(make.PASSWORD)


# ── L05 ──────────────────────────────────────────────────────────────────────────────────────


def test_l05_signing_in_begins_a_new_session(anna: Agent) -> None:
    people.organisation()
    client = Client()
    client.get("/account/passkey/", headers={"accept": "application/json"})
    before = client.cookies["kundig_session"].value
    people.sign_in(client, anna.email)
    assert client.cookies["kundig_session"].value != before
    preset = Client()
    preset.cookies["kundig_session"] = "a" * 32
    people.sign_in(preset, anna.email)
    assert preset.cookies["kundig_session"].value != "a" * 32


def test_l05_the_sign_in_form_needs_its_token(anna: Agent) -> None:
    people.organisation()
    strict = Client(enforce_csrf_checks=True)
    data = {"login": anna.email, "password": make.PASSWORD}
    assert strict.post("/account/login/", data).status_code == 403


# ── L06 ──────────────────────────────────────────────────────────────────────────────────────


def test_l06_password_role_and_deactivation_end_everything(
    anna: Agent, ada: Agent, rita: Agent
) -> None:
    def new_password(agent: Agent) -> None:
        actions.set_password(agent, by=agent.actor, password=make.PASSWORD)

    def other_role(agent: Agent) -> None:
        actions.change(agent, by=ada.actor, role=rita.role)

    def deactivated(agent: Agent) -> None:
        actions.deactivate(agent, by=ada.actor)

    for end in (new_password, other_role, deactivated):
        agent = Agent.objects.get(pk=anna.pk)
        desk = Client()
        people.sign_in(desk, agent.email)
        token = actions.make_token(agent, by=agent.actor, name="Skript")
        assert people.is_signed_in(desk)
        assert agent_of_token(token) == agent
        end(agent)
        assert not people.is_signed_in(desk), end.__name__
        assert agent_of_token(token) is None, end.__name__


def test_l06_rights_taken_from_a_role_are_gone_at_once(ada: Agent) -> None:
    role = make.role(name="Personal", allows=["staff.manage"])
    paul = make.agent(name="Paul", role=role)
    desk = Client()
    people.sign_in(desk, paul.email)
    assert desk.get("/settings/agents/").status_code == 200
    actions.change_role(role, by=ada.actor, allows=[])
    assert desk.get("/settings/agents/").status_code == 404


# ── L08 ──────────────────────────────────────────────────────────────────────────────────────


def test_l08_an_invitation_opens_once_and_nothing_else_does(ada: Agent, anna: Agent) -> None:
    people.organisation()
    invitation, secret = actions.invite(by=ada.actor, email="neu@lummer.example", role=anna.role)
    data = {"name": "Nele", "password": make.PASSWORD, "repeated": make.PASSWORD}
    for wrong in ("null", "x", "[]", secret[:-1], "%00", "a" * 5000):
        assert Client().get(f"/invitation/{wrong}/").status_code == 404
    other = {**data, "email": "eve@evil.example"}
    answer = Client().post(f"/invitation/{secret}/", other)
    assert answer.status_code == 302
    assert Agent.objects.with_address("neu@lummer.example")
    assert not Agent.objects.with_address("eve@evil.example")
    assert Client().post(f"/invitation/{secret}/", data).status_code == 404
    invitation.refresh_from_db()
    assert invitation.accepted_at is not None


# ── L09 ──────────────────────────────────────────────────────────────────────────────────────


def test_l09_every_way_in_asks_for_the_second_step(anna: Agent) -> None:
    desk = Client()
    people.sign_in(desk, anna.email)
    people.use_app(desk)
    cache.clear()

    remembered = Client()
    people.sign_in(remembered, anna.email, remember="on")
    assert not people.is_signed_in(remembered)

    again = Client()
    again.cookies[tries.DEVICE_COOKIE] = desk.cookies[tries.DEVICE_COOKIE].value
    assert people.sign_in(again, anna.email)["Location"] == "/account/code/"

    reset = Client()
    assert use(reset, ask(reset, anna.email))
    assert not people.is_signed_in(reset)
    assert people.sign_in(reset, anna.email, NEW["password1"])["Location"] == "/account/code/"
    assert not people.is_signed_in(reset)


def test_l09_basic_and_proxy_headers_open_nothing(anna: Agent) -> None:
    import base64

    basic = base64.b64encode(f"{anna.email}:{make.PASSWORD}".encode()).decode()
    for headers in (
        {"authorization": f"Basic {basic}"},
        {"remote-user": anna.email},
        {"x-forwarded-user": anna.email},
    ):
        assert Client(headers=headers).get("/settings/profile/").status_code == 302
        assert Client(headers=headers).get("/api/v1/conversations").status_code == 401


# ── L10, L11 ─────────────────────────────────────────────────────────────────────────────────


def test_l10_a_code_is_used_once(anna: Agent) -> None:
    desk = Client()
    people.sign_in(desk, anna.email)
    secret = people.use_app(desk)
    code = people.code(secret)
    for expected in (True, False):
        other = Client()
        people.sign_in(other, anna.email)
        other.post("/account/code/", {"code": code})
        assert people.is_signed_in(other) is expected


# ── A11, A12, A14 ────────────────────────────────────────────────────────────────────────────


def test_a11_links_lead_to_the_configured_address(client: Client, anna: Agent, ada: Agent) -> None:
    people.organisation()
    evil = {"host": "evil.example"}
    assert (
        client.post("/account/password/reset/", {"email": anna.email}, headers=evil).status_code
        == 400
    )
    forwarded = {"x-forwarded-host": "evil.example"}
    client.post("/account/password/reset/", {"email": anna.email}, headers=forwarded)
    desk = Client()
    people.sign_in(desk, ada.email)
    with people.mailbox() as letters:
        work_off()
        invited = {"email": "neu@lummer.example", "role": anna.role.pk}
        page = desk.post("/settings/agents/invite/", invited, headers=forwarded).content.decode()
    assert len(letters) == 2
    for text in (page, *(letter.text for letter in letters)):
        assert "http://testserver/" in text
        assert "evil" not in text


def test_a12_a_forwarded_address_of_a_stranger_is_ignored(anna: Agent) -> None:
    people.organisation()
    size, _ = caps.SIGN_IN_PER_PERSON_AND_PLACE
    data = {"login": anna.email, "password": "falsch"}
    for number in range(size + 1):
        headers = {"x-forwarded-for": place(number)}
        answer = Client().post("/account/login/", data, headers=headers)
    assert said(answer) == TOO_MANY


@override_settings(TRUSTED_PROXIES=["127.0.0.1", "10.0.0.0/8"])
def test_a12_a_named_proxy_is_believed_but_not_what_its_visitor_wrote(anna: Agent) -> None:
    people.organisation()
    desk = Client()
    data = {"login": anna.email, "password": make.PASSWORD}
    claimed = {"x-forwarded-for": "1.2.3.4, 203.0.113.7, 10.0.0.2"}
    desk.post("/account/login/", data, headers=claimed)
    page = desk.get("/settings/security/").content.decode()
    assert "203.0.113.…" in page
    assert "1.2.3.4" not in page


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "https://evil.example/",
        "http:evil.example",
        "http://localhost/x",
        "\thttps://evil.example",
    ],
)
def test_a14_nothing_leads_elsewhere(anna: Agent, target: str) -> None:
    client = Client()
    assert people.sign_in(client, anna.email, next=target)["Location"] == "/"
    for path in ("/language/", "/settings/availability/"):
        data = {"language": "de", "availability": "away", "next": target}
        assert client.post(path, data)["Location"] == "/"
    assert client.post("/account/logout/", {"next": target})["Location"] == "/account/login/"


def test_a14_own_paths_are_kept(anna: Agent) -> None:
    assert (
        people.sign_in(Client(), anna.email, next="/settings/roles/")["Location"]
        == "/settings/roles/"
    )
