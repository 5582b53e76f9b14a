"""Signing in under attack: stolen sessions and rights, second doors, foreign hosts and places to go on to."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from kundig.core import caps
from kundig.staff import actions
from kundig.staff.models import Agent
from kundig.staff.sign_in import tries
from kundig.staff.tests import people
from kundig.staff.tokens import agent_of_token
from tests import make
from tests.jobs import work_off
from tests.security.test_guessing import TOO_MANY, place, said
from tests.security.test_passwords import NEW, ask, use

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
    assert "203.0.113.x" in page
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
