"""What becomes of a new conversation: spam by the server's points, by what was learnt, or none at all.

Never spam by these: what a customer writes whom somebody here has answered before, if the sender is proven.
Answers to our own threads never come here: they begin nothing.
"""

from __future__ import annotations

from kundig.channels.email.junk.certainty import Judgement, Seen, judge
from kundig.channels.email.junk.learning import lessons
from kundig.channels.email.junk.points import marked_by_server, points_of
from kundig.channels.email.junk.words import key_of, words_of
from kundig.channels.email.models import Mailbox, SpamWord
from kundig.conversations import actions
from kundig.conversations.models import Direction, Message
from kundig.core import caps
from kundig.core.actor import SYSTEM

# Of those that speak for spam, so many are named.
_NAMED = 5


def put_aside(message: Message, raw: bytes, *, is_direct: bool) -> None:
    """Put the conversation that `message` has begun into the spam view, if it is spam, and say why.

    With `is_direct` a stranger's server brought the mail: then no filter of ours has given it points.
    """
    if _is_known(message):
        return
    mailbox: Mailbox = getattr(message.channel, "mailbox", None) or Mailbox()
    if marked_by_server(raw):
        actions.find_spam(message.conversation, by=SYSTEM, why="server")
        return
    points = None if is_direct or not mailbox.spam_points else points_of(raw)
    if points is not None and points >= mailbox.spam_points:
        limit = mailbox.spam_points
        actions.find_spam(
            message.conversation, by=SYSTEM, why="points", points=int(points), limit=limit
        )
        return
    judgement = judged(message) if mailbox.learns_spam else None
    if judgement is not None and judgement.certainty >= caps.SPAM_CERTAINTY:
        actions.find_spam(
            message.conversation,
            by=SYSTEM,
            why="learnt",
            certainty=min(int(judgement.certainty * 100), 99),
            words=", ".join(_readable(judgement)),
        )


def judged(message: Message) -> Judgement | None:
    """Return how surely a message is spam; None while too little was learnt of either kind."""
    spam, good = lessons()
    if min(spam, good) < caps.SPAM_LESSONS:
        return None
    names = {key_of(word): word for word in words_of(message)}
    rows = SpamWord.objects.filter(key__in=names).values_list("key", "spam", "good")
    return judge([Seen(names[key], in_spam, in_good) for key, in_spam, in_good in rows], spam, good)


def _is_known(message: Message) -> bool:
    if message.sender_check != "proven":
        return False
    answers = Message.objects.filter(
        conversation__customer=message.customer_id, direction=Direction.OUTBOUND, automatic=""
    )
    return answers.exists()


def _readable(judgement: Judgement) -> list[str]:
    """The strongest words as they stood in the message."""
    plain = (
        word.removeprefix("subject:").removeprefix("link:").removeprefix("from:")
        for word in judgement.words
        if not word.startswith(("mark:", "long:"))
    )
    return list(dict.fromkeys(plain))[:_NAMED]
