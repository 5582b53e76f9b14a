"""What can be done about a message that holds what it should not: mask it, then delete its original for good."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kundig.conversations.shown import ShownMessage
from kundig.conversations.stream.reader import Reader
from kundig.web.address import address
from kundig.web.drawing import NOTHING, icon, markup

_BUTTON = '<button class="button small{}" type="submit" data-confirm="{}" data-consequence="{}" data-agree="{}">{}{}</button>'


def draw_masking(shown: ShownMessage, reader: Reader) -> SafeString:
    """Return the next step that the reader may take; nothing where there is none."""
    if shown.can_be_masked and reader.can_reply:
        return reader.form(address("message-mask", shown.message.pk), _mask())
    if shown.can_be_purged and reader.can_open:
        return reader.form(address("message-purge", shown.message.pk), _purge())
    return NOTHING


def _mask() -> SafeString:
    return markup(
        _BUTTON,
        "",
        _("Mask it for good?"),
        _(
            "It disappears from the text, from quotes and from the search, and files that hold it are locked; the"
            " originals stay for those who may open confidential mail."
        ),
        _("Mask"),
        icon("eye-off", "small"),
        _("Mask it"),
    )


def _purge() -> SafeString:
    return markup(
        _BUTTON,
        " quiet danger",
        _("Delete the original for good?"),
        _(
            "The mail as it came and its locked files are deleted; a note with their SHA-256 is all that stays. Nobody"
            " can undo this. Backups made before still hold them."
        ),
        _("Delete original"),
        icon("trash-2", "small"),
        _("Delete original …"),
    )
