"""What a service answers when it is given a mail."""

from __future__ import annotations

from dataclasses import dataclass

from kundig.core.text import one_line

# The mail itself is refused, and would be again; 401 and 403 are about the key, 429 about the pace.
_FINAL = frozenset({400, 404, 405, 406, 409, 411, 413, 415, 422})


@dataclass(frozen=True)
class Taken:
    """One recipient: the id under which the service has the mail, or why it refuses."""

    address: str
    id: str = ""
    refused: str = ""


class Refusal(Exception):
    """A service did not take a mail; `is_final` where it never will."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(one_line(f"{status} {words}", 300))
        self.is_final = status in _FINAL
