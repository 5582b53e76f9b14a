"""What a role may allow with regard to taking things out."""

from __future__ import annotations

from kundig.conversations.permissions import EXPORT

# Held by Kundig itself alone: no role offers it.
WORK = "export.work"

__all__ = ["EXPORT", "WORK"]
