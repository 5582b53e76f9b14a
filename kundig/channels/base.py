"""What a kind of channel must be able to do, and the table of kinds that the kinds' folders fill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.functional import Promise

from kundig.channels.models import Receipt, Stage
from kundig.conversations.models import Channel, Message
from kundig.conversations.recipients import Fate, Outcome


@dataclass(frozen=True)
class Sent:
    """What the far side said: its id for the message, the addresses it goes to, and what became of each.

    `to` leaves out copies. Without `outcomes` everybody has it. Some may be refused while others have it;
    then only the `DELAYED` ones are tried again.
    """

    external_id: str
    to: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()

    def with_fate(self, *fates: Fate) -> list[Outcome]:
        """Return what became of those recipients who met one of these fates."""
        return [outcome for outcome in self.outcomes if outcome.fate in fates]


@dataclass(frozen=True)
class Reading:
    """An input that is no message, as a person reads it: its headers in words, text, HTML, names and sizes of its files.

    `is_confidential` where it holds what opens accounts or recordings of browsers: then only some may read it.
    """

    headers: tuple[tuple[str, str], ...]
    text: str
    html: str = ""
    files: tuple[tuple[str, int], ...] = ()
    is_confidential: bool = False


class Busy(Exception):
    """The far side can't be talked to just now through no fault of the message: its turn comes later."""


class MayBeOut(Exception):
    """Something of ours went wrong after the far side may have taken the message: nobody knows, so nobody tries again."""


class ChannelKind(Protocol):
    """One kind of channel: mail, messenger, SMS. Stateless; everything it needs is handed in."""

    name: str
    label: str | Promise

    def order_key(self, raw: bytes) -> str:
        """Return what inputs have in common that must be worked off one after the other.

        Called before the input is acknowledged: quick, and never raises, whatever the bytes. Looks at the
        first `caps.THREAD_SCAN_BYTES` only: the sweep reads no more of what lies in the database.
        """
        ...

    def sender_key(self, raw: bytes) -> str:
        """Return what the inputs of one sender have in common, for fair turns; like `order_key`, never raises."""
        ...

    def parse(self, raw: bytes, channel: Channel) -> Any:
        """Return what the raw input says, as a value of the kind's own. No side effect.

        Called outside of any transaction; of the database at most the channel's own settings are read.
        """
        ...

    def parse_plainly(self, raw: bytes) -> Any:
        """Return the input as text and nothing more, for inputs that `parse` or `receive` break on."""
        ...

    def read(self, raw: bytes) -> Reading:
        """Return what the raw input says to whoever must decide on it. No side effect; never raises.

        What is encrypted stays so.
        """
        ...

    def ask_ahead(self, receipts: Sequence[Receipt]) -> None:
        """Ask what `receive` will ask the database about each of these inputs, once for all: see `core.ahead`.

        Only makes it quicker: what was not asked ahead is asked when it is needed.
        """
        ...

    def receive(self, receipt: Receipt, parsed: Any) -> tuple[Message | None, Stage]:
        """Call the verbs that the input amounts to, inside the transaction that closes the receipt.

        Returns the message that it became or speaks about, and how far it was understood.
        """
        ...

    def send(self, message: Message) -> Sent:
        """Send an outgoing message to those who do not have it yet, and return what became of it.

        Raises DeliveryFailed where nobody was reached, Busy where it was not even tried, and MayBeOut where a fault
        of ours leaves that open. Any other error says that nothing went out.
        """
        ...


_kinds: dict[str, ChannelKind] = {}


def register(kind: ChannelKind) -> None:
    """Add a kind to the table; RuntimeError where its name is taken."""
    if kind.name in _kinds:
        raise RuntimeError(f"channel kind {kind.name!r} is registered twice")
    _kinds[kind.name] = kind


def kind_of(channel: Channel) -> ChannelKind:
    """Return the kind of a channel; KeyError where no folder offers it any more."""
    return _kinds[channel.kind]


def kinds() -> list[ChannelKind]:
    """Return all kinds in the order of their names."""
    return [_kinds[name] for name in sorted(_kinds)]
