from __future__ import annotations

import re
from pathlib import Path

ROOM = Path(__file__).parent.parent
USED = re.compile(r"""(?:{% icon "|icon_name="|icon_name": "|Place\(.*?, ")([a-z][a-z0-9-]+)""")


def test_every_icon_that_is_drawn_is_in_the_sprite() -> None:
    listed = set((ROOM / "assets/icons.txt").read_text().split("\n"))
    used: set[str] = set()
    for path in [*ROOM.parent.rglob("*.html"), *ROOM.parent.rglob("*.py")]:
        if "tests" not in path.parts:
            used |= set(USED.findall(path.read_text()))
    assert used - listed == set()
