"""What is said of a message's signatures and encryption: green where all is well, a reason everywhere else."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kundig.conversations import protection
from kundig.conversations.models import Message
from kundig.conversations.protection import Badge, ShownPart
from kundig.web.drawing import NOTHING, banner, chip, joined, markup

_LINE = '<p class="protection">{}</p>'
_PART = '<div class="protected-part"><p class="soft">{}</p>{}<blockquote dir="auto">{}</blockquote></div>'


def draw_protection(message: Message) -> SafeString:
    """Return the badges of a message, and of each part that was protected alone."""
    facts = message.protection
    if not facts:
        return NOTHING
    return joined([_whole(message), *_warnings(message), *map(_part, protection.parts(facts))])


def _whole(message: Message) -> SafeString:
    """The chips of the whole message, on one line."""
    chips = [_chip(badge) for badge in protection.badges(message.protection) if badge.is_good]
    chips += [chip(words, "", icon) for words, icon in _facts(message)]
    return markup(_LINE, joined(chips)) if chips else NOTHING


def _facts(message: Message) -> Iterator[tuple[str, str]]:
    facts = message.protection
    if message.is_inbound and facts.get("encrypted") == "whole" and not facts.get("trouble"):
        yield _("Received encrypted"), "lock"
    if not message.is_inbound and facts.get("signed"):
        yield _("Sent signed"), "shield-check"
    if not message.is_inbound and facts.get("encrypted"):
        yield _("Sent encrypted"), "lock"


def _warnings(message: Message) -> Iterator[SafeString]:
    facts = message.protection
    told = [badge.words for badge in protection.badges(facts) if not badge.is_good]
    for words in filter(None, [protection.trouble(facts), protection.unsigned(facts), *told]):
        yield banner(words, "note", "shield-alert", standing=True)


def _part(part: ShownPart) -> SafeString:
    chips = joined(_chip(badge) for badge in part.badges)
    return markup(_PART, part.words, markup(_LINE, chips) if part.badges else NOTHING, part.text)


def _chip(badge: Badge) -> SafeString:
    if badge.is_good:
        return chip(badge.words, "met", "shield-check", title=badge.title)
    return chip(badge.words, "note", "shield-alert", title=badge.title)
