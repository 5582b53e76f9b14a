"""Data of somebody else, and links that the customer can't open. What belongs to whom, `gather` has looked up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from kundig.conversations.answer_check.answer import Answer, Hint
from kundig.core.prose import own_words

LINK = re.compile(r"\bhttps?:[^\s<>\"'„“”)\]]*[^\s<>\"'„“”)\].,;:!?]", re.IGNORECASE)
_HOST = re.compile(
    r"(?!-)[a-z0-9äöüß-]{1,63}(?:\.[a-z0-9äöüß-]{1,63})*\.[a-z][a-z0-9-]{1,62}", re.IGNORECASE
)
_NOBODYS = re.compile(
    r"(?:^|\.)(?:example\.(?:com|org|net)|example|invalid|test|localhost|local|internal)$",
    re.IGNORECASE,
)


def others_data(answer: Answer) -> Iterator[Hint]:
    """Yield a hint for each address or number that is known from somebody else."""
    for value in answer.foreign:
        at = answer.text.find(value)
        place = (at, at + len(value)) if at >= 0 else None
        yield Hint(
            "others",
            _("“%(value)s” is known from another customer, not from this one.") % {"value": value},
            place,
        )


def dead_links(answer: Answer) -> Iterator[Hint]:
    """Yield a hint for each link that leads nowhere, or nowhere that a customer may go."""
    for match in LINK.finditer(own_words(answer.text)):
        wrong = answer.dead_links.get(match[0]) or _wrong_with(match[0])
        if wrong:
            yield Hint("link", _sentence(wrong) % {"link": match[0][:80]}, match.span())


def _wrong_with(link: str) -> str:
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
        parts.port  # noqa: B018  # raises for what is no port
    except ValueError:
        return "broken"
    if parts.path.lower().startswith(("//http", "/http:", "/https:")) or host in ("http", "https"):
        return "broken"
    if re.fullmatch(r"[\d.]+", host) or host.startswith("["):
        return "inside" if host.startswith(("10.", "127.", "192.168.", "169.254.", "[")) else ""
    if _NOBODYS.search(host):
        return "nobodys"
    return "" if _HOST.fullmatch(host) else "broken"


def _sentence(wrong: str) -> str:
    return {
        "broken": _("“%(link)s” is no complete link."),
        "nobodys": _("“%(link)s” leads nowhere outside."),
        "inside": _("“%(link)s” can be opened by colleagues only, not by the customer."),
        "ended": _("“%(link)s” leads to a file that can no longer be fetched."),
    }[wrong]
