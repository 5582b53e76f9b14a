"""Message-IDs: claims of the sender that sort mails into threads, never more."""

from __future__ import annotations

import re

from kundig.channels.email.mime.characters import one_line
from kundig.core import caps

_BRACKETED = re.compile(r"<([^<>]+)>")
_WORD = re.compile(r"[^\s<>,;\"]{1,500}@[^\s<>,;\"]+")
_SPACE = re.compile(r"\s+")


def read_message_id(value: str) -> str:
    """The identifier without its angle brackets; "" when the field holds none."""
    found = read_message_ids(value)
    if found:
        return found[0]
    bare = _tidy(value.strip().strip("<>"))
    return bare if re.search(r"\w", bare) and "[" not in bare else ""


def read_message_ids(value: str) -> tuple[str, ...]:
    """All identifiers of a References or In-Reply-To field, first to last, none twice.

    More than `MAIL_REFERENCES`: the first one and the newest stay, they decide the thread.
    """
    found = [_tidy(inner) for inner in _BRACKETED.findall(value)]
    if not any(found):
        found = [_tidy(word) for word in _WORD.findall(value)]
    unique = list(dict.fromkeys(one for one in found if re.search(r"\w", one)))
    if len(unique) > caps.MAIL_REFERENCES:
        unique = unique[:1] + unique[-(caps.MAIL_REFERENCES - 1) :]
    return tuple(unique)


def made_from(sha256: str) -> str:
    """The identifier of a mail that brought none: the same mail always gets the same."""
    return f"{sha256[:40]}@raw.invalid"


def _tidy(text: str) -> str:
    return one_line(_SPACE.sub("", text), caps.MAIL_MESSAGE_ID_CHARS)
