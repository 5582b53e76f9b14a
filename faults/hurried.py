"""`kundig` with shorter pauses, so that a run of faults ends within the hour: what is waited for stays the same."""

from __future__ import annotations

import sys

from kundig.core import caps

# A server that said "later" is asked again soon, and often, and an answer may be taken back for a moment only.
caps.DELIVERY_PAUSES_SECONDS = (1, 2, 3, *[5] * 200)
caps.UNDO_SECONDS = 1
caps.JOB_ATTEMPTS = 12

if __name__ == "__main__":
    from kundig.config.cli import main

    sys.exit(main())
