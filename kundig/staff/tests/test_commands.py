"""kundig token create, kundig agent create, kundig agent password."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from kundig.staff.models import Agent
from kundig.staff.tokens import agent_of_token


def run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().strip()


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_a_token_is_printed_once_and_valid(anna: Agent) -> None:
    text = run(
        "token", "create", "--agent", "Anna@lummer.example", "--name", "Shop", "--days", "30"
    )
    assert agent_of_token(text) == anna
    token = anna.tokens.get()
    assert token.name == "Shop"
    assert token.expires_at is not None


def test_no_token_for_nobody(anna: Agent) -> None:
    for agent, days in (("nobody@lummer.example", "30"), (anna.email, "0")):
        with pytest.raises(CommandError):
            run("token", "create", "--agent", agent, "--days", days)


def test_an_agent_with_and_without_password(anna: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "Neun-Zwerge-9\n")
    who = ["--name", "Nele", "--role", anna.role.name.upper()]
    run("agent", "create", "--mail", "nele@lummer.example", *who, "--password-stdin")
    assert Agent.objects.get(name="Nele").check_password("Neun-Zwerge-9")
    run("agent", "create", "--mail", "nils@lummer.example", *who)
    assert not Agent.objects.get(email="nils@lummer.example").has_usable_password()


@pytest.mark.parametrize(
    "wrong", [{"--role": "Nichts"}, {"--mail": "anna@lummer.example"}, {"--mail": "keine"}]
)
def test_wrong_agents_are_refused(anna: Agent, wrong: dict[str, str]) -> None:
    words = {"--mail": "nele@lummer.example", "--name": "Nele", "--role": anna.role.name} | wrong
    with pytest.raises(CommandError):
        run("agent", "create", *(word for pair in words.items() for word in pair))


def test_a_password_from_the_command_line(anna: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "kurz\n")
    with pytest.raises(CommandError):
        run("agent", "password", anna.email, "--password-stdin")
    session = anna.get_session_auth_hash()
    answers = iter(["Neun-Zwerge-9", "Neun-Zwerge-9"])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(answers))
    run("agent", "password", anna.email)
    anna.refresh_from_db()
    assert anna.check_password("Neun-Zwerge-9")
    assert anna.get_session_auth_hash() != session
