"""`make fuzz`: damaged mails through the whole of taking in and understanding, and what broke.

Prints its seed. Every mail must become a message, no worker may fail, none may take more than
two seconds or the child that reads it more than 300 MB.
"""

from __future__ import annotations

import argparse
import itertools
import os
import secrets
import sys
from pathlib import Path

from bench.database import start
from fuzz.mutate import mutants
from fuzz.seeds import of_folder, own

DATA = Path(__file__).resolve().parent.parent / ".data" / "fuzz"
AT_ONCE = 16
TELL_EVERY = 1_000


def main() -> int:
    """Damage, take in, understand, and report; the exit code is 1 where anything broke."""
    parser = argparse.ArgumentParser(prog="make fuzz")
    parser.add_argument("--mails", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9))
    folder = os.environ.get("KUNDIG_FUZZ_FOLDER")
    parser.add_argument(
        "--folder", type=Path, default=folder, help="begin with the .eml files below it, too"
    )
    parser.add_argument(
        "--data", type=Path, default=DATA, help="where the database lies; one for each run"
    )
    options = parser.parse_args()
    seeds = own() + (of_folder(options.folder) if options.folder else [])
    print(f"seed {options.seed}, {len(seeds)} mails to begin with", flush=True)
    start(options.data)
    from fuzz.run import Run

    run, told = Run(options.data), 0
    mails = mutants(seeds, options.seed)
    while run.tried < options.mails:
        run.try_some(list(itertools.islice(mails, min(AT_ONCE, options.mails - run.tried))))
        if run.tried // TELL_EVERY > told:
            told = run.tried // TELL_EVERY
            print(run.report(), flush=True)
    print(run.report())
    return 1 if run.broken else 0


if __name__ == "__main__":
    sys.exit(main())
