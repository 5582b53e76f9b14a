"""Where a mail lies while it comes in: small ones in memory, large ones on the disk, all together within a limit."""

from __future__ import annotations

import tempfile
from types import TracebackType

from kundig.core import caps


class Room:
    """The bytes that mails may take up while they come in, all connections together."""

    def __init__(self) -> None:
        self._taken = 0

    def take(self, size: int) -> bool:
        """Take up `size` bytes; False where there is no room for them."""
        if self._taken + size > caps.LISTENER_SPOOL_BYTES:
            return False
        self._taken += size
        return True

    def give_back(self, size: int) -> None:
        """Free `size` bytes."""
        self._taken -= size


class Spool:
    """One mail that is coming in. Use it with `with`: what it takes up is free again afterwards."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._file = tempfile.SpooledTemporaryFile(max_size=caps.LISTENER_MEMORY_BYTES)  # noqa: SIM115  # `drop` closes it
        self.size = 0

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.drop()

    def add(self, piece: bytes) -> bool:
        """Add a piece; False where there is no room for it, in memory's stead or on the disk."""
        if not self._room.take(len(piece)):
            return False
        self.size += len(piece)
        try:
            self._file.write(piece)
        except OSError:
            return False
        return True

    def content(self) -> bytes:
        """Return the whole mail."""
        self._file.seek(0)
        return self._file.read()

    def drop(self) -> None:
        """Forget what is there."""
        self._room.give_back(self.size)
        self.size = 0
        self._file.close()
