"""What a careful colleague would say before an answer is sent: small checks, each explained by what it found.

Everything is decided here, by tables of words and by what the conversation holds; nothing leaves the machine, and
nothing is forbidden: a hint can be dismissed, and each check can be switched off.

`gather` puts together what is known (two or three queries), `hints` runs the checks over it (none).
"""

from kundig.conversations.answer_check.answer import Answer, Hint
from kundig.conversations.answer_check.checks import CHECKS, Check, hints
from kundig.conversations.answer_check.gather import gather

__all__ = ["CHECKS", "Answer", "Check", "Hint", "gather", "hints"]
