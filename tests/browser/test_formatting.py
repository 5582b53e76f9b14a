"""Formatting at the desk: signs while typing, what is pasted, pictures, and drafts on two devices."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from kundig.conversations import actions
from kundig.conversations.models import Attachment, Conversation, Direction, Draft, Mention, Message
from kundig.staff.models import Agent
from tests.browser.conftest import SignIn

_PASTE = """(box, data) => {
    const given = new DataTransfer();
    for (const [kind, text] of Object.entries(data.texts)) given.setData(kind, text);
    if (data.picture) {
        const bytes = Uint8Array.from(atob(data.picture), (letter) => letter.charCodeAt(0));
        given.items.add(new File([bytes], "Zaehler.png", { type: "image/png" }));
    }
    const event = new ClipboardEvent("paste", { clipboardData: given, bubbles: true, cancelable: true });
    box.dispatchEvent(event);
}"""
_PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
_WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p {color: red}</style></head><body>
<p class=MsoNormal style="margin:0"><b>Angebot</b><o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·  </span>eins</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·  </span>zwei</p>
</body></html>"""


@pytest.fixture
def page(open_desk: SignIn, anna: Agent, conversation: Conversation) -> Page:
    """Kofi's conversation, opened by Anna, who begins an answer."""
    return _begin(open_desk(anna, f"/inbox/open/{conversation.pk}/"))


def _begin(page: Page) -> Page:
    page.keyboard.press("r")
    expect(_box(page)).to_be_focused()
    return page


def _box(page: Page) -> Locator:
    return page.locator("#reply-form [role=textbox]")


def _saved(page: Page) -> None:
    expect(page.locator(".composer .saved")).not_to_be_empty()


def test_signs_format_while_one_types_and_the_letter_shows_it(page: Page) -> None:
    page.keyboard.type("Guten Tag **Kofi Mensah**,")
    page.keyboard.press("Enter")
    page.keyboard.type("- eins")
    page.keyboard.press("Enter")
    page.keyboard.type("zwei")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#reply-form textarea")).to_have_value("")
    letter = page.locator("#stream .letter.ours .written")
    expect(letter.locator("strong")).to_have_text("Kofi Mensah")
    expect(letter.locator("li")).to_have_text(["eins", "zwei"])
    assert Message.objects.latest("pk").text == "Guten Tag Kofi Mensah,\n\n- eins\n- zwei"


def test_what_is_not_formatted_stays_plain(page: Page) -> None:
    page.keyboard.type("Guten Tag,")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("2 * 3 * 4 und snake_case_name")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#reply-form textarea")).to_have_value("")
    sent = Message.objects.latest("pk")
    assert (sent.text, sent.html) == ("Guten Tag,\n\n2 * 3 * 4 und snake_case_name", "")


def test_the_toolbar_is_reached_by_key(page: Page) -> None:
    page.keyboard.type("wichtig")
    page.keyboard.press("Control+a")
    bold = page.locator("#reply-form [data-format=strong]")
    bold.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#reply-form [data-format=em]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(_box(page).locator("em")).to_have_text("wichtig")
    expect(page.locator("#reply-form [data-format=em]")).to_have_attribute("aria-pressed", "true")


def test_what_an_office_program_copies_is_cleaned(page: Page) -> None:
    _box(page).evaluate(_PASTE, {"texts": {"text/html": _WORD, "text/plain": "Angebot"}})
    expect(_box(page).locator("strong")).to_have_text("Angebot")
    expect(_box(page).locator("li")).to_have_text(["eins", "zwei"])
    _saved(page)
    html = Draft.objects.get().html
    assert (
        html == "<p><strong>Angebot</strong></p><ul><li><p>eins</p></li><li><p>zwei</p></li></ul>"
    )


def test_an_address_pasted_over_words_becomes_their_link(page: Page) -> None:
    page.keyboard.type("Anleitung")
    page.keyboard.press("Control+a")
    _box(page).evaluate(_PASTE, {"texts": {"text/plain": "https://a.example/hilfe"}})
    expect(_box(page).locator("a")).to_have_attribute("href", "https://a.example/hilfe")


def test_a_pasted_picture_stands_among_the_words(page: Page) -> None:
    page.keyboard.type("So: ")
    _box(page).evaluate(_PASTE, {"texts": {}, "picture": _PIXEL})
    expect(_box(page).get_by_role("img", name="Zaehler")).to_be_visible()
    expect(page.locator("#reply-form .uploaded")).to_contain_text("Zaehler.png")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#stream .letter.ours .written img")).to_be_visible()
    file = Attachment.objects.get(is_inline=True)
    assert f"cid:{file.pk}" in Message.objects.latest("pk").html


def test_a_formatted_draft_comes_back(page: Page) -> None:
    page.keyboard.type("**fett** und")
    _saved(page)
    page.reload()
    expect(_box(page).locator("strong")).to_have_text("fett")


def test_a_draft_of_another_device_is_offered_and_not_written_over(
    page: Page, open_desk: SignIn, conversation: Conversation, anna: Agent
) -> None:
    page.keyboard.type("am Rechner")
    _saved(page)
    draft = Draft.objects.get()
    actions.save_draft(
        conversation,
        by=anna.actor,
        direction=Direction.OUTBOUND,
        text="am Telefon",
        known=draft.version,
    )
    page.keyboard.type(" weiter")
    offer = page.locator("#reply-form .draft-elsewhere")
    expect(offer).to_contain_text("am Telefon")
    expect(_box(page)).to_have_text("am Rechner weiter")
    assert Draft.objects.get().text == "am Telefon"
    offer.locator("[data-draft=keep]").click()
    expect(offer).to_be_empty()
    _saved(page)
    assert Draft.objects.get().text == "am Rechner weiter"
    other = open_desk(anna, f"/inbox/open/{conversation.pk}/")
    expect(other.locator("#reply-form textarea")).to_have_value("am Rechner weiter")


def test_what_a_killed_browser_had_not_saved_is_there_again(page: Page) -> None:
    page.context.route("**/draft/", lambda route: route.abort())
    page.keyboard.type("noch nicht **gespeichert** worden")
    state = page.context.storage_state()
    assert "gespeichert" in str(state)
    again = page.context.new_page()
    again.goto(page.url)
    expect(again.locator("#reply-form [role=textbox] strong")).to_have_text("gespeichert")


def test_a_colleague_is_mentioned_by_key(
    open_desk: SignIn, conversation: Conversation, anna: Agent, clara: Agent
) -> None:
    page = open_desk(anna, f"/inbox/open/{conversation.pk}/")
    page.keyboard.press("n")
    expect(page.locator("#note-form [role=textbox]")).to_be_focused()
    page.keyboard.type("Frag @cla")
    expect(page.get_by_role("option", name="Clara")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.keyboard.type("bitte")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#stream .internal .mention")).to_contain_text("@Clara")
    assert Mention.objects.get().agent == clara
