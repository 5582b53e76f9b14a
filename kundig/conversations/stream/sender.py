"""What was found out about a sender: a shield beside the address, and what it rests on behind it."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kundig.conversations.sender_proofs import proof_words
from kundig.conversations.shown import ShownMessage
from kundig.web.drawing import NOTHING, icon, joined, markup

_SHIELD = (
    '<button class="button quiet small square sender-check" type="button" popovertarget="{0}" '
    'aria-label="{1}">{2}</button><div class="popover" id="{0}" popover role="group" aria-label="{1}">'
    "<p>{3}</p>{4}</div>"
)
_PROOFS = '<ul class="proofs" role="list">{}</ul>'


def draw_sender_check(shown: ShownMessage) -> SafeString:
    """Return the shield as a button, and what it opens; nothing where nobody has checked."""
    check = shown.sender_check
    if check is None:
        return NOTHING
    icon_name, words = check
    proofs = proof_words(shown.message.sender_proofs)
    return markup(
        _SHIELD,
        f"sender-check-{shown.message.pk}",
        _("Check of the sender: %(result)s") % {"result": words},
        icon(icon_name, "small"),
        words,
        _proofs(proofs) if proofs else NOTHING,
    )


def _proofs(sentences: list[str]) -> SafeString:
    return markup(_PROOFS, joined(markup("<li>{}</li>", one) for one in sentences))
