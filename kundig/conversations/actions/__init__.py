"""Verbs of the heart, one file per capability: receive, write, work, arrange."""

from kundig.conversations.actions.arrange import merge, move_message, split, undo_move
from kundig.conversations.actions.receive import Incoming, IncomingFile, receive
from kundig.conversations.actions.work import (
    assign,
    close,
    hand_over,
    mark_spam,
    reopen,
    resolve,
    set_priority,
    set_subject,
    snooze,
    tag,
    unmark_spam,
    untag,
    wake,
)
from kundig.conversations.actions.write import note, reply, retry, start, withdraw

__all__ = [
    "Incoming",
    "IncomingFile",
    "assign",
    "close",
    "hand_over",
    "mark_spam",
    "merge",
    "move_message",
    "note",
    "receive",
    "reopen",
    "reply",
    "resolve",
    "retry",
    "set_priority",
    "set_subject",
    "snooze",
    "split",
    "start",
    "tag",
    "undo_move",
    "unmark_spam",
    "untag",
    "wake",
    "withdraw",
]
