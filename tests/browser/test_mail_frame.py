"""Mails of strangers in a real browser: nothing runs, nothing is fetched, their own pictures are there."""

from __future__ import annotations

import pytest
from playwright.sync_api import Dialog, Request

from kundig.conversations.actions import IncomingFile
from kundig.conversations.display import clean
from kundig.customers.models import Customer
from kundig.staff.models import Agent
from tests import make
from tests.browser.conftest import SignIn
from tests.security.test_deceiving_mails import STYLES
from tests.security.test_mail_html import picture
from tests.security.vectors import VECTORS

pytestmark = pytest.mark.django_db(transaction=True)

OUR_FONT = "/static/web/hanken-grotesk-"


BETWEEN = "<br>"


def leaves_the_rest_alone(vector: str) -> bool:
    """Tell whether what stands behind is shown as it would be without."""
    behind = f"{BETWEEN}<p>Ende</p><img src=x onerror=alert(1)>"
    return clean(vector + behind) == clean(vector) + clean(behind)


def test_m28_no_vector_runs_or_fetches_anything(
    open_desk: SignIn, anna: Agent, kofi: Customer
) -> None:
    # Those that swallow or change what stands behind them are alone: nothing hides another one.
    harmless = [vector for vector in VECTORS if leaves_the_rest_alone(vector)]
    alone = [vector for vector in VECTORS if vector not in harmless]
    assert 0 < len(alone) < len(VECTORS) / 10
    batches = [harmless[start : start + 50] for start in range(0, len(harmless), 50)]
    assert_harmless(open_desk, anna, kofi, [*map(BETWEEN.join, batches), *alone])


def test_m29_no_style_fetches_anything_or_leaves_its_frame(
    open_desk: SignIn, anna: Agent, kofi: Customer
) -> None:
    assert_harmless(open_desk, anna, kofi, [BETWEEN.join(STYLES)])
    overlay = "<p style='position:fixed;inset:0;top:-500px;z-index:9'>Über allem</p>"
    mail = make.inbound(customer=kofi, html=overlay)
    page = open_desk(anna, f"/conversations/{mail.conversation_id}/")
    page.locator("mail-frame[data-ready]").wait_for(state="attached")
    place = page.locator("iframe.mail-frame").bounding_box()
    words = page.frame_locator("iframe.mail-frame").get_by_text("Über allem").bounding_box()
    assert place is not None
    assert words is not None
    assert place["y"] <= words["y"] <= place["y"] + place["height"]


def assert_harmless(open_desk: SignIn, anna: Agent, kofi: Customer, htmls: list[str]) -> None:
    """Show each as a mail of its own: no dialog opens, and nothing is asked for but the frame and the font it is set in."""
    mails = [make.inbound(customer=kofi, html=html) for html in htmls]
    page = open_desk(anna, f"/messages/{mails[0].pk}/html/")
    ran: list[str] = []
    fetched: list[str] = []

    def note_dialog(dialog: Dialog) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    def note_request(request: Request) -> None:
        ours = "/html/" in request.url or OUR_FONT in request.url
        if not ours and not request.url.startswith("data:"):
            fetched.append(request.url)

    page.on("dialog", note_dialog)
    page.on("request", note_request)
    for mail in mails:
        response = page.goto(f"/messages/{mail.pk}/html/")
        assert response is not None
        assert response.status == 200, mail.html
    assert ran == []
    assert set(fetched) == set()


def test_m31_a_mails_own_picture_is_shown_in_the_conversation(
    open_desk: SignIn, anna: Agent, kofi: Customer
) -> None:
    mail = make.inbound(
        customer=kofi,
        html='<p>Siehe Bild</p><img src="cid:eins@x"><img src="https://track.example/p.gif">',
        files=[IncomingFile("a.png", "image/png", picture(), content_id="eins@x", is_inline=True)],
    )
    page = open_desk(anna, f"/conversations/{mail.conversation_id}/")
    frame = page.frame_locator("iframe.mail-frame")
    frame.get_by_text("Siehe Bild").wait_for()
    widths = frame.locator("img").evaluate_all("all => all.map(one => one.naturalWidth)")
    assert widths == [3, 48]


def test_the_quote_of_a_webmail_is_folded(open_desk: SignIn, anna: Agent, kofi: Customer) -> None:
    mail = make.inbound(
        customer=kofi,
        html="<div>Das passt so.<div>&nbsp;<div style='margin: 10px; border-left: 2px solid #c3d9e5'>"
        "<div><b>Gesendet:</b> Montag<br><b>Von:</b> Anna</div><div>Passt das so?</div></div></div></div>",
    )
    page = open_desk(anna, f"/conversations/{mail.conversation_id}/")
    frame = page.frame_locator("iframe.mail-frame")
    frame.get_by_text("Zitat anzeigen").wait_for()
    assert frame.get_by_text("Das passt so.").is_visible()
    assert not frame.get_by_text("Passt das so?").is_visible()
    frame.get_by_text("Zitat anzeigen").click()
    frame.get_by_text("Passt das so?").wait_for()


def test_an_answer_below_a_marked_block_stays_in_sight(
    open_desk: SignIn, anna: Agent, kofi: Customer
) -> None:
    mail = make.inbound(
        customer=kofi,
        html="<div style='border-left: 2px solid #c3d9e5'><b>Von:</b> Anna<br>Passt das?</div><p>Ja!</p>",
    )
    page = open_desk(anna, f"/conversations/{mail.conversation_id}/")
    page.locator("mail-frame[data-ready]").wait_for(state="attached")
    frame = page.frame_locator("iframe.mail-frame")
    assert frame.get_by_text("Ja!").is_visible()
    assert frame.get_by_text("Passt das?").is_visible()


def test_a_mail_that_is_wider_than_its_place_is_made_smaller(
    open_desk: SignIn, anna: Agent, kofi: Customer
) -> None:
    wide = make.inbound(
        customer=kofi, html='<table width="640"><tr><td>Herbstpreise</td></tr></table>'
    )
    page = open_desk(anna, f"/conversations/{wide.conversation_id}/", width=390)
    page.locator("mail-frame[data-ready]").wait_for()
    overhang = page.locator("iframe.mail-frame").evaluate(
        "frame => frame.contentDocument.documentElement.scrollWidth - frame.clientWidth"
    )
    assert overhang <= 1


def test_copies_stand_at_the_end_of_the_line_of_recipients(
    open_desk: SignIn, anna: Agent, kofi: Customer
) -> None:
    mail = make.inbound(customer=kofi)
    page = open_desk(anna, f"/conversations/{mail.conversation_id}/")
    page.locator(".composer .tag").first.wait_for()
    to = page.locator(".composer-to > recipient-field").bounding_box()
    copies = page.locator(".composer-cc > summary").bounding_box()
    assert to is not None
    assert copies is not None
    assert copies["x"] >= to["x"] + to["width"]
    assert abs(copies["y"] + copies["height"] / 2 - to["y"] - to["height"] / 2) < 4
