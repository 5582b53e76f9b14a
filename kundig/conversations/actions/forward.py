"""forward: a message, or all of a conversation, for somebody outside who has not read along."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from kundig.conversations import events, permissions
from kundig.conversations.actions.again import copy_file
from kundig.conversations.actions.envelope import Envelope
from kundig.conversations.actions.pass_on import files_of, passed_on, repeated
from kundig.conversations.actions.write import finish, queue, write
from kundig.conversations.models import Conversation, Direction, Message
from kundig.conversations.protection import is_secret
from kundig.conversations.protection_offers import can_encrypt
from kundig.conversations.rich_text import understand
from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record


@action("conversation.forward", _("Forward"), needs=permissions.REPLY, icon="forward")
def forward(
    conversation: Conversation,
    *,
    by: Actor,
    to: Sequence[str],
    cc: Sequence[str] = (),
    text: str = "",
    messages: Sequence[Message] = (),
    in_clear: bool = False,
) -> Message:
    """Send messages with their files to somebody outside; without `messages`, all but notes.

    What came or went encrypted goes on encrypted, or not at all (Refused), as long as `in_clear` does not say
    that others may read it on the way.
    It becomes a message of the conversation, goes out as answers do, and changes nothing about whose turn
    it is. Whoever gets it takes part from now on: their answer comes back here.
    """
    envelope = Envelope.checked(to=to, cc=cc)
    if not envelope.to:
        raise Refused(_("Please say to whom it should go."))
    passed = passed_on(conversation, messages)
    must_encrypt = not in_clear and any(is_secret(one.protection) for one in passed)
    if must_encrypt and not can_encrypt(conversation.channel, [*envelope.to, *envelope.cc]):
        raise Refused(
            _(
                "This came encrypted, and there is no key for every recipient: it would go on in clear. "
                "Please say explicitly that it may."
            )
        )
    files = files_of(passed)
    own = text.strip()
    whole = "\n\n".join([*([own] if own else []), *map(repeated, passed)])
    message = write(
        conversation,
        Direction.OUTBOUND,
        by,
        understand(whole[: caps.MESSAGE_CHARS], ""),
        (),
        envelope,
    )
    message.visible_text = own
    message.forwards = [one.pk for one in passed]
    if must_encrypt:
        message.protection = {"wanted": {"encrypt": True}}
    message.save(update_fields=["visible_text", "forwards", "protection"])
    for file in files:
        copy_file(file, by.id if by.kind == "agent" else None, message)
    queue(message)
    finish(conversation, message, [])
    record(
        conversation, events.FORWARDED, by=by, message=message.pk, to=", ".join(envelope.to)[:500]
    )
    return message
