"""A working day by keyboard alone: from signing in to the last of twenty conversations, without a mouse.

What is looked at is found as a screen reader finds it: by role and name.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from kundig.conversations.macros.actions import make as make_macro
from kundig.conversations.models import Conversation, LaterAnswer, Message, Move, State
from kundig.customers.models import Customer
from kundig.staff.models import Agent, Team
from kundig.staff.tests import people
from tests import make
from tests.browser.conftest import SignIn

COUNT = 20
ANSWER = "Antwort an den Kunden"


class Day:
    """What hands on a keyboard do, and where the eyes look afterwards."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type where the focus is."""
        self.page.keyboard.type(text)

    def subject(self, words: str) -> None:
        """Wait until this conversation is open."""
        heading = self.page.get_by_role("main").get_by_role("heading", level=1)
        expect(heading).to_have_text(re.compile(words))

    def write(self, key: str, name: str, text: str) -> None:
        """Begin an answer or a note and write it."""
        self.press(key)
        expect(self.page.get_by_role("textbox", name=name).first).to_be_focused()
        self.type(text)

    def menu(self, key: str, name: str) -> None:
        """Open a menu by its key and choose from it with the arrows."""
        self.press(key)
        one_of = self.page.get_by_role("menuitemradio", name=name)
        self.choose(self.page.get_by_role("menuitem", name=name).or_(one_of).first)

    def choose(self, item: Locator) -> None:
        """Go down to an entry of the open menu and take it."""
        expect(item).to_be_visible()
        for _step in range(20):
            if item.evaluate("one => one === document.activeElement"):
                break
            self.press("ArrowDown")
        expect(item).to_be_focused()
        self.press("Enter")

    def tab_to(self, target: Locator) -> None:
        """Go on with the tabulator until this has the focus."""
        expect(target).to_be_visible()
        for _step in range(60):
            if target.evaluate("one => one === document.activeElement"):
                return
            self.press("Tab")
        expect(target).to_be_focused()

    def palette(self, words: str) -> None:
        """Do what the palette finds first."""
        self.press("Control+k")
        expect(self.page.get_by_role("combobox", name="Alles finden und tun")).to_be_focused()
        expect(self.page.get_by_role("option").first).to_be_visible()
        self.type(words)
        self.press("Enter")

    def told(self, words: str) -> None:
        """Wait until the page says so."""
        expect(self.page.locator("#toasts")).to_contain_text(words)

    def in_timeline(self, words: str) -> None:
        """Wait until the conversation shows it."""
        expect(self.page.get_by_role("region", name="Nachrichten")).to_contain_text(words)


@pytest.fixture
def twenty(kofi: Customer, first_level: Team, clara: Agent, anna: Agent) -> list[Conversation]:
    """Twenty conversations that wait, and a macro."""
    people.organisation()
    steps = [{"do": "tag", "value": "geprüft"}]
    make_macro(by=anna.actor, title="Geprüft", steps=steps)
    return [
        make.conversation(customer=kofi, team=first_level, subject=f"Anliegen {number:02}")
        for number in range(1, COUNT + 1)
    ]


def test_a_working_day_by_keyboard_alone(
    open_desk: SignIn, anna: Agent, twenty: list[Conversation]
) -> None:
    page = open_desk(None, "/account/login/")
    day = Day(page)
    _arrive(day, anna)
    _answer_take_back_and_answer_again(day)
    _sort_with_a_note(day)
    _put_away_and_send_later(day)
    _merge_and_undo(day)
    _search(day)
    _work_off_the_rest(day)
    states = Conversation.objects.filter(pk__in=[one.pk for one in twenty])
    assert not states.filter(state=State.OPEN).exists()


def _arrive(day: Day, anna: Agent) -> None:
    expect(day.page.get_by_role("textbox", name="Mailadresse")).to_be_focused()
    day.type(anna.email)
    day.press("Tab")
    day.type(make.PASSWORD)
    day.press("Enter")
    expect(day.page.get_by_role("navigation", name="Ansichten")).to_be_visible()
    day.palette("warten auf uns")
    expect(day.page.get_by_role("heading", name="Warten auf uns")).to_be_visible()
    day.press("?")
    sheet = day.page.get_by_role("dialog", name="Tasten")
    expect(sheet).to_contain_text("Nächstes Gespräch")
    day.press("Escape")
    expect(sheet).to_be_hidden()
    day.press("j")
    day.subject("Anliegen 01")


def _answer_take_back_and_answer_again(day: Day) -> None:
    day.write("r", ANSWER, "Zu schnell")
    day.press("Control+Enter")
    day.told("Wird gesendet")
    expect(day.page.get_by_role("main")).to_be_focused()
    day.press("y")
    expect(day.page.get_by_role("textbox", name=ANSWER).first).to_be_focused()
    day.type(" war das: jetzt richtig.")
    day.press("Control+Shift+Enter")
    day.in_timeline("Zu schnell war das: jetzt richtig.")
    expect(day.page.get_by_role("button", name="Status: Gelöst")).to_be_visible()
    assert Message.objects.filter(withdrawn_at=None, direction="out").count() == 1


def _sort_with_a_note(day: Day) -> None:
    day.press("j")
    day.subject("Anliegen 02")
    day.write("n", "Interne Notiz", "Bitte ansehen, @Cla")
    expect(day.page.get_by_role("option", name="Clara")).to_be_visible()
    day.press("Enter", "Control+Enter")
    day.in_timeline("Bitte ansehen, @Clara")
    day.menu("a", "Anna")
    expect(day.page.get_by_role("button", name="Zugewiesen an: Anna")).to_be_visible()
    day.press("l")
    expect(day.page.get_by_role("textbox", name="Schlagwort finden oder anlegen")).to_be_focused()
    day.type("eilig")
    day.press("Enter")
    expect(day.page.get_by_role("main")).to_contain_text("eilig")
    day.menu("m", "Geprüft")
    day.in_timeline("hat das Makro Geprüft ausgeführt")
    day.menu("p", "Dringend")
    expect(day.page.get_by_role("button", name="Priorität: Dringend")).to_be_visible()
    day.press("Shift+E")


def _put_away_and_send_later(day: Day) -> None:
    day.subject("Anliegen 03")
    day.menu("z", "Morgen früh")
    expect(day.page.get_by_role("button", name="Status: Zurückgestellt")).to_be_visible()
    day.press("j")
    day.subject("Anliegen 04")
    day.write("r", ANSWER, "Morgen mehr.")
    day.press("Control+.")
    day.choose(day.page.get_by_role("menuitem", name="Morgen früh").last)
    day.told("Geht am")
    assert LaterAnswer.objects.count() == 1
    day.press("e")
    expect(day.page.get_by_role("button", name="Status: Gelöst")).to_be_visible()


def _merge_and_undo(day: Day) -> None:
    day.press("j")
    day.subject("Anliegen 05")
    day.palette("zusammenführen")
    search = day.page.get_by_role("searchbox", name="Nach Wörtern, Person oder Nummer suchen")
    expect(search).to_be_focused()
    day.type("Anliegen 06")
    target = day.page.get_by_role("button", name=re.compile("Anliegen 06"))
    expect(target).to_be_visible()
    day.press("Tab", "Enter")
    day.subject("Anliegen 06")
    # Past the views and the list by the link that comes first.
    day.tab_to(day.page.get_by_role("link", name="Zum Inhalt springen"))
    day.press("Enter")
    day.tab_to(day.page.get_by_role("main").get_by_role("button", name="Rückgängig"))
    day.press("Enter")
    day.in_timeline("hat das Verschieben rückgängig gemacht")
    assert Move.objects.get().undone_at is not None


def _search(day: Day) -> None:
    day.press("/")
    expect(day.page.get_by_role("searchbox").first).to_be_focused()
    day.type("Anliegen 07")
    day.press("Enter")
    day.tab_to(day.page.get_by_role("region", name="Gespräche").get_by_role("link"))
    day.press("Enter")
    day.subject("Anliegen 07")


def _work_off_the_rest(day: Day) -> None:
    day.palette("warten auf uns")
    expect(day.page.get_by_role("heading", name="Warten auf uns")).to_be_visible()
    day.press("j")
    for number in range(5, COUNT + 1):
        day.subject(f"Anliegen {number:02}")
        day.press("Shift+E")
    expect(day.page.get_by_role("button", name="Status: Gelöst")).to_be_visible()
