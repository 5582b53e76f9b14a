"""A real browser on a real server. Without Chromium these tests are skipped, loudly."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from kundig.staff.models import Agent
from tests.server import Server, session_cookie

# Playwright's synchronous interface runs inside an event loop; the tests themselves are not async.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

SignIn = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip all browser tests where there is no Chromium, and keep them in one worker otherwise."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.xdist_group("browser"))
            if CHROMIUM is None:
                reason = "NOT RUN: Chromium is missing (apt-get install chromium)"
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use Debian's Chromium."""
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ARGUMENTS}


@pytest.fixture
def open_desk(browser: Browser, server: Server) -> Iterator[SignIn]:
    """Return a function that opens a page as an agent: ``open_desk(anna, "/inbox/open/", width=390)``."""
    contexts: list[BrowserContext] = []

    def open_page(
        agent: Agent | None,
        path: str = "/",
        *,
        width: int = 1440,
        height: int = 900,
        theme: str = "light",
        language: str = "de",
        user_agent: str | None = None,
        service_workers: Literal["allow", "block"] = "block",
    ) -> Page:
        context = browser.new_context(
            base_url=server.url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if theme == "dark" else "light",
            locale=language,
            user_agent=user_agent,
            timezone_id="Europe/Berlin",
            # Tests hold requests back, and a service worker's can't be held.
            service_workers=service_workers,
        )
        contexts.append(context)
        context.set_default_timeout(8_000)
        if agent is not None:
            cookies = session_cookie(agent)
            context.add_cookies(
                [{"name": k, "value": v, "url": server.url} for k, v in cookies.items()]
            )
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
