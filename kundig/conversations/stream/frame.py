"""A mail's own HTML: a sealed frame that fetches it, and what is to be said about it beforehand."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kundig.conversations.shown import ShownMessage
from kundig.web.address import address
from kundig.web.drawing import NOTHING, icon, markup

# The last line says where the link under the pointer leads, outside of what the mail can paint.
_FRAME = (
    '<mail-frame data-quote-words="{}">{}{}'
    '<iframe class="mail-frame" name="mail-{}" src="{}" sandbox="allow-same-origin allow-popups '
    'allow-popups-to-escape-sandbox" loading="lazy" title="{}"></iframe>'
    '<p class="mail-target" role="status" hidden><span>{}</span><bdi><strong></strong></bdi>'
    '<bdi class="rest"></bdi></p></mail-frame>'
)
_HIDDEN_TEXT = '<p class="mail-hint">{}<span>{}</span></p>'
_PICTURES = '<p class="mail-hint pictures">{}<span>{}</span><a href="{}?pictures" target="mail-{}">{}</a></p>'


def draw_frame(shown: ShownMessage) -> SafeString:
    """Return the frame of a message that came as HTML."""
    number = shown.message.pk
    source = address("message-html", number)
    hidden = _hidden_text() if shown.hides_text else NOTHING
    return sealed_frame(
        number, source, hidden, _pictures(number, source) if shown.asks_for_pictures else NOTHING
    )


def sealed_frame(
    number: int, source: str, hidden: SafeString = NOTHING, pictures: SafeString = NOTHING
) -> SafeString:
    """Return a sealed frame that fetches cleaned HTML from `source`, below what is to be said about it."""
    return markup(
        _FRAME,
        _("Show quoted text"),
        hidden,
        pictures,
        number,
        source,
        _("Text of the message"),
        _("Leads to"),
    )


def _hidden_text() -> SafeString:
    words = _("This message holds text that cannot be seen.")
    return markup(_HIDDEN_TEXT, icon("eye-off", "small"), words)


def _pictures(number: int, source: str) -> SafeString:
    words = _("Pictures from outside were not loaded.")
    return markup(_PICTURES, icon("image-off", "small"), words, source, number, _("Show"))
