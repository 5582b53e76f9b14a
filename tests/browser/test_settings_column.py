"""The settings' column on low screens."""

from __future__ import annotations

import pytest

from kundig.staff.models import Agent
from tests.browser.conftest import SignIn


@pytest.mark.django_db(transaction=True)
def test_the_current_link_is_in_sight_on_a_low_screen(open_desk: SignIn, ada: Agent) -> None:
    page = open_desk(ada, "/settings/cards/", width=1280, height=500)
    current = page.locator(".settings-links [aria-current]")
    page.wait_for_function("document.querySelector('.settings-nav').scrollTop > 0")
    box = current.bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= 500 - box["height"]
    assert page.evaluate("window.scrollY") == 0
