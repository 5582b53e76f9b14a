"""Passwords: the link to a new one, and which are taken (L03, L04)."""

from __future__ import annotations

import time
import unicodedata

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.staff import actions
from kundig.staff.models import Agent
from kundig.staff.tests import people
from tests import make
from tests.jobs import waiting, work_off
from tests.security.test_guessing import WRONG, place, said

NEW = {"password1": "Neun-Zwerge-9", "password2": "Neun-Zwerge-9"}


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
    with time_machine.travel(time.time() + caps.RESET_SECONDS - 60):
        assert Client().get(link).status_code == 302
    with time_machine.travel(time.time() + caps.RESET_SECONDS + 60):
        assert not use(Client(), link)
    assert Client().get(link).status_code == 302
    actions.change(anna, by=SYSTEM, email="anna.neu@lummer.example")
    assert not use(Client(), link)


def test_l03_a_link_ends_with_a_new_password_and_with_the_account(
    client: Client, anna: Agent, ada: Agent
) -> None:
    link = ask(client, anna.email)
    actions.set_password(anna, by=anna.actor, password=make.PASSWORD)
    assert not use(Client(), link)
    link = ask(client, anna.email)
    actions.deactivate(anna, by=ada.actor)
    assert not use(Client(), link)


def test_l03_a_hundred_requests_are_not_a_hundred_mails(client: Client, anna: Agent) -> None:
    people.organisation()
    for number in range(100):
        client.post("/account/password/reset/", {"email": anna.email}, REMOTE_ADDR=place(number))
    assert len(waiting("staff.send_reset")) == caps.RESETS_PER_PERSON[0]


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


def test_l04_the_limit_counts_bytes_and_what_fits_is_hashed_whole(
    client: Client, anna: Agent
) -> None:
    whole = "Ä" * (caps.PASSWORD_BYTES // 2)
    assert len(whole.encode()) == caps.PASSWORD_BYTES == 4_096
    actions.set_password(anna, by=anna.actor, password=whole)
    assert people.sign_in(Client(), anna.email, whole).status_code == 302
    for other in (whole[:-1] + "Ö", whole[:-1], whole + "x"):
        assert said(people.sign_in(Client(), anna.email, other)) == WRONG
    validate_password(whole, anna)
    with pytest.raises(ValidationError, match="zu lang"):
        validate_password(whole + "x", anna)


LEAKED = "password1234"


def test_l04_a_leaked_password_is_refused_at_every_door(
    client: Client, anna: Agent, ada: Agent
) -> None:
    link = ask(client, anna.email)
    form = client.get(link)["Location"]
    assert client.post(form, {"password1": LEAKED, "password2": LEAKED}).status_code == 200
    assert Agent.objects.get(pk=anna.pk).check_password(make.PASSWORD)
    _invitation, secret = actions.invite(by=ada.actor, email="neu@lummer.example", role=anna.role)
    data = {"name": "Nele", "password": LEAKED, "repeated": LEAKED}
    assert Client().post(f"/invitation/{secret}/", data).status_code in {200, 422}
    assert not Agent.objects.with_address("neu@lummer.example")


@pytest.mark.parametrize("weak", ["password123", "0123456789", "anna@lummer", "password1234"])
def test_l04_leaked_and_obvious_passwords_are_refused(anna: Agent, weak: str) -> None:
    desk = Client()
    people.sign_in(desk, anna.email)
    data = {"oldpassword": make.PASSWORD, "password1": weak, "password2": weak}
    assert desk.post("/settings/security/password/", data).status_code == 200
    assert Agent.objects.get(pk=anna.pk).check_password(make.PASSWORD)
