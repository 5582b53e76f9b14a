"""What another system tells: asked through the guarded client, taken as plain words, and drawn by us."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from kundig.conversations.embedded.models import EmbeddedCard
from kundig.conversations.embedded.token import token
from kundig.conversations.models import Conversation
from kundig.core import caps
from kundig.core.fetch import fetch
from kundig.core.outside import Unreachable
from kundig.core.text import one_line
from kundig.staff.models import Agent

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CardRow:
    """One line of a card; `link` leads to the other system, "" where it leads nowhere."""

    label: str
    value: str
    link: str = ""


def ask(card: EmbeddedCard, conversation: Conversation, agent: Agent) -> list[CardRow] | None:
    """Return what the other system tells of the conversation's customer; None where it does not answer properly.

    Nothing at all (204, or no rows) is an answer, too. Redirects are not followed: the token is for one host.
    """
    headers = {
        "Accept": "application/json",
        "Authorization": f"Bearer {token(card, conversation, agent)}",
    }
    try:
        answer = fetch(
            card.address,
            headers=headers,
            own_networks=True,
            seconds=caps.EMBEDDED_SECONDS,
            size=caps.EMBEDDED_BYTES,
        )
        if answer.status == 204:
            return []
        if answer.status != 200:
            raise Unreachable(f"{card.address} answered {answer.status}")
        return read(answer.content)
    except (Unreachable, ValueError, RecursionError) as problem:
        log.info("card %s: %s", card.pk, problem)
        return None


def read(content: bytes) -> list[CardRow]:
    """Return the rows of a card: ``{"rows": [{"label", "value", "link"}]}``; ValueError for anything else."""
    told = json.loads(content)
    rows = told.get("rows") if isinstance(told, dict) else None
    if not isinstance(rows, list):
        raise ValueError("no rows")
    return list(_rows(rows[: caps.EMBEDDED_ROWS]))


def _rows(rows: list[Any]) -> Iterator[CardRow]:
    for row in rows:
        if not isinstance(row, dict):
            raise ValueError("a row is no object")
        label = one_line(_words(row.get("label")), caps.EMBEDDED_LABEL_CHARS)
        value = one_line(_words(row.get("value")), caps.EMBEDDED_VALUE_CHARS)
        if label or value:
            yield CardRow(label, value, _link(_words(row.get("link"))))


def _words(value: object) -> str:
    return str(value) if isinstance(value, str | int | float) else ""


def _link(address: str) -> str:
    """The address where it is one of the web, and nothing where it would run or load something else."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    return address if is_web and len(address) <= caps.EMBEDDED_VALUE_CHARS else ""
