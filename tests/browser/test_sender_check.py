"""What a sender's check rests on, reached without a mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kundig.channels.email.tests.mails import mail
from kundig.channels.intake import take_in
from kundig.conversations import actions
from kundig.conversations.models import Channel, Message
from kundig.core.actor import SYSTEM
from kundig.staff.models import Agent
from tests.browser.conftest import SignIn
from tests.jobs import forget_jobs, work_off

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_proofs_open_by_keyboard_and_by_touch(
    open_desk: SignIn, service: Channel, anna: Agent
) -> None:
    forget_jobs()
    take_in(service, mail())
    work_off()
    message = Message.objects.get()
    proof = {"method": "spf", "result": "fail", "domain": "mensah.example"}
    actions.note_sender(message, by=SYSTEM, verdict="unproven", proofs=[proof])
    page = open_desk(anna, f"/conversations/{message.conversation_id}/", width=390, height=844)
    shield = page.get_by_role("button", name="Prüfung des Absenders")
    proofs = page.get_by_text("SPF: nicht bestanden (mensah.example).")
    expect(proofs).not_to_be_visible()
    shield.click()
    expect(proofs).to_be_visible()
    shield.click()
    expect(proofs).not_to_be_visible()
    shield.press("Enter")
    expect(proofs).to_be_visible()
    page.keyboard.press("Escape")
    expect(proofs).not_to_be_visible()
    expect(shield).to_be_focused()
