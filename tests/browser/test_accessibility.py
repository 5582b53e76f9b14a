"""Every page, in both languages and themes: axe finds nothing, and nothing overflows at 400 % zoom."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Error, Page, ViewportSize

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
# What it has found nothing wrong with is left in the browser: a hundred times as much to write down and hand over.
AUDIT = """
async (options) => (await axe.run(options)).violations.flatMap(({ id, nodes }) =>
  nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
"""
OPTIONS = {
    "runOnly": {"type": "tag", "values": RULES},
    "resultTypes": ["violations"],
    "selectors": False,
}
# 1280 CSS pixels at 400 %, for whoever enlarges a page that is open.
UNZOOMED: ViewportSize = {"width": 1440, "height": 900}
ZOOMED: ViewportSize = {"width": 320, "height": 568}


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
    page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(AUDIT, OPTIONS)
    return found


def overflow(page: Page) -> list[str]:
    """Return that the page is wider than its window once somebody enlarges it, if it is."""
    page.set_viewport_size(ZOOMED)
    width = page.evaluate("document.scrollingElement.scrollWidth")
    page.set_viewport_size(UNZOOMED)
    return [f"{width} px wide"] if width > ZOOMED["width"] else []


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
def test_axe_finds_nothing_and_nothing_overflows(
    open_desk: SignIn, theme: str, language: str
) -> None:
    world = build()
    administrator = world.agents["administrator"]
    administrator.language, administrator.theme = language, theme
    administrator.save()
    looks = {"theme": theme, "language": language}
    inside = open_desk(administrator, "/offline/", **looks, **UNZOOMED)
    outside = open_desk(None, "/offline/", **looks, **UNZOOMED)
    wrong: dict[str, list[str]] = {}
    visited = 0
    for address in addresses(world):
        page = outside if address.open_to_strangers else inside
        if not opens(page, address.url):
            continue
        visited += 1
        if found := [*findings(page), *overflow(page)]:
            wrong[address.url] = found
    assert visited > 100
    assert not wrong, "\n".join(f"{url}\n  " + "\n  ".join(found) for url, found in wrong.items())
