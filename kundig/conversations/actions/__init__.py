"""Verbs of the heart, one file per capability: receive, write, again, work, arrange, deliver."""

from kundig.conversations.actions.again import retry, revise, withdraw
from kundig.conversations.actions.answer_checks import (
    change_answer_checks,
    change_own_answer_checks,
)
from kundig.conversations.actions.answer_invitation import answer_invitation
from kundig.conversations.actions.arrange import merge, move_message, split, undo_move
from kundig.conversations.actions.automatic import (
    answer_automatically,
    note_no_key,
    note_quiet,
)
from kundig.conversations.actions.categories import (
    archive_category,
    change_category,
    make_category,
    merge_category,
    move_category,
    restore_category,
    set_category,
)
from kundig.conversations.actions.confidential import note_opened
from kundig.conversations.actions.deliver import (
    mark_delayed,
    mark_failed,
    mark_sending,
    mark_sent,
    note_complaint,
    note_news,
    put_off,
)
from kundig.conversations.actions.files import upload
from kundig.conversations.actions.follow import follow, unfollow
from kundig.conversations.actions.forward import forward
from kundig.conversations.actions.found import note_file_opened, note_found, note_recording
from kundig.conversations.actions.hand_back import hand_back, last_handed_back, take_back
from kundig.conversations.actions.later import cancel_later, put_off_later, send_due, send_later
from kundig.conversations.actions.linked import link, open_parts, resolve_parts, unlink
from kundig.conversations.actions.links import link_file, note_fetched, revoke_link
from kundig.conversations.actions.list_look import set_list
from kundig.conversations.actions.mask import mask
from kundig.conversations.actions.own_fields import (
    archive_field,
    change_field,
    make_field,
    restore_field,
    set_fields,
)
from kundig.conversations.actions.people import note_merge
from kundig.conversations.actions.personal import (
    Outdated,
    discard,
    look,
    save_draft,
    save_start_draft,
)
from kundig.conversations.actions.presence import attend, leave
from kundig.conversations.actions.promises import (
    accept_promise,
    drop_promise,
    keep_promise,
    promise,
    read_promises,
    watch_promise,
)
from kundig.conversations.actions.protection import note_protection
from kundig.conversations.actions.purge import purge
from kundig.conversations.actions.receive import Incoming, IncomingFile, message_with, receive
from kundig.conversations.actions.sender import note_sender
from kundig.conversations.actions.sensitive_data import change_sensitive_data
from kundig.conversations.actions.side import start_side, tell_of_side_answer
from kundig.conversations.actions.spam import (
    block_sender,
    find_spam,
    is_blocked,
    sender_at,
    unblock,
)
from kundig.conversations.actions.statuses import (
    archive_status,
    change_status,
    make_status,
    move_status,
    restore_status,
    set_status,
)
from kundig.conversations.actions.tags import (
    archive_tag,
    change_tag,
    make_tag,
    merge_tag,
    restore_tag,
    separate_tag,
    tag,
    untag,
)
from kundig.conversations.actions.thanks import change_thanks
from kundig.conversations.actions.usual_send import set_usual_send
from kundig.conversations.actions.views import (
    VIEW_ICONS,
    change_view,
    hide_view,
    make_view,
    place_view,
    remove_view,
    restore_view,
    share_view,
    show_view,
)
from kundig.conversations.actions.work import (
    assign,
    await_customer,
    close,
    hand_over,
    mark_spam,
    reopen,
    resolve,
    set_language,
    set_priority,
    set_subject,
    snooze,
    unmark_spam,
    wake,
)
from kundig.conversations.actions.write import note, reply, start

__all__ = [
    "VIEW_ICONS",
    "Incoming",
    "IncomingFile",
    "Outdated",
    "accept_promise",
    "answer_automatically",
    "answer_invitation",
    "archive_category",
    "archive_field",
    "archive_status",
    "archive_tag",
    "assign",
    "attend",
    "await_customer",
    "block_sender",
    "cancel_later",
    "change_answer_checks",
    "change_category",
    "change_field",
    "change_own_answer_checks",
    "change_sensitive_data",
    "change_status",
    "change_tag",
    "change_thanks",
    "change_view",
    "close",
    "discard",
    "drop_promise",
    "find_spam",
    "follow",
    "forward",
    "hand_back",
    "hand_over",
    "hide_view",
    "is_blocked",
    "keep_promise",
    "last_handed_back",
    "leave",
    "link",
    "link_file",
    "look",
    "make_category",
    "make_field",
    "make_status",
    "make_tag",
    "make_view",
    "mark_delayed",
    "mark_failed",
    "mark_sending",
    "mark_sent",
    "mark_spam",
    "mask",
    "merge",
    "merge_category",
    "merge_tag",
    "message_with",
    "move_category",
    "move_message",
    "move_status",
    "note",
    "note_complaint",
    "note_fetched",
    "note_file_opened",
    "note_found",
    "note_merge",
    "note_news",
    "note_no_key",
    "note_opened",
    "note_protection",
    "note_quiet",
    "note_recording",
    "note_sender",
    "open_parts",
    "place_view",
    "promise",
    "purge",
    "put_off",
    "put_off_later",
    "read_promises",
    "receive",
    "remove_view",
    "reopen",
    "reply",
    "resolve",
    "resolve_parts",
    "restore_category",
    "restore_field",
    "restore_status",
    "restore_tag",
    "restore_view",
    "retry",
    "revise",
    "revoke_link",
    "save_draft",
    "save_start_draft",
    "send_due",
    "send_later",
    "sender_at",
    "separate_tag",
    "set_category",
    "set_fields",
    "set_language",
    "set_list",
    "set_priority",
    "set_status",
    "set_subject",
    "set_usual_send",
    "share_view",
    "show_view",
    "snooze",
    "split",
    "start",
    "start_side",
    "tag",
    "take_back",
    "tell_of_side_answer",
    "unblock",
    "undo_move",
    "unfollow",
    "unlink",
    "unmark_spam",
    "untag",
    "upload",
    "wake",
    "watch_promise",
    "withdraw",
]
