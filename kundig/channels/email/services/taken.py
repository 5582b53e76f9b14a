"""What a service answers when it is given a mail."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kundig.core.text import one_line

# The mail itself is refused, and would be again; 401 and 403 are about the key, 429 about the pace.
_FINAL = frozenset({400, 404, 405, 406, 409, 411, 413, 415, 422})


@dataclass(frozen=True)
class Taken:
    """One recipient: the id under which the service has the mail, or why it refuses, for good or for now."""

    address: str
    id: str = ""
    refused: str = ""
    is_final: bool = True


class Refusal(Exception):
    """A service did not take a mail; `is_final` where it never will, or where only a person may give it the mail again."""

    def __init__(self, status: int, words: str) -> None:
        # A success that says nothing else that we know: it may well have the mail, and must not get it twice.
        is_unclear = 200 <= status < 300
        if is_unclear:
            words = _(
                "the mail service’s answer does not tell whether it has the mail; please look there before"
                " you try again"
            )
        super().__init__(one_line(f"{status} {words}", 300))
        self.is_final = is_unclear or status in _FINAL
