"""What whoever starts Kundig is told."""

from __future__ import annotations

import shlex
import subprocess
import sys

import pytest
from django.test import override_settings

from kundig.core.actor import SYSTEM
from kundig.demo import company
from kundig.demo.founding import PASSWORD, found
from kundig.demo.greeting import lines, mail_command
from kundig.staff.actions import set_up
from tests.processes import Sink, mail_server, read

pytestmark = pytest.mark.django_db


def test_a_fresh_installation_names_its_wizard() -> None:
    assert "/start/" in lines()[0]


def test_the_demo_names_everybody_who_can_sign_in() -> None:
    found()
    said = "\n".join(lines())
    assert PASSWORD in said
    for who in (*company.AGENTS, company.ADMINISTRATOR):
        assert who.name in said
        assert who.address in said


def test_other_companies_are_left_alone() -> None:
    set_up(
        by=SYSTEM,
        name="Lummer",
        language="de",
        administrator="Ada",
        email="ada@lummer.example",
        password=None,
    )
    assert lines() == []


def test_the_line_in_the_shell_sends_a_mail() -> None:
    sink = Sink()
    with mail_server(sink) as port:
        with override_settings(SMTP_HOST="127.0.0.1", SMTP_PORT=port):
            command = shlex.split(mail_command("service@lummerfeld.example"))
        subprocess.run([sys.executable, *command[1:]], check=True, timeout=30)
    (mail,) = sink.mails
    assert mail.rcpt_tos == ["service@lummerfeld.example"]
    assert str(read(mail.content)["Subject"]).startswith("Hello at ")
