"""The short form of `make faults`: kills, a power cut of the database, a bad mail server; nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys

SEED = os.environ.get("KUNDIG_FAULTS_SEED", "20261123")
PATIENCE_SECONDS = 300


def test_r14_nothing_is_lost_whatever_goes_wrong() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "faults", "--short", "--seed", SEED],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-8_000:] + run.stderr[-4_000:]
    assert "nothing lost" in run.stdout
