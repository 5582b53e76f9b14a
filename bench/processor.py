"""How much of the processors each part of a running Kundig took, by the kernel's account (Linux)."""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

_TICK = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class _Process:
    parent: int
    words: str
    # Its own and those of its children that have ended.
    seconds: float


def taken_by_parts(of: int, database: Path) -> dict[str, float]:
    """Return the seconds that each kind of child of the process `of` has computed, with its own children, and
    the PostgreSQL whose cluster lies in `database`.
    """
    running = _processes()
    server = int((database / "postmaster.pid").read_text().split()[0])
    taken: defaultdict[str, float] = defaultdict(float)
    for id in running:
        way = _way_up(id, running)
        if server in way:
            taken["PostgreSQL"] += running[id].seconds
        elif of in way[1:]:
            child = running[way[way.index(of) - 1]]
            taken[child.words.rpartition("kundig ")[2].split(" ")[0]] += running[id].seconds
    return dict(taken)


def _way_up(id: int, running: dict[int, _Process]) -> list[int]:
    """The process, its parent and so on."""
    way = [id]
    while (id := running[id].parent) in running:
        way.append(id)
    return way


def _processes() -> dict[int, _Process]:
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                found[int(folder.name)] = _process(folder)
            except OSError:
                continue  # it has ended meanwhile
    return found


def _process(folder: Path) -> _Process:
    # The name in brackets may hold anything; behind it the numbers of proc(5) from the third on.
    numbers = (folder / "stat").read_text().rpartition(")")[2].split()
    words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return _Process(int(numbers[1]), words, sum(int(one) for one in numbers[11:15]) * _TICK)
