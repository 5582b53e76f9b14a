"""`make faults`: a run of the plan, its seed, what went wrong on purpose, and what is wrong afterwards."""

from __future__ import annotations

import argparse
import contextlib
import os
import secrets
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from faults.cluster import Cluster, small_disk
from faults.plan import SHORT, Plan


def main() -> int:
    """Run and report; the exit code is 1 where anything was lost, doubled or left to a person."""
    parser = argparse.ArgumentParser(prog="make faults")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9))
    parser.add_argument("--short", action="store_true", help="two minutes instead of an hour")
    for name in ("mails", "hostile", "answers", "kills", "restarts", "pauses", "full-disks"):
        parser.add_argument(f"--{name}", type=int)
    parser.add_argument("--pause-between-mails", type=float, help="of each sender, in seconds")
    parser.add_argument("--calm", type=float, help="seconds between two faults, at least")
    options = vars(parser.parse_args())
    plan = Plan(options.pop("seed"), **(SHORT if options.pop("short") else {}))  # type: ignore[arg-type]  # the names and types of Plan's fields
    if (calm := options.pop("calm")) is not None:
        plan = replace(plan, calm_seconds=(calm, calm * 1.5))
    plan = replace(plan, **{name: value for name, value in options.items() if value is not None})
    tell(f"seed {plan.seed}: {plan}")
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kundig-faults-")))
        folder.chmod(0o755)
        disk = stack.enter_context(small_disk(folder)) if plan.full_disks else None
        if plan.full_disks and disk is None:
            tell("NOT RUN: the full disk, for no disk can be mounted here")
        os.environ["KUNDIG_DATA"] = str(folder)
        os.environ["KUNDIG_OWN_NETWORKS"] = "127.0.0.0/8"
        os.environ["DJANGO_SETTINGS_MODULE"] = "kundig.config.settings"
        cluster = Cluster((disk or folder) / "postgresql")
        os.environ["DATABASE_URL"] = cluster.url
        stack.callback(cluster.stop)
        from faults.run import run

        try:
            return run(plan, cluster, folder, may_fill=disk is not None, tell=tell)
        finally:
            keep_logs(folder)


def keep_logs(folder: Path) -> None:
    """Keep what the processes wrote in .data/faults, for whoever looks for a reason."""
    kept = Path(".data") / "faults"
    kept.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*.log"):
        shutil.copy(file, kept / file.name)


def tell(line: str) -> None:
    """Print a line with the time."""
    print(f"{time.strftime('%H:%M:%S')}  {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
