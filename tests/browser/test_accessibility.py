"""Every page, in both languages and themes: axe finds nothing, and nothing overflows at 400 % zoom."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page

from tests.browser.conftest import SignIn
from tests.permission_table import TABLE
from tests.routes import routes
from tests.world import World, build

LOOKS = [("light", "de"), ("dark", "en")]
# Addresses that answer with a page of their own, not with a part of one, a file or a redirect.
SKIPPED_PREFIXES = ("api/v1/", "attachments/")
# Leads to a provider's own pages; and what browsers read by themselves.
SKIPPED = {"mailbox-sign-in", "web:manifest", "web:service-worker"}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# 1280 CSS pixels at 400 %.
ZOOMED_WIDTH = 320


@dataclass(frozen=True)
class Address:
    """One page and whether a stranger sees it."""

    url: str
    open_to_strangers: bool


def addresses(world: World) -> list[Address]:
    """Return every address that the administrator or a stranger may open."""
    found = []
    for name, route in sorted(routes().items()):
        row = TABLE[name]
        # What other programs call is no page.
        is_page = not (route.is_hook or route.address.startswith(SKIPPED_PREFIXES))
        if row.get is None or name in SKIPPED or not is_page:
            continue
        url = row.url(route, world.things("administrator", own=True))
        if row.get.own["administrator"] == "in" and row.lets == "in":
            found.append(Address(url, open_to_strangers=False))
        elif row.get.own["anonymous"] == "in":
            found.append(Address(url, open_to_strangers=True))
    return [*found, *(Address(url, open_to_strangers=True) for url in STRANGERS)]


# What people see before they are signed in, and where nothing is.
STRANGERS = ["/account/login/", "/account/password/reset/", "/nothing-is-here/"]


def findings(page: Page) -> list[str]:
    """Return what axe has to say about the page."""
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    return [
        f"{violation['id']}: {node['html'][:160]}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]


def opens(page: Page, url: str) -> bool:
    """Open an address; tells whether the answer was a document of ours, and not a part, a file, JSON or nothing."""
    try:
        page.goto(url)
    except Error as problem:
        if "Download is starting" in problem.message or "ERR_ABORTED" in problem.message:
            return False
        raise
    return (
        page.evaluate(
            "document.contentType === 'text/html' && !!document.querySelector('html[lang] head title')"
        )
        is True
    )


@pytest.mark.parametrize(("theme", "language"), LOOKS)
def test_axe_finds_nothing_on_any_page(open_desk: SignIn, theme: str, language: str) -> None:
    world = build()
    administrator = world.agents["administrator"]
    administrator.language, administrator.theme = language, theme
    administrator.save()
    inside = open_desk(administrator, theme=theme, language=language)
    outside = open_desk(None, "/account/login/", theme=theme, language=language)
    wrong: dict[str, list[str]] = {}
    visited = 0
    for address in addresses(world):
        page = outside if address.open_to_strangers else inside
        if not opens(page, address.url):
            continue
        visited += 1
        if found := findings(page):
            wrong[address.url] = found
    assert visited > 30
    assert not wrong, "\n".join(f"{url}\n  " + "\n  ".join(found) for url, found in wrong.items())


def test_nothing_overflows_at_four_times_the_size(open_desk: SignIn) -> None:
    world = build()
    page = open_desk(world.agents["administrator"], width=ZOOMED_WIDTH, height=568)
    too_wide = []
    for address in addresses(world):
        if address.open_to_strangers or not opens(page, address.url):
            continue
        width = page.evaluate("document.scrollingElement.scrollWidth")
        if width > ZOOMED_WIDTH:
            too_wide.append(f"{address.url}: {width} px")
    assert not too_wide, "\n".join(too_wide)
