"""Nothing is offered that would be refused: every link and button on every page, for every role."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from tests.permission_table import TABLE
from tests.routes import SIGNED_OUT, Outcome, routes
from tests.world import ROLES, World, changed_back

pytestmark = pytest.mark.django_db

LET_IN: frozenset[Outcome] = frozenset({"in", "again", "refused"})
SIGNED_IN_ROLES = [role for role in ROLES if role != "anonymous"]


@pytest.mark.parametrize("role", SIGNED_IN_ROLES)
def test_what_a_page_offers_is_not_refused(world: World, role: str) -> None:
    browser = world.browsers[role]
    offered: dict[tuple[str, str], str] = {}
    with changed_back():
        for page in _pages(world, role):
            answer = browser.get(page)
            if answer.status_code == 200 and "html" in answer.get("Content-Type", ""):
                offered.update(dict.fromkeys(_offers(page, answer.text), page))
        refused = {
            f"{page}: {method} {url}"
            for (method, url), page in offered.items()
            if not (_may_get(browser, url, role) if method == "GET" else _may_post(url, role))
        }
    assert refused == set()


def _pages(world: World, role: str) -> Iterator[str]:
    things = world.things(role, own=True)
    for name, route in sorted(routes().items()):
        row = TABLE.get(name)
        if (
            row is not None
            and row.get is not None
            and row.get.own[role] == "in"
            and not route.is_api
        ):
            yield row.url(route, things)


def _may_get(browser: Client, url: str, role: str) -> bool:
    # To Ben and Stefan some things are foreign, so the link itself must be tried.
    if role in ("limited", "steward"):
        return browser.get(url).status_code < 400
    row = TABLE.get(resolve(url.partition("?")[0]).view_name)
    return row is not None and row.get is not None and row.get.own[role] in LET_IN


def _may_post(url: str, role: str) -> bool:
    row = TABLE.get(resolve(url).view_name)
    if row is None or row.post is None:
        return False
    return row.post is SIGNED_OUT or row.post.own[role] in LET_IN


def _offers(page: str, text: str) -> set[tuple[str, str]]:
    found = _Offers()
    found.feed(text)
    offers = ((method, urldefrag(urljoin(page, url)).url) for method, url in found.offers)
    return {
        (method, url.partition("?")[0] if method == "POST" else url)
        for method, url in offers
        if _is_ours(url)
    }


def _is_ours(url: str) -> bool:
    try:
        resolve(url.partition("?")[0])
    except Resolver404:
        return False
    return True


class _Offers(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.offers: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href", "").split(":")[0] not in ("mailto", "tel"):
            self.offers.append(("GET", given.get("href", "")))
        if tag == "form":
            method = given.get("method", "get").upper()
            if method in ("GET", "POST"):
                self.offers.append((method, given.get("action", "")))
        for method in ("GET", "POST"):
            if url := given.get(f"hx-{method.lower()}"):
                self.offers.append((method, url))
