"""Signing in and out: password, second step, remember-me, another password, language."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from kundig.core.models import AuditEntry
from kundig.staff.models import Agent, Session
from kundig.staff.tests import people
from tests import make


@pytest.fixture
def desk(anna: Agent) -> Client:
    """Anna’s browser, signed in."""
    client = Client()
    people.sign_in(client, anna.email)
    return client


def test_sign_in_and_out(client: Client, anna: Agent) -> None:
    answer = people.sign_in(client, " Anna@Lummer.example ")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert people.is_signed_in(client)
    assert client.get("/account/logout/").status_code == 200
    client.post("/account/logout/")
    assert not people.is_signed_in(client)


def test_a_fresh_installation_leads_to_its_wizard(client: Client, db: None) -> None:
    assert client.get("/account/login/")["Location"] == "/start/"


def test_the_session_ends_with_the_browser_unless_one_stays(client: Client, anna: Agent) -> None:
    people.sign_in(client, anna.email)
    assert client.session.get_expire_at_browser_close()
    other = Client()
    people.sign_in(other, anna.email, remember="on")
    assert not other.session.get_expire_at_browser_close()


def test_nobody_signs_up(client: Client, db: None) -> None:
    for path in ("/account/signup/", "/accounts/signup/", "/account/email/", "/admin/"):
        assert client.get(path).status_code == 404


def test_the_second_step(desk: Client, anna: Agent) -> None:
    secret = people.use_app(desk)
    other = Client()
    assert people.sign_in(other, anna.email)["Location"] == "/account/code/"
    assert not people.is_signed_in(other)
    wrong = other.post("/account/code/", {"code": "000000"})
    assert wrong.status_code == 200
    assert not people.is_signed_in(other)
    assert other.post("/account/code/", {"code": people.code(secret)})["Location"] == "/"
    assert people.is_signed_in(other)


def test_a_recovery_code_opens_once(desk: Client, anna: Agent) -> None:
    people.use_app(desk)
    codes = desk.get("/settings/security/codes/").context["unused_codes"]
    assert len(codes) == 10
    for expected in (True, False):
        other = Client()
        people.sign_in(other, anna.email)
        other.post("/account/code/", {"code": codes[0]})
        assert people.is_signed_in(other) is expected


def test_secrets_of_the_second_step_are_sealed(desk: Client, anna: Agent) -> None:
    from allauth.mfa.models import Authenticator

    secret = people.use_app(desk)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored


def test_what_matters_is_asked_for_again(desk: Client, anna: Agent) -> None:
    answer = desk.get("/settings/security/app/")
    assert answer["Location"].startswith("/account/again/?next=")


def test_change_of_password_keeps_this_session_only(desk: Client, anna: Agent) -> None:
    other = Client()
    people.sign_in(other, anna.email)
    new = {"password1": "Neun-Zwerge-9", "password2": "Neun-Zwerge-9"}
    with people.mailbox() as letters:
        wrong = desk.post("/settings/security/password/", {"oldpassword": "falsch", **new})
        assert wrong.status_code == 200
        answer = desk.post("/settings/security/password/", {"oldpassword": make.PASSWORD, **new})
    assert answer["Location"] == "/settings/security/"
    assert people.is_signed_in(desk)
    assert not people.is_signed_in(other)
    assert [letter.to for letter in letters] == [anna.email]
    assert people.sign_in(Client(), anna.email, "Neun-Zwerge-9").status_code == 302


def test_sign_out_everywhere_else(desk: Client, anna: Agent) -> None:
    other = Client()
    people.sign_in(other, anna.email)
    assert desk.get("/settings/security/").content.decode().count("127.0.0.x ·") == 2
    desk.post("/settings/security/sessions/end/")
    assert people.is_signed_in(desk)
    assert not people.is_signed_in(other)


def test_l06_a_single_session_is_ended_and_nobody_elses(
    desk: Client, anna: Agent, ben: Agent
) -> None:
    other, strange = Client(), Client()
    people.sign_in(other, anna.email)
    people.sign_in(strange, ben.email)
    here, there = UserSession.objects.filter(user=anna).order_by("pk")
    for forbidden in (UserSession.objects.get(user=ben), here):
        assert desk.post(f"/settings/security/sessions/{forbidden.pk}/end/").status_code == 404
    desk.post(f"/settings/security/sessions/{there.pk}/end/")
    assert people.is_signed_in(desk)
    assert people.is_signed_in(strange)
    assert not people.is_signed_in(other)
    assert AuditEntry.objects.filter(kind="session.ended", actor_id=anna.pk).count() == 1


def test_the_last_use_of_a_session_is_noted_now_and_then(desk: Client) -> None:
    long_ago = timezone.now() - timedelta(hours=3)
    UserSession.objects.update(last_seen_at=long_ago, ip="203.0.113.7")
    desk.get("/settings/security/")
    assert UserSession.objects.get().last_seen_at == long_ago
    Session.objects.update(used_at=long_ago)
    desk.get("/settings/security/")
    used = UserSession.objects.get()
    assert used.last_seen_at > long_ago
    assert used.ip == "127.0.0.1"


def test_language_of_strangers_and_of_agents(client: Client, anna: Agent, desk: Client) -> None:
    people.organisation()
    for language, word in (("de", "Anmelden"), ("en", "Sign in")):
        client.post("/language/", {"language": language, "next": "/account/login/"})
        assert word in client.get("/account/login/").content.decode()
    desk.post("/language/", {"language": "en", "next": "/settings/security/"})
    anna.refresh_from_db()
    assert anna.language == "en"
    assert client.post("/language/", {"language": "tlh"})["Location"] == "/"
    assert client.get("/language/").status_code == 405
