"""What somebody has typed survives: the tab closed, the browser killed, the server started anew, another device."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, Route, expect

from kundig.conversations.models import Conversation, Draft
from kundig.staff.models import Agent
from tests.browser.conftest import ARGUMENTS, CHROMIUM, SignIn
from tests.ports import free_port, wait_for_port
from tests.processes import Process, wait_for
from tests.server import Server, session_cookie

WRITTEN = "#reply-form :is(textarea, [role=textbox]):visible"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"


def _begin(page: Page, text: str) -> None:
    page.keyboard.press("r")
    expect(page.locator(WRITTEN)).to_be_focused()
    page.keyboard.type(text)


def _kept() -> str:
    draft = Draft.objects.first()
    return draft.text if draft else ""


def test_a_closed_tab_and_a_newer_draft_of_another_device(
    open_desk: SignIn, anna: Agent, conversation: Conversation
) -> None:
    desk = f"/inbox/open/{conversation.pk}/"
    page = open_desk(anna, desk)
    _begin(page, "Vom Rechner")
    page.close()
    wait_for(lambda: _kept() == "Vom Rechner")
    here = open_desk(anna, desk)
    phone = open_desk(anna, desk, width=390, height=844, user_agent=PHONE)
    answer = phone.get_by_role("textbox", name="Antwort an den Kunden")
    expect(answer).to_have_value("Vom Rechner")
    answer.fill("Vom Rechner und vom Telefon")
    wait_for(lambda: _kept() == "Vom Rechner und vom Telefon")
    # The desk has not heard of it and goes on with what it shows.
    _begin(here, "X")
    newer = here.locator("#reply-form .draft-elsewhere")
    expect(newer).to_contain_text("Vom Rechner und vom Telefon")
    assert _kept() == "Vom Rechner und vom Telefon", "nothing was written over it"
    newer.get_by_role("button").first.press("Enter")
    expect(here.get_by_role("textbox", name="Antwort an den Kunden")).to_have_value(
        "Vom Rechner und vom Telefon"
    )


def test_what_is_typed_before_the_page_is_ready(
    open_desk: SignIn, anna: Agent, conversation: Conversation
) -> None:
    page = open_desk(anna, "/inbox/open/")
    held: list[Route] = []
    for script in ("app", "editor"):
        page.route(f"**/{script}*.js", lambda route: held.append(route))  # noqa: PLW0108  # Playwright takes no built-in function
    page.goto(f"/inbox/open/{conversation.pk}/", wait_until="commit")
    area = page.locator("#reply-form textarea")
    area.press_sequentially("Ganz schnell")
    held.pop().continue_()
    wait_for(lambda: _kept() == "Ganz schnell")
    # The same where the editor comes when all of it is selected, to be written anew.
    area.press("ControlOrMeta+a")
    page.evaluate(
        "document.querySelector('#reply-form textarea').dispatchEvent(new Event('focus'))"
    )
    wait_for(lambda: page.evaluate("1") and held)
    held.pop().continue_()
    expect(page.locator("#reply-form [role=textbox]")).to_be_focused()
    page.keyboard.type("Neu")
    wait_for(lambda: _kept() == "Neu")


def test_a_browser_killed_while_somebody_types_on(
    playwright: Playwright, server: Server, anna: Agent, conversation: Conversation, tmp_path: Path
) -> None:
    launched = playwright.chromium.launch(
        executable_path=CHROMIUM, args=[*ARGUMENTS, f"--kundig-test={tmp_path}"]
    )
    page = _signed_in(launched, server.url, anna, conversation)
    _begin(page, "Ohne Pause getippt")
    # No pause in which a draft could wait to be saved.
    for _letter in range(400):
        if _kept():
            break
        page.keyboard.type("!")
    _kill(tmp_path)
    kept = _kept()
    assert kept
    assert ("Ohne Pause getippt" + "!" * 400).startswith(kept)
    again = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    page = _signed_in(again, server.url, anna, conversation)
    expect(page.get_by_role("textbox", name="Antwort an den Kunden")).to_have_value(kept)
    again.close()


def _signed_in(browser: Browser, url: str, agent: Agent, conversation: Conversation) -> Page:
    context = browser.new_context(base_url=url, locale="de", service_workers="block")
    context.set_default_timeout(8_000)
    context.add_cookies(
        [{"name": k, "value": v, "url": url} for k, v in session_cookie(agent).items()]
    )
    page = context.new_page()
    page.goto(f"/inbox/open/{conversation.pk}/")
    return page


def _kill(mark: Path) -> None:
    """End the browser that carries this mark as a power cut would."""
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes()
        except OSError:
            continue
        if f"--kundig-test={mark}".encode() in words and b"--type=" not in words:
            os.kill(int(entry.parent.name), signal.SIGKILL)
            return
    raise AssertionError("the browser does not run")


@pytest.fixture
def web(db: None) -> Iterator[tuple[Process, str]]:
    """A web server of its own, that can be killed, and its address."""
    port = free_port()
    process = Process(["web"], {"KUNDIG_PORT": str(port), "KUNDIG_URL": f"http://127.0.0.1:{port}"})
    process.start()
    wait_for_port(port, seconds=60)
    yield process, f"http://127.0.0.1:{port}"
    process.stop()


@pytest.mark.django_db(transaction=True)
def test_a_server_that_goes_away_while_somebody_types(
    web: tuple[Process, str], browser: Browser, anna: Agent, conversation: Conversation
) -> None:
    process, url = web
    page = _signed_in(browser, url, anna, conversation)
    _begin(page, "Vorher")
    wait_for(lambda: _kept() == "Vorher")
    process.kill()
    page.keyboard.type(" und währenddessen")
    expect(page.locator(".composer .saved")).to_have_text("Nur in diesem Browser gesichert")
    assert _kept() == "Vorher"
    process.start()
    wait_for(lambda: _kept() == "Vorher und währenddessen", seconds=60)
    page.reload()
    expect(page.get_by_role("textbox", name="Antwort an den Kunden")).to_have_value(
        "Vorher und währenddessen"
    )
    page.context.close()
