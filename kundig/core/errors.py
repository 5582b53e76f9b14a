"""The kinds of errors Kundig knows. Anything else crashes, is logged, and is a bug."""

from __future__ import annotations


class Refused(Exception):
    """An action was refused; the text is a (lazily translated) sentence for the person who asked."""

    status = 409

    @property
    def sentence(self) -> str:
        """Return the sentence in the active language."""
        return str(self.args[0]) if self.args else ""


class NotAllowed(Refused):
    """The actor may not do this to a thing that they may see."""

    status = 403
    # Whether the audit trail knows of it already.
    is_noted = False


class NotThere(Refused):
    """What was named beside the subject is not there for the actor: whether it is at all is not told."""

    status = 404


class Missing(Refused):
    """An action needs something first; `names` says what, as the room that refuses knows it."""

    def __init__(self, sentence: object, names: tuple[str, ...]) -> None:
        super().__init__(sentence)
        self.names = names


class DeliveryFailed(Exception):
    """A channel could not deliver a message.

    `permanent` tells whether trying again is pointless; `reason` is the far side's own words, for the
    timeline and the log.
    """

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
