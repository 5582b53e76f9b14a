"""Reading strangers' mails where nothing can break: in child processes with hard limits.

`understand(raw)` is the one function the rest of Kundig calls. It never raises, takes at most two
time-outs, and may be called from any number of threads. A mail at which a child fails is then read by
headers only, in a child too, and at last as plain text, for which no child is needed.
"""

from __future__ import annotations

from typing import Any

from kundig.channels.email.mime import wire
from kundig.channels.email.mime.mail import ParsedMail
from kundig.channels.email.mime.parse import parse_raw
from kundig.core import caps
from kundig.core.children import Limits, Pool, shared

_MODULE = "kundig.channels.email.mime.child"
# JSON escapes one character in up to six bytes, and `text`, `html` and `reply` may all be full.
_MOST_WORDS = 6 * (2 * caps.MAIL_TEXT_CHARS + caps.MAIL_HTML_CHARS) + 4_000_000
_SPARE = 1 << 18


def understand(raw: bytes) -> ParsedMail:
    """What a mail says, as far as it can be read within the limits. Never raises."""
    return _understand(shared(_MODULE, pool), raw)


def pool(
    *,
    children: int = caps.MAIL_CHILDREN,
    seconds: float = caps.MAIL_CHILD_SECONDS,
    cpu_seconds: int = caps.MAIL_CHILD_CPU_SECONDS,
    memory: int = caps.MAIL_CHILD_MEMORY_BYTES,
) -> Pool:
    """A pool of children that read mails, with these limits."""
    return Pool(
        _MODULE, Limits(seconds, cpu_seconds, memory, caps.MAIL_CHILD_MAILS), children=children
    )


class Guard:
    """A pool of its own."""

    def __init__(self, **limits: Any) -> None:
        self._pool = pool(**limits)

    def understand(self, raw: bytes) -> ParsedMail:
        """What a mail says: whole, or its headers, or as plain text. Never raises."""
        return _understand(self._pool, raw)

    def close(self) -> None:
        """End all children. A later call of `understand` starts new ones."""
        self._pool.close()

    @property
    def process_ids(self) -> tuple[int, ...]:
        """The children that wait for a mail now."""
        return self._pool.process_ids


def _understand(children: Pool, raw: bytes) -> ParsedMail:
    for stage in (b"w", b"h"):
        mail = children.ask(stage, raw, wire.decode, most=(_MOST_WORDS, len(raw) + _SPARE))
        if mail is not None:
            return mail
    return parse_raw(raw)
