"""What a check is given, and what it says."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.functional import Promise


@dataclass(frozen=True)
class Answer:
    """An answer as it would be sent, and what the conversation knows."""

    text: str
    file_count: int = 0
    # Whom it goes to; empty where nobody knows the name.
    customer_name: str = ""
    # What the customer has written since our last answer, and in all of the conversation.
    unanswered: str = ""
    received: str = ""
    # What we wrote last.
    written: str = ""
    # Mail addresses and numbers in `text` that belong to another customer and were not written here.
    foreign: tuple[str, ...] = ()
    # Links in `text` that nobody outside can open, by what is wrong with them: "ended", "inside".
    dead_links: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Hint:
    """One thing to look at: which check says so, a sentence for the author, and where it stands in the text."""

    check: str
    sentence: str | Promise
    place: tuple[int, int] | None = None

    @property
    def key(self) -> str:
        """Return what tells this hint from others about the same answer, so that it can be dismissed."""
        return f"{self.check}: {self.sentence}"
