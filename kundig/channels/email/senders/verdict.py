"""What is known about a sender, in one word."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What a check of the sender's domain came to; UNCHECKED where there was none, or it could not be made."""

    UNCHECKED = ""
    PROVEN = "proven"
    UNPROVEN = "unproven"
    FAILED = "failed"


@dataclass(frozen=True)
class Proof:
    """What one method found: "spf", "pass", "mensah.example"; the words are those of RFC 8601."""

    method: str
    result: str
    domain: str = ""


@dataclass(frozen=True)
class Finding:
    """A verdict, and what it rests on."""

    verdict: Verdict
    proofs: tuple[Proof, ...] = ()

    @property
    def is_unanswered(self) -> bool:
        """Tell whether the check could not be made because nobody answered, so that later it might."""
        return self.verdict == Verdict.UNCHECKED and any(
            one.result == "temperror" for one in self.proofs
        )


def aligned(domain: str, sender: str) -> bool:
    """Tell whether `domain` may speak for the one in From: itself, or one above or below it (RFC 7489, 3.1)."""
    one, other = domain.lower().rstrip("."), sender.lower().rstrip(".")
    if "." not in one or "." not in other:
        return False
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
