"""What a message is told by: its words, where it comes from, where its links lead; and how each is kept.

Kept are keyed hashes: whoever has the table can't read from it what people wrote.
"""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import urlsplit

from kundig.conversations.models import Message
from kundig.core import caps, secrets

_WORD = re.compile(r"[^\W_][\w'’$€£%-]{1,}", re.UNICODE)
_LINK = re.compile(r"https?://[^\s<>\"')\]]{1,500}", re.IGNORECASE)
_SHORTEST, _LONGEST = 3, 24


def words_of(message: Message) -> set[str]:
    """Return what a message is told by; words of the subject and others count apart."""
    found: set[str] = set()
    for word in _all(message):
        found.add(word)
        if len(found) >= caps.SPAM_WORDS:
            break
    return found


def key_of(word: str) -> int:
    """Return the number under which a word is kept."""
    digest = hashlib.blake2b(word.encode(), key=_key(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def _all(message: Message) -> Iterator[str]:
    address = str(message.sender.get("address", "")).lower()
    if "@" in address:
        yield f"from:{address}"
        yield f"from:@{address.rpartition('@')[2]}"
    yield from (f"subject:{word}" for word in _words(message.subject))
    text = message.text[: caps.SPAM_CHARS]
    for link in _LINK.findall(f"{text}\n{message.html[: caps.SPAM_CHARS]}"):
        host = _host(link)
        if host:
            yield f"link:{host}"
    yield from (f"mark:{name}" for name in message.warnings)
    yield from _words(_LINK.sub(" ", text))


def _words(text: str) -> Iterator[str]:
    for word in _WORD.findall(unicodedata.normalize("NFKC", text).casefold()):
        if len(word) > _LONGEST:
            # Chains of signs differ each time; that there is one may tell.
            yield f"long:{word[0]}{len(word) // 10}"
        elif len(word) >= _SHORTEST:
            yield word


def _host(link: str) -> str:
    try:
        return (urlsplit(link).hostname or "").removeprefix("www.")[:100]
    except ValueError:
        return ""


@functools.cache
def _key() -> bytes:
    return secrets.sign("words of spam", "").encode()
