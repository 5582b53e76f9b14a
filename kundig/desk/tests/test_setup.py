"""The first-start wizard: its three steps, who may take them, and that it is gone afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from kundig.channels.email.models import Mailbox
from kundig.conversations.models import Channel
from kundig.core import caps
from kundig.desk import setup_code
from kundig.staff.models import Agent, Organisation
from tests import make

ORGANISATION = {"name": "Lummer", "language": "de"}
ADA = {
    "name": "Ada",
    "email": "ada@lummer.example",
    "password": make.PASSWORD,
    "repeated": make.PASSWORD,
}
PATHS = ("/start/", "/start/administrator/", "/start/mailbox/")


@pytest.fixture(autouse=True)
def code_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The setup code lies in a folder of the test's own."""
    file = tmp_path / "keys" / "setup.code"
    monkeypatch.setattr(setup_code, "FILE", file)
    return file


@pytest.fixture
def here(db: None) -> Client:
    """A browser on the machine itself."""
    return Client(headers={"host": "localhost"})


@pytest.fixture
def elsewhere(db: None) -> Client:
    """A browser on another machine."""
    return Client(headers={"host": "testserver"}, REMOTE_ADDR="192.0.2.7")


def answer_two_steps(client: Client) -> None:
    assert client.post("/start/", ORGANISATION)["Location"] == "/start/administrator/"
    assert client.post("/start/administrator/", ADA)["Location"] == "/start/mailbox/"


def test_three_steps_open_the_desk(here: Client) -> None:
    assert here.get("/start/").status_code == 200
    answer_two_steps(here)
    page = here.get("/start/mailbox/").content.decode()
    assert "service@lummer.example" in page
    answer = here.post("/start/mailbox/", {"address": "hilfe@lummer.example"})
    assert answer["Location"] == "/"
    ada = Agent.objects.get()
    assert ada.role.is_administrator
    assert ada.check_password(make.PASSWORD)
    assert here.session["_auth_user_id"] == str(ada.pk)
    mailbox = Mailbox.objects.get()
    assert mailbox.is_demo
    assert mailbox.channel.team == ada.teams.get()


def test_a_mailbox_with_servers(here: Client) -> None:
    answer_two_steps(here)
    servers = {"incoming_host": "imap.lummer.example", "smtp_host": "smtp.lummer.example"}
    answer = here.post("/start/mailbox/", {"address": "hilfe@lummer.example", **servers})
    assert "user" in answer.context["form"].errors
    assert not Organisation.objects.exists()
    data = {"address": "hilfe@lummer.example", **servers, "user": "hilfe", "password": "geheim"}
    here.post("/start/mailbox/", data)
    mailbox = Mailbox.objects.get()
    assert mailbox.fetches
    assert not mailbox.is_demo


def test_a_mailbox_can_wait(here: Client) -> None:
    answer_two_steps(here)
    here.post("/start/mailbox/", {"later": "1"})
    assert Organisation.objects.get().name == "Lummer"
    assert not Channel.objects.exists()


def test_the_password_does_not_lie_in_the_session(here: Client) -> None:
    answer_two_steps(here)
    assert make.PASSWORD not in str(dict(here.session))


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "kurz", "repeated": "kurz"},
        {"repeated": "anders"},
        {"email": "ada"},
        {"name": ""},
    ],
)
def test_wrong_answers_stay_on_their_step(here: Client, wrong: dict[str, str]) -> None:
    here.post("/start/", ORGANISATION)
    assert here.post("/start/administrator/", ADA | wrong).status_code == 200
    assert here.get("/start/mailbox/")["Location"] == "/start/administrator/"


def test_no_step_is_skipped(here: Client) -> None:
    assert here.get("/start/administrator/")["Location"] == "/start/"
    assert here.post("/start/mailbox/", {"later": "1"})["Location"] == "/start/administrator/"
    assert not Organisation.objects.exists()


def test_a15_afterwards_the_wizard_is_gone_for_ever(here: Client, elsewhere: Client) -> None:
    answer_two_steps(here)
    late = Client(headers={"host": "localhost"})
    answer_two_steps(late)
    here.post("/start/mailbox/", {"later": "1"})
    for client in (here, late, elsewhere):
        for path in PATHS:
            assert client.get(path).status_code == 404
            assert client.post(path, {"later": "1", **ORGANISATION, **ADA}).status_code == 404
    assert Agent.objects.count() == 1


def test_another_machine_needs_the_code(elsewhere: Client, code_file: Path) -> None:
    for path in PATHS:
        assert str(code_file) in elsewhere.get(path).content.decode()
    assert elsewhere.post("/start/", ORGANISATION).status_code == 200
    assert elsewhere.post("/start/", {"code": "AAAA-AAAA-AAAA"}).status_code == 200
    assert code_file.stat().st_mode & 0o077 == 0
    right = setup_code.ensure().lower().replace("-", " ")
    assert elsewhere.post("/start/", {"code": right})["Location"] == "/start/"
    answer_two_steps(elsewhere)
    elsewhere.post("/start/mailbox/", {"later": "1"})
    assert Organisation.objects.exists()
    assert not code_file.exists()


def test_the_code_is_not_guessed(elsewhere: Client) -> None:
    for number in range(caps.SETUP_CODES[0]):
        elsewhere.post("/start/", {"code": f"AAAA-AAAA-{number:04}"})
    assert elsewhere.post("/start/", {"code": setup_code.ensure()}).status_code == 200


@pytest.mark.parametrize(
    "signs",
    [{"X-Forwarded-For": "127.0.0.1"}, {"X-Forwarded-Host": "localhost"}, {"host": "testserver"}],
)
def test_a_proxy_is_not_this_machine(here: Client, signs: dict[str, str]) -> None:
    assert "code" in here.get("/start/", headers=signs).context["form"].fields
