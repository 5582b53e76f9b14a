"""What an invitation's card offers: the answers, the one that was given, or why there is nothing to answer."""

from __future__ import annotations

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kundig.conversations.invitations import Participation
from kundig.conversations.models import Message
from kundig.conversations.shown import ShownMessage
from kundig.conversations.stream.reader import Reader
from kundig.web.address import address
from kundig.web.drawing import NOTHING, icon, joined, markup

_STANDING = '<footer class="card-answers">{}{}{}</footer>'
_ELSEWHERE_LINE = '<p class="card-elsewhere">{}<span>{}</span> <a href="{}">{}</a></p>'
_WORDS = '<p class="soft">{}</p>'
_BUTTON = '<input type="hidden" name="answer" value="{}"><button class="button small" type="submit"{}>{}{}</button>'
_ELSEWHERE = ' data-confirm="{}" data-consequence="{}" data-agree="{}"'
_ICONS = {
    Participation.ACCEPTED: "check",
    Participation.TENTATIVE: "circle-help",
    Participation.DECLINED: "x",
}


def draw_standing(shown: ShownMessage, reader: Reader) -> SafeString:
    """Return the line below an invitation; nothing where it can't be answered and never was."""
    standing = shown.invitation
    if standing is None:
        return NOTHING
    words = _words(standing.answer, is_open=standing.is_open)
    elsewhere = _elsewhere(standing.elsewhere) if standing.elsewhere else NOTHING
    offers = NOTHING
    if standing.is_open and reader.can_reply:
        given = standing.answer
        offers = joined(_offer(shown, one, reader) for one in Participation if one.value != given)
    if not (words or elsewhere or offers):
        return NOTHING
    return markup(_STANDING, elsewhere, markup(_WORDS, words) if words else NOTHING, offers)


def _elsewhere(message: Message) -> SafeString:
    """The later word of another conversation, and the way there."""
    is_off = all(card.get("method") == "cancel" for card in message.cards)
    words = (
        _("Called off in another conversation.")
        if is_off
        else _("Updated in another conversation.")
    )
    there = f"{reverse('conversation', args=[message.conversation_id])}#message-{message.pk}"
    return markup(_ELSEWHERE_LINE, icon("triangle-alert", "small"), words, there, _("Show"))


def _words(answer: str, *, is_open: bool) -> str:
    if not is_open:
        return _("Changed or called off since: see the later message.")
    match answer:
        case Participation.ACCEPTED:
            return _("Answered: we’ll attend.")
        case Participation.TENTATIVE:
            return _("Answered: we may attend.")
        case Participation.DECLINED:
            return _("Answered: we can’t attend.")
        case _:
            return ""


def _offer(shown: ShownMessage, answer: Participation, reader: Reader) -> SafeString:
    button = markup(
        _BUTTON, answer.value, _warning(shown), icon(_ICONS[answer], "small"), answer.label
    )
    return reader.form(address("message-invitation", shown.message.pk), button)


def _warning(shown: ShownMessage) -> SafeString:
    """Ask first where the answer goes to somebody else than who wrote."""
    organizer = shown.invitation.organizer if shown.invitation else ""
    if organizer.lower() == str(shown.message.sender.get("address", "")).lower():
        return NOTHING
    return markup(
        _ELSEWHERE,
        _("Answer this invitation?"),
        _("The answer goes to %(organizer)s, who did not write this message.")
        % {"organizer": organizer},
        _("Answer"),
    )
