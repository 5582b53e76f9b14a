"""What happens to conversations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.conversations.models.saved_view import Sharing
from kundig.conversations.models.state import Back
from kundig.core.events import Audience, Moment, Ref, Word, declare
from kundig.core.languages import LANGUAGES
from kundig.core.models import Matter

# Kept in the log by name: the numbers of the choice may change, the words may not.
PRIORITIES = Word(
    {
        "low": _("Low"),
        "normal": _("Normal"),
        "high": _("High"),
        "urgent": _("Urgent"),
    }
)

LANGUAGE_NAMES = Word(LANGUAGES)

OPENED = declare(
    "conversation.opened",
    _("{actor} opened the conversation"),
    icon="message-circle-plus",
    fields={"channel": Ref("channel")},
    audience=Audience.CUSTOMER,
)
RECEIVED = declare(
    "conversation.message_received",
    _("{actor} wrote"),
    icon="mail",
    fields={"message": int, "automatic": bool},
    audience=Audience.CUSTOMER,
)
REPLIED = declare(
    "conversation.replied",
    _("{actor} answered"),
    icon="reply",
    fields={"message": int},
    audience=Audience.CUSTOMER,
)
INVITATION_ANSWERED = declare(
    "conversation.invitation_answered",
    _("{actor} answered an invitation: {answer}"),
    icon="calendar",
    fields={
        "message": int,
        "answer": Word(
            {
                "accepted": _("accepted"),
                "tentative": _("perhaps"),
                "declined": _("declined"),
            }
        ),
    },
)
SIDE_STARTED = declare(
    "conversation.side_started",
    _("{actor} began a side conversation with {to}: {side}"),
    icon="messages-square",
    fields={"side": Ref("conversation"), "to": str},
    erases=("to",),
)
SIDE_ANSWERED = declare(
    "conversation.side_answered",
    _("{actor} answered in the side conversation {side}"),
    icon="messages-square",
    fields={"side": Ref("conversation"), "message": int},
)
# The same, where it happened.
ANSWERED_BESIDE = declare(
    "conversation.answered_beside",
    _("{actor} answered beside the conversation that this is about"),
    icon="messages-square",
    fields={"message": int},
)
FORWARDED = declare(
    "conversation.forwarded",
    _("{actor} passed the conversation on to {to}"),
    icon="forward",
    fields={"message": int, "to": str},
    erases=("to",),
)
ANSWERED_AUTOMATICALLY = declare(
    "conversation.answered_automatically",
    _("Kundig answered by itself: {why}"),
    icon="bot",
    fields={
        "message": int,
        "why": Word(
            {
                "confirmation": _("confirmation of the first message"),
                "outside_hours": _("outside opening hours"),
            }
        ),
    },
)
AUTOMATION_PAUSED = declare(
    "conversation.automation_paused",
    _("Too many mails in a short time: {address} gets no automatic answers until {until}"),
    icon="bot",
    fields={"address": str, "until": Moment()},
    erases=("address",),
)
NOT_ANSWERED_AUTOMATICALLY = declare(
    "conversation.not_answered_automatically",
    _("Not answered by itself: this mailbox always encrypts, and there is no key for {address}"),
    icon="bot",
    fields={"address": str},
    erases=("address",),
)
LINK_REVOKED = declare(
    "conversation.link_revoked",
    _("{actor} revoked the link to the file {file}"),
    icon="link",
    fields={"message": int, "file": str},
    erases=("file",),
)
WITHDRAWN = declare(
    "conversation.reply_withdrawn",
    _("{actor} took back an answer"),
    icon="undo-2",
    fields={"message": int},
)
SENT = declare(
    "conversation.message_sent", _("The answer was sent"), icon="check", fields={"message": int}
)
DELIVERY_FAILED = declare(
    "conversation.delivery_failed",
    _("The answer could not be delivered: {reason}"),
    icon="triangle-alert",
    fields={"message": int, "reason": str},
    # Servers like to name the address that they refuse.
    erases=("reason",),
)
DELIVERY_NEWS = declare(
    "conversation.delivery_news",
    _("News of the answer’s delivery came in"),
    icon="check-check",
    fields={"message": int},
)
COMPLAINED = declare(
    "conversation.complained",
    _("A recipient marked the answer as spam"),
    icon="shield-alert",
    fields={"message": int},
)
RETRIED = declare(
    "conversation.delivery_retried",
    _("{actor} is sending the answer again"),
    icon="refresh-cw",
    fields={"message": int},
)
REVISED = declare(
    "conversation.reply_revised",
    _("{actor} is writing an answer anew that could not be delivered"),
    icon="pencil",
    fields={"message": int},
)
NOTED = declare(
    "conversation.noted", _("{actor} wrote a note"), icon="sticky-note", fields={"message": int}
)
ASSIGNED = declare(
    "conversation.assigned",
    _("{actor} assigned the conversation to {agent}"),
    icon="user-check",
    fields={"agent": Ref("agent"), "from_agent": Ref("agent")},
    reflexive=("agent", _("{actor} took the conversation")),
)
MENTIONED = declare(
    "conversation.mentioned",
    _("{actor} mentioned {agent} in a note"),
    icon="at-sign",
    fields={"message": int, "agent": Ref("agent")},
)
UNASSIGNED = declare(
    "conversation.unassigned",
    _("{actor} took the conversation off {from_agent}"),
    icon="user-minus",
    fields={"from_agent": Ref("agent")},
    reflexive=("from_agent", _("{actor} gave the conversation back")),
)
HANDED_BACK = declare(
    "agent.handed_back",
    _("{actor} handed {count} conversations back to their teams"),
    icon="undo-2",
    fields={"count": int, "conversations": list},
)
TAKEN_BACK = declare(
    "agent.took_back",
    _("{actor} took {count} conversations back"),
    icon="rotate-ccw",
    fields={"count": int},
)
HANDED_OVER = declare(
    "conversation.handed_over",
    _("{actor} handed the conversation to the team {team}"),
    icon="users",
    fields={"team": Ref("team"), "from_team": Ref("team"), "from_agent": Ref("agent")},
)
PRIORITY_SET = declare(
    "conversation.priority_set",
    _("{actor} set the priority to {priority}"),
    icon="flag",
    fields={"priority": PRIORITIES, "before": PRIORITIES},
)
LANGUAGE_SET = declare(
    "conversation.language_set",
    _("{actor} set the language to {language}"),
    icon="languages",
    fields={"language": LANGUAGE_NAMES, "before": LANGUAGE_NAMES},
)
SUBJECT_SET = declare(
    "conversation.subject_set",
    _("{actor} changed the subject from “{before}”"),
    icon="pencil",
    fields={"before": str},
    erases=("before",),
)
TAGGED = declare(
    "conversation.tagged", _("{actor} added the tag {tag}"), icon="tag", fields={"tag": Ref("tag")}
)
UNTAGGED = declare(
    "conversation.untagged",
    _("{actor} removed the tag {tag}"),
    icon="tag",
    fields={"tag": Ref("tag")},
)
SNOOZED = declare(
    "conversation.snoozed",
    _("{actor} snoozed the conversation until {until}"),
    icon="alarm-clock",
    fields={"until": Moment()},
)
LATER_PLANNED = declare(
    "conversation.answer_planned",
    _("{actor} wants an answer to be sent on {at}"),
    icon="clock",
    fields={"at": Moment()},
)
LATER_CANCELLED = declare(
    "conversation.planned_answer_cancelled",
    _("{actor} cancelled an answer that was to be sent later"),
    icon="undo-2",
)
LATER_STOPPED = declare(
    "conversation.planned_answer_stopped",
    _("A planned answer of {agent} was not sent and is a draft again: {why}"),
    icon="triangle-alert",
    fields={
        "agent": Ref("agent"),
        "why": Word(
            {
                "news": _("the customer has written meanwhile"),
                "refused": _("it could not be sent any more"),
            }
        ),
    },
)
PROMISED = declare(
    "conversation.promised",
    _("{actor} noted a promise, due on {due}: {words}"),
    icon="calendar-clock",
    fields={"due": Moment(), "words": str},
    erases=("words",),
)
PROMISE_DUE = declare(
    "conversation.promise_due",
    _("A promise is due soon, on {due}: {words}"),
    icon="calendar-clock",
    fields={"due": Moment(), "words": str},
    erases=("words",),
)
PROMISE_BROKEN = declare(
    "conversation.promise_broken",
    _("A promise was not kept in time: {words}"),
    icon="triangle-alert",
    fields={"words": str},
    erases=("words",),
)
PROMISE_KEPT = declare(
    "conversation.promise_kept",
    _("{actor} marked a promise as kept: {words}"),
    icon="check",
    fields={"words": str},
    erases=("words",),
)
PROMISE_DROPPED = declare(
    "conversation.promise_dropped",
    _("{actor} took a promise off: {words}"),
    icon="x",
    fields={"words": str},
    erases=("words",),
)
WAITS_FOR_CUSTOMER = declare(
    "conversation.snoozed_until_reply",
    _("{actor} snoozed the conversation until the customer writes"),
    icon="alarm-clock",
)
WOKEN = declare(
    "conversation.woken",
    _("{actor} brought the conversation back from snoozing: {why}"),
    icon="alarm-clock",
    fields={
        "why": Word(
            {
                Back.TIME: _("its time has come"),
                Back.ANSWER: _("a message of the customer"),
                Back.SIDE: _("an answer beside the conversation"),
                "hand": _("by hand"),
            }
        )
    },
)
THANKED = declare(
    "conversation.thanked",
    _("{actor} only said thanks, so the conversation stays {state}"),
    icon="smile",
    fields={
        "message": int,
        "state": Word({"resolved": _("resolved"), "snoozed": _("snoozed")}),
    },
)
THANKS_CHANGED = declare(
    "thanks.changed",
    _("{actor} changed what becomes of conversations when customers only say thanks: {effect}"),
    icon="smile",
    fields={
        "effect": Word({"rests": _("they rest"), "opens": _("they are opened again")}),
    },
    audited=Matter.SETTINGS,
)
RESOLVED = declare(
    "conversation.resolved",
    _("{actor} resolved the conversation"),
    icon="circle-check",
    audience=Audience.CUSTOMER,
)
CLOSED = declare("conversation.closed", _("{actor} closed the conversation"), icon="archive")
REOPENED = declare(
    "conversation.reopened",
    _("{actor} reopened the conversation"),
    icon="rotate-ccw",
    audience=Audience.CUSTOMER,
)
SPAM_MARKED = declare(
    "conversation.spam_marked", _("{actor} marked the conversation as spam"), icon="shield-alert"
)
SPAM_CLEARED = declare(
    "conversation.spam_cleared", _("{actor} said that this is no spam"), icon="shield-check"
)
SPAM_FOUND = declare(
    "conversation.spam_found",
    _("Kundig put the conversation into the spam view: {why}"),
    icon="shield-alert",
    fields={
        "why": Word(
            {
                "blocked": _("the sender is blocked"),
                "server": _("your mail server takes it for spam"),
            }
        )
    },
    page="spam-filter",
)
SPAM_SCORED = declare(
    "conversation.spam_scored",
    _(
        "Kundig put the conversation into the spam view because a mail server gave it {points} points, and"
        " this mailbox takes mail for spam from {limit}"
    ),
    icon="shield-alert",
    fields={"points": int, "limit": int},
    page="spam-filter",
)
SPAM_LEARNT = declare(
    "conversation.spam_learnt",
    _(
        "Kundig put the conversation into the spam view because it is {certainty} % like what was marked as"
        " spam, above all by: {words}"
    ),
    icon="shield-alert",
    fields={"certainty": int, "words": str},
    erases=("words",),
    page="spam-filter",
)
CONFIDENTIAL_OPENED = declare(
    "conversation.confidential_opened",
    _("{actor} opened a confidential message"),
    icon="lock",
    fields={"message": int},
    audited=Matter.SECRETS,
)
LOCKED_FILE_OPENED = declare(
    "conversation.locked_file_opened",
    _("{actor} opened a locked file"),
    icon="lock",
    fields={"message": int},
    audited=Matter.SECRETS,
)
FILE_HOLDS = declare(
    "conversation.file_holds",
    _("Kundig found something in the file {file} that a message should not hold"),
    icon="shield-alert",
    fields={"message": int, "file": str},
    erases=("file",),
)
RECORDING_CLEANED = declare(
    "conversation.recording_cleaned",
    _("Kundig took cookies and passwords out of the recording {file}"),
    icon="eye-off",
    fields={"message": int, "file": str},
    erases=("file",),
)
ORIGINAL_PURGED = declare(
    "conversation.original_purged",
    _("{actor} deleted the original of a message for good"),
    icon="trash-2",
    fields={"message": int},
    audited=Matter.SECRETS,
)
MASKED = declare(
    "conversation.masked",
    _("{actor} masked what a message should not hold"),
    icon="eye-off",
    fields={"message": int},
    audited=Matter.SECRETS,
)
SENSITIVE_DATA_CHANGED = declare(
    "sensitivedata.changed",
    _("{actor} changed which sensitive data is looked for"),
    icon="eye-off",
    fields={"fields": list},
    audited=Matter.SETTINGS,
)
ANSWER_CHECKS_CHANGED = declare(
    "answerchecks.changed",
    _("{actor} changed which checks of answers there are"),
    icon="list-checks",
    fields={"fields": list},
    audited=Matter.SETTINGS,
)
SENDER_BLOCKED = declare(
    "conversation.sender_blocked",
    _("{actor} blocked {sender}"),
    icon="ban",
    fields={"sender": str},
    erases=("sender",),
)
SENDER_UNBLOCKED = declare(
    "blockedsender.unblocked",
    _("{actor} unblocked {sender}"),
    icon="rotate-ccw",
    fields={"sender": str},
    erases=("sender",),
)
MERGED = declare(
    "conversation.merged",
    _("{actor} merged “{source}” into this conversation"),
    icon="merge",
    fields={"source": Ref("conversation"), "move": int},
)
MERGED_AWAY = declare(
    "conversation.merged_away",
    _("{actor} merged this conversation into “{target}”"),
    icon="merge",
    fields={"target": Ref("conversation"), "move": int},
)
CUSTOMER_MERGED = declare(
    "conversation.customer_merged",
    _("{actor} merged two entries of this customer"),
    icon="merge",
    fields={"merge": int},
)
CUSTOMER_SEPARATED = declare(
    "conversation.customer_separated",
    _("{actor} took merged entries of this customer apart again"),
    icon="split",
    fields={"merge": int},
)
SPLIT = declare(
    "conversation.split",
    _("{actor} split off messages into “{target}”"),
    icon="split",
    fields={"target": Ref("conversation"), "move": int},
)
MESSAGES_CAME = declare(
    "conversation.messages_came",
    _("{actor} moved messages here from “{source}”"),
    icon="corner-down-right",
    fields={"source": Ref("conversation"), "move": int},
)
MESSAGES_LEFT = declare(
    "conversation.messages_left",
    _("{actor} moved messages to “{target}”"),
    icon="corner-up-right",
    fields={"target": Ref("conversation"), "move": int},
)
VIEW_MADE = declare("view.made", _("{actor} made a view"), icon="filter")
VIEW_CHANGED = declare(
    "view.changed", _("{actor} changed the view"), icon="pencil", fields={"fields": list}
)
VIEW_SHARED = declare(
    "view.shared",
    _("{actor} changed who has the view: {sharing}, team: {team}"),
    icon="users",
    fields={
        "sharing": Word({one.value: one.label for one in Sharing}),
        "team": Ref("team"),
    },
)
VIEW_PLACED = declare(
    "view.placed", _("{actor} moved the view in their list"), icon="arrow-right-left"
)
VIEW_HIDDEN = declare("view.hidden", _("{actor} hid the view"), icon="eye-off")
VIEW_UNHIDDEN = declare("view.unhidden", _("{actor} shows the view again"), icon="eye")
VIEW_REMOVED = declare("view.removed", _("{actor} removed the view"), icon="trash-2")
VIEW_RESTORED = declare("view.restored", _("{actor} brought the view back"), icon="rotate-ccw")
MOVE_UNDONE = declare(
    "conversation.move_undone",
    _("{actor} undid the move of messages"),
    icon="undo-2",
    fields={"move": int},
)
