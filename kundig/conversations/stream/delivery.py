"""The delivery truth under an answer: where it is on its way, and what became of it for each recipient."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from kundig.conversations.invitations import can_be_revised
from kundig.conversations.models import Delivery, DeliveryState, Message
from kundig.conversations.shown import ShownMessage, ShownRecipient
from kundig.conversations.stream.reader import Reader
from kundig.web import relative
from kundig.web.address import address
from kundig.web.drawing import NOTHING, icon, joined, markup, relative_time

_STATE = '<span class="delivery">{}{}</span>'
_FAILED = '<span class="delivery failed">{}{}{}</span>'
_COUNT_DOWN = '<span class="delivery">{}<count-down data-until="{}" data-words="{}" data-done="{}">{}</count-down></span>'
_LATER = '<span class="delivery">{}<span>{} {}{}</span></span>'
_BUTTON = '<button class="button small" type="submit"{}>{}{}</button>'
# Offered until the answer leaves.
_UNTIL_THEN = SafeString(" data-until-then")
_RECIPIENT = '<li class="delivery{}">{}<span><bdi>{}</bdi>: {}{}</span></li>'
_ERROR_CHARS = 120
_SERVER_CHARS = 200


def draw_delivery(shown: ShownMessage, delivery: Delivery, reader: Reader) -> SafeString:
    """Return the line under an answer, with what the reader can still do about it."""
    return markup(
        '<footer class="letter-foot">{}{}</footer>',
        _state(shown, delivery, reader),
        _recipients(shown),
    )


def _state(shown: ShownMessage, delivery: Delivery, reader: Reader) -> SafeString:
    match delivery.state:
        case DeliveryState.QUEUED if delivery.attempts == 0:
            return _waiting(shown.message, delivery, reader)
        case DeliveryState.QUEUED:
            return _postponed(shown, delivery)
        case DeliveryState.SENDING:
            return markup(_STATE, icon("send", "small"), _("Being sent …"))
        case DeliveryState.FAILED:
            return _failed(shown, delivery, reader)
        case DeliveryState.SENT:
            at = f" · {relative.exact(delivery.sent_at)}" if delivery.sent_at else ""
            return markup(_STATE, icon("check", "small"), _("Sent") + at)
        case _:
            return markup(_STATE, icon("check-check", "small"), delivery.get_state_display())


def _waiting(message: Message, delivery: Delivery, reader: Reader) -> SafeString:
    counting = markup(
        _COUNT_DOWN,
        icon("clock", "small"),
        delivery.due_at.isoformat(),
        _("Goes out in {n} s"),
        _("Being sent …"),
        _("Waiting to be sent"),
    )
    if not reader.can_reply:
        return counting
    button = markup(_BUTTON, _UNTIL_THEN, icon("undo-2", "small"), _("Undo"))
    return joined([counting, reader.form(address("message-withdraw", message.pk), button)])


def _postponed(shown: ShownMessage, delivery: Delivery) -> SafeString:
    return markup(
        _LATER,
        icon("clock", "small"),
        _("Not sent yet; the next attempt"),
        relative_time(delivery.due_at),
        _reason(delivery.error) if delivery.error and not shown.recipients else NOTHING,
    )


def _reason(error: str) -> SafeString:
    return markup(' · <span title="{}">{}</span>', error, Truncator(error).chars(_ERROR_CHARS))


def _failed(shown: ShownMessage, delivery: Delivery, reader: Reader) -> SafeString:
    state = markup(
        _FAILED,
        icon("triangle-alert", "small"),
        _("Not delivered to everybody") if shown.some_have_it else _("Not delivered"),
        f": {delivery.error}" if delivery.error and not shown.recipients else "",
    )
    return joined([state, *_ways_out(shown.message, reader)]) if reader.can_reply else state


def _ways_out(message: Message, reader: Reader) -> list[SafeString]:
    again = markup(_BUTTON, NOTHING, icon("refresh-cw", "small"), _("Try again"))
    ways = [reader.form(address("message-retry", message.pk), again)]
    if can_be_revised(message):
        revise = markup(_BUTTON, NOTHING, icon("pencil", "small"), _("Edit and send again"))
        ways.append(reader.form(address("message-revise", message.pk), revise))
    return ways


def _recipients(shown: ShownMessage) -> SafeString:
    recipients = shown.recipients
    if not recipients:
        return NOTHING
    lines = joined(_recipient(one) for one in recipients)
    return markup('<ul class="recipients" role="list">{}</ul>', lines)


def _recipient(one: ShownRecipient) -> SafeString:
    return markup(
        _RECIPIENT,
        " failed" if one.has_failed else "",
        icon(one.icon_name, "small", one.fate),
        one.address,
        one.sentence or one.fate,
        _said(one.words) if one.sentence and one.words else NOTHING,
    )


def _said(words: str) -> SafeString:
    said = _("(the server said: %(words)s)") % {"words": Truncator(words).chars(_SERVER_CHARS)}
    return markup(' <span class="soft">{}</span>', said)
