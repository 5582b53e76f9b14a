"""Parts that die are started again: the first time soon, then after growing pauses."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from kundig.config.processes import HEALTHY_SECONDS, PAUSES, Part


def dead(*, lived: float, deaths: int) -> Part:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return Part("web", process, started=time.monotonic() - lived, deaths=deaths)


@pytest.mark.parametrize(
    ("lived", "deaths", "pause"),
    [
        (1.0, 0, PAUSES[0]),
        (1.0, 1, PAUSES[1]),
        (1.0, 99, PAUSES[-1]),
        (HEALTHY_SECONDS + 10.0, 0, PAUSES[0]),
        (HEALTHY_SECONDS + 10.0, 5, PAUSES[0]),
    ],
)
def test_a_part_that_was_healthy_comes_back_at_once(
    lived: float, deaths: int, pause: float
) -> None:
    part = dead(lived=lived, deaths=deaths)
    before = time.monotonic()
    part.look_after()
    assert before + pause <= part.wait_until <= time.monotonic() + pause
