"""As a newcomer: start Kundig on an empty folder, go through the wizard, receive a mail, answer it."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ports import free_port, wait_for_port
from tests.processes import Sink, mail_server, read

log = logging.getLogger(__name__)

SERVICE = "service@lummer.example"


@dataclass
class Installation:
    """A running Kundig of its own, with its own database."""

    url: str
    smtp_port: int
    process: subprocess.Popen[bytes]


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """`kundig serve` on an empty data folder; stopped with Ctrl-C."""
    # The database's own user must be able to reach it below root's private folders.
    data = Path("/tmp") / f"kundig-whole-way-{os.getpid()}"
    shutil.rmtree(data, ignore_errors=True)
    port, smtp_port = free_port(), free_port()
    environment = {
        key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "KUNDIG_URL"}
    } | {
        "KUNDIG_DATA": str(data),
        "KUNDIG_PORT": str(port),
        "KUNDIG_SMTP_PORT": str(smtp_port),
        "KUNDIG_WEB_PROCESSES": "2",
        "DJANGO_SETTINGS_MODULE": "kundig.config.settings",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "kundig", "serve"], env=environment, start_new_session=True
    )
    try:
        wait_for_port(port, seconds=90)
        wait_for_port(smtp_port, seconds=30)
        yield Installation(f"http://localhost:{port}", smtp_port, process)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(40) == 0
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        shutil.rmtree(data, ignore_errors=True)


def go_through_the_wizard(page: Page, url: str) -> None:
    page.goto(url)
    page.fill("input[name=name]", "Lummer & Söhne")
    page.locator("form.form button.primary").click()
    page.fill("input[name=name]", "Ada Lummer")
    page.fill("input[name=email]", "ada@lummer.example")
    page.fill("input[name=password]", "Sieben-Zwerge-7")
    page.fill("input[name=repeated]", "Sieben-Zwerge-7")
    page.locator("form.form button.primary").click()
    page.fill("input[name=address]", SERVICE)
    page.locator("form.form button.primary").click()
    expect(page).to_have_url(f"{url}/inbox/mine/")


def send_through(page: Page, url: str, port: int) -> None:
    """Name the customers' mail server in the mailbox's settings."""
    page.goto(f"{url}/settings/mailboxes/")
    page.get_by_role("link", name=SERVICE).or_(
        page.get_by_role("link", name="Kundenservice")
    ).first.click()
    page.fill("input[name=smtp_host]", "127.0.0.1")
    page.fill("input[name=smtp_port]", str(port))
    page.select_option("select[name=smtp_security]", "none")
    page.locator("button[form=mailbox].primary").click()
    page.wait_for_load_state()


def open_and_listen(page: Page, url: str) -> None:
    """Open a page and return when the server has told it where in the log it listens."""
    told: list[str] = []
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.on(
        "Network.eventSourceMessageReceived", lambda message: told.append(message["eventName"])
    )
    page.goto(url)
    until = time.monotonic() + 30
    while "here" not in told:
        assert time.monotonic() < until, "the page hears nothing"
        page.wait_for_timeout(50)
    network.detach()


def kill_one_of_two_web_processes(installation: Installation) -> None:
    """Whoever works on meanwhile is answered by the other."""
    words = ["pgrep", "--parent", str(installation.process.pid), "--full", "kundig web"]
    ones = subprocess.run(words, capture_output=True, check=True, text=True).stdout.split()
    assert len(ones) == 2
    os.kill(int(ones[0]), signal.SIGKILL)


def mail(message_id: str, text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Kofi Mensah <kofi@mensah.example>"
    message["To"] = SERVICE
    message["Subject"] = "Deichsel klemmt – was tun?"
    message["Message-ID"] = message_id
    message.set_content(text)
    return message


def test_a_mail_comes_in_and_an_answer_goes_out(
    browser: Browser, installation: Installation
) -> None:
    sink = Sink()
    page = browser.new_context(locale="de", viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(15_000)
    go_through_the_wizard(page, installation.url)
    with mail_server(sink) as out:
        send_through(page, installation.url, out)
        open_and_listen(page, f"{installation.url}/inbox/unassigned/")
        row = page.get_by_text("Deichsel klemmt – was tun?").first
        with smtplib.SMTP("127.0.0.1", installation.smtp_port, timeout=20) as server:
            server.send_message(mail("<first@mensah.example>", "Guten Tag, die Deichsel klemmt."))
        accepted = time.monotonic()
        expect(row).to_be_visible(timeout=10_000)
        # The promise is one second; the figure is measured on a quiet machine and stands in the docs.
        log.info("on the open desk after %.2f s", time.monotonic() - accepted)

        kill_one_of_two_web_processes(installation)
        page.get_by_role("link", name="Kofi Mensah").first.click()
        page.locator("textarea[name=text]").first.fill(
            "Guten Tag Herr Mensah,\n\nbitte fetten Sie die Kupplung."
        )
        page.keyboard.press("Control+Enter")
        expect(page.get_by_text("bitte fetten Sie die Kupplung").first).to_be_visible()
        until = time.monotonic() + 40
        while not sink.mails and time.monotonic() < until:
            page.wait_for_timeout(100)
        answer = read(sink.mails[0].content)
        assert answer["In-Reply-To"] == "<first@mensah.example>"
        assert "<first@mensah.example>" in answer["References"]
        assert answer["Subject"] == "Re: Deichsel klemmt – was tun?"
        assert sink.mails[0].rcpt_tos == ["kofi@mensah.example"]
        assert len(sink.mails) == 1
