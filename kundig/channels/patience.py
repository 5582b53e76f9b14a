"""Writing down what a far side has taken: patiently, for what is not written down goes out again."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, close_old_connections

from kundig.core import caps

log = logging.getLogger(__name__)


def write_down(write: Callable[[], None]) -> None:
    """Write what became of a message, again and again while the database is away; raises what the last attempt does."""
    for pause in caps.MARK_SENT_PAUSES_SECONDS:
        try:
            write()
        except (OperationalError, InterfaceError) as problem:
            log.warning("a message went out and can't be marked yet: %s", problem)
            time.sleep(pause)
            close_old_connections()
        else:
            return
    write()


def after_sending(write: Callable[[], None]) -> None:
    """Write what is good to know of a message that went out; where that can't be, it is logged, and nothing is sent again."""
    try:
        write_down(write)
    except Exception:
        log.exception("a message went out, and what is good to know of it could not be kept")
