"""One SMTP or LMTP dialogue: aiosmtpd's, with limits per peer and mails that never lie in memory by the dozen."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, TLSSetupException, syntax

from kundig.channels.email.peers import Peers
from kundig.channels.email.spool import Room, Spool
from kundig.core import caps

if TYPE_CHECKING:
    from kundig.channels.email.listener import Doorman

log = logging.getLogger(__name__)

TOO_MANY_CONNECTIONS = b"421 4.7.0 Too many connections, please try again later\r\n"
TOO_MANY_MAILS = "450 4.7.1 Too many mails within a minute, please try again later"
TOO_LARGE = "552 5.3.4 The mail is larger than this system takes"
NO_ROOM = "452 4.3.1 No room for this mail now, please try again later"
FAULT = b"421 4.3.0 An error occurred, please try again later\r\n"
ENDLESS = "421 4.7.0 This mail does not end"


class Dialogue(SMTP):
    """SMTP as we speak it.

    The mail goes into a spool piece by piece (RFC 5321, 4.5.2: a dot that was doubled loses one), lines
    may be of any length, and silence counts from the last piece, not from the last command.
    """

    # What may lie unread in memory; longer lines come in pieces.
    line_length_limit = caps.LISTENER_PIECE_BYTES

    def __init__(self, doorman: Doorman, peers: Peers, room: Room, **options: Any) -> None:
        super().__init__(doorman, **options)
        self._doorman = doorman
        self._peers = peers
        self._room = room
        self._counted_as: str | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count the connection, or turn it away."""
        # The same one comes again when STARTTLS protects it; it will be lost only once.
        if self._counted_as is None:
            self._counted_as = address_of(transport.get_extra_info("peername"))
            if not self._peers.enter(self._counted_as):
                assert isinstance(transport, asyncio.Transport)
                transport.write(TOO_MANY_CONNECTIONS)
                transport.close()
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Forget the connection."""
        if self._counted_as is not None:
            self._peers.leave(self._counted_as)
            self._counted_as = None
        super().connection_lost(error)

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802  # aiosmtpd's name
        """Begin a mail, unless the peer has brought too many."""
        assert self.session is not None
        if not self._peers.may_send(address_of(self.session.peer)):
            await self.push(TOO_MANY_MAILS)
            return
        await super().smtp_MAIL(arg)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802  # aiosmtpd's name
        """Take the mail itself and answer when it is safe, or why it is not."""
        if await self.check_helo_needed():
            return
        assert self.envelope is not None
        assert self.session is not None
        if arg:
            await self.push("501 Syntax: DATA")
            return
        if not self.envelope.rcpt_tos:
            await self.push("503 Error: need RCPT command")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        with Spool(self._room) as spool:
            status = await self._read(spool)
            if not status:
                status = await self._doorman.take(self.session, self.envelope, spool)
        self.envelope = self._create_envelope()
        await self.push(status)
        if status == ENDLESS and isinstance(self.transport, asyncio.Transport):
            self.transport.close()

    async def handle_exception(self, error: Exception) -> str:
        """Answer a fault of ours and hang up: the sender keeps the mail, and hears nothing of the inside.

        What still comes may belong to a mail that was not read to its end; as commands it must not count.
        """
        if isinstance(error, TLSSetupException):
            return await super().handle_exception(error)
        log.error("a mail dialogue failed", exc_info=error)
        if isinstance(self.transport, asyncio.Transport):
            self.transport.write(FAULT)
            self.transport.close()
        # For aiosmtpd, which sends it too: nobody listens any more.
        return FAULT.decode().strip()

    async def _read(self, spool: Spool) -> str:
        """Read the mail into the spool; returns why it can't be taken, or ""."""
        trouble, read, unnoticed = "", 0, 0
        is_line_start = True
        while True:
            piece, is_whole = await self._piece()
            if is_line_start and piece == b".\r\n":
                return trouble
            read += len(piece)
            unnoticed += len(piece)
            if unnoticed > caps.LISTENER_PIECE_BYTES:
                self._reset_timeout()
                unnoticed = 0
            if not trouble and read > caps.MAIL_BYTES:
                trouble = TOO_LARGE
                spool.drop()
            if read > 2 * caps.MAIL_BYTES:
                return ENDLESS
            if not trouble and not spool.add(
                piece[1:] if is_line_start and piece[:1] == b"." else piece
            ):
                trouble = NO_ROOM
                spool.drop()
            is_line_start = is_whole

    async def _piece(self) -> tuple[bytes, bool]:
        """Return the next line, or a piece of a long one; tells whether it ends the line."""
        try:
            # Only CR LF ends a line: a lone LF must not end a mail for us alone (RFC 5321, 2.3.8).
            return await self._reader.readuntil(b"\r\n"), True
        except asyncio.LimitOverrunError as long:
            return await self._reader.read(long.consumed), False
        except asyncio.IncompleteReadError as end:
            raise ConnectionResetError from end


class LocalDialogue(Dialogue, LMTP):
    """LMTP (RFC 2033): an answer for each recipient."""


def address_of(peer: object) -> str:
    """Return the address of a peer as asyncio names it; "" for a socket on this machine."""
    return str(peer[0]) if isinstance(peer, tuple) and peer else ""
