"""How much of everything a run holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """One run. The same seed makes the same mails and the same order of faults, not the same moments."""

    seed: int
    mails: int = 10_000
    hostile: int = 500
    answers: int = 1_000
    # Processes ended by SIGKILL: worker, listener and web in turns of chance.
    kills: int = 200
    # `pg_ctl stop -m immediate`, which is a power cut for PostgreSQL.
    restarts: int = 20
    pauses: int = 3
    pause_seconds: float = 30
    full_disks: int = 1
    full_disk_seconds: float = 30
    # Between two faults.
    calm_seconds: tuple[float, float] = (1.0, 4.0)
    # How long it may take until all is quiet after the last fault.
    patience_seconds: float = 900
    senders: int = 6
    # What each sender waits after a mail, so that mails come in while things go wrong.
    pause_between_mails: float = 0.0


SHORT = {
    "mails": 150,
    "hostile": 40,
    "answers": 25,
    "kills": 5,
    "restarts": 1,
    "pauses": 1,
    "pause_seconds": 4.0,
    "full_disks": 0,
    "patience_seconds": 120.0,
    "senders": 3,
    "pause_between_mails": 0.4,
}
