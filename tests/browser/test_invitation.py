"""An invitation is answered on its card, and the answer taken back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kundig.channels.email.tests.test_invitations import invite
from kundig.conversations.models import Channel
from kundig.staff.models import Agent
from tests.browser.conftest import SignIn
from tests.jobs import forget_jobs

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_invitation_is_answered_and_the_answer_taken_back(
    open_desk: SignIn, anna: Agent, service: Channel
) -> None:
    forget_jobs()
    invitation = invite(service)
    page = open_desk(anna, f"/conversations/{invitation.conversation_id}/")
    page.get_by_role("button", name="Zusagen").click()
    expect(page.get_by_text("Beantwortet: Wir kommen.")).to_be_visible()
    expect(page.get_by_role("button", name="Zusagen")).to_be_hidden()
    page.get_by_role("button", name="Rückgängig").first.click()
    expect(page.get_by_role("button", name="Zusagen")).to_be_visible()
    expect(page.get_by_text("Beantwortet: Wir kommen.")).to_be_hidden()
