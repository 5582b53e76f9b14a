"""Pictures from outside and links of mails in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from kundig.core import outside
from kundig.customers.models import Customer
from kundig.staff.models import Agent
from tests import make
from tests.browser.conftest import SignIn
from tests.security.test_outside import saying, web
from tests.security.test_pictures import photo

pytestmark = pytest.mark.django_db(transaction=True)


def test_m31_before_the_click_nobody_outside_is_asked_and_then_only_by_us(
    open_desk: SignIn, anna: Agent, kofi: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        outside, "is_permitted", lambda address, **_how: str(address) == "127.0.0.1"
    )
    with web(saying(photo(), Content_Type="image/jpeg")) as tracker:
        mail = make.inbound(
            customer=kofi,
            html=f'<p>Unser Angebot</p><img src="{tracker.url}/p.jpg?an=anna" alt="Angebot">'
            f'<p style="background:url({tracker.url}/b.gif)">x</p>',
        )
        page = open_desk(anna, "/offline/")
        ours = (page.url.removesuffix("/offline/"), "data:", "blob:")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"/conversations/{mail.conversation_id}/")
        frame = page.frame_locator("iframe.mail-frame")
        frame.get_by_text("Unser Angebot").wait_for()
        page.wait_for_load_state("networkidle")
        assert tracker.asked == []
        assert [url for url in asked if not url.startswith(ours)] == []

        bar = page.get_by_text("Bilder von außen wurden nicht geladen")
        expect(bar).to_be_visible()
        page.get_by_role("link", name="Anzeigen").focus()
        page.keyboard.press("Enter")
        expect(bar).to_be_hidden()
        picture = frame.get_by_alt_text("Angebot")
        picture.wait_for()
        page.wait_for_load_state("networkidle")
        assert picture.evaluate("one => one.naturalWidth") == 20
        assert [path for path, _headers in tracker.asked] == ["/p.jpg?an=anna"]
        assert [url for url in asked if not url.startswith(ours)] == []
        (_path, headers) = tracker.asked[0]
        assert not {"cookie", "referer"} & {name.lower() for name in headers}


def test_m30_where_a_link_leads_is_said_outside_the_mail_for_pointer_and_keyboard(
    open_desk: SignIn, anna: Agent, kofi: Customer
) -> None:
    mail = make.inbound(
        customer=kofi,
        html='<p>Bitte <a href="https://evil.example/login?id=7">hier</a> anmelden oder '
        '<a href="https://bücher.example/">https://bank.de</a>.</p><p>Gruß</p>',
    )
    page = open_desk(anna, f"/conversations/{mail.conversation_id}/")
    page.locator("mail-frame[data-ready]").wait_for(state="attached")
    frame = page.frame_locator("iframe.mail-frame")
    line = page.locator(".mail-target")
    expect(line).to_be_hidden()
    frame.get_by_role("link", name="hier").hover()
    expect(line).to_be_visible()
    expect(line).to_have_text(re.compile(r"Führt zu\s*evil\.example\s*/login\?id=7"))
    frame.get_by_text("Gruß").hover()
    expect(line).to_be_hidden()
    frame.get_by_role("link", name="hier").focus()
    expect(line).to_contain_text("evil.example")
    page.keyboard.press("Tab")
    expect(line).to_contain_text("xn--bcher-kva.example")
    # Where words and target differ, the target stands beside them without asking.
    expect(frame.get_by_text("→ xn--bcher-kva.example")).to_be_visible()
    assert frame.get_by_text("→ evil.example").count() == 0
