"""The files of a message, and what became of those that went out as links."""

from __future__ import annotations

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kundig.conversations.models import Attachment, FileLink
from kundig.conversations.shown import ShownMessage
from kundig.conversations.stream.reader import Reader
from kundig.web import relative
from kundig.web.drawing import NOTHING, file_icon, icon, joined, markup

# More than these stand folded.
_AT_ONCE = 9
_LIST = '<ul class="attachments" role="list">{}</ul>'
_REST = '<details class="fold"><summary>{}</summary><div class="fold-body">{}</div></details>'
_PICTURE = (
    '<div class="attachment picture"><a class="look" href="{0}" target="_blank" rel="noopener">'
    '<img src="{0}" alt="{1}" loading="lazy"></a>{2}<a class="button quiet small square" '
    'href="{0}?download" download="{1}" aria-label="{3}">{4}</a></div>'
)
_FILE = '<a class="attachment" href="{}" download="{}">{}{}{}</a>'
_LOCKED = '<div class="attachment">{}{}{}</div>'
_NOTE = '<div class="file-link">{}<small>{}</small>{}</div>'
_ORIGINAL = '<a class="button quiet small" href="{}?original" download="{}">{}</a>'
_WORDS = '<span class="words"><span class="name" title="{0}"><bdi>{0}</bdi></span><small>{1}</small></span>'
_LINK = '<div class="file-link">{}<small>{} · {}</small>{}</div>'
_REVOKE = '<button class="button quiet small" type="submit">{}{}</button>'


def draw_attachments(shown: ShownMessage, reader: Reader) -> SafeString:
    """Return the files that people look at, each to be opened or fetched."""
    # Pictures stand higher than files: mixed, they would leave holes.
    files = sorted(shown.files, key=lambda file: not file.is_picture)
    if not files:
        return NOTHING
    return joined([_list(files[:_AT_ONCE], reader), _rest(files[_AT_ONCE:], reader)])


def _list(files: list[Attachment], reader: Reader) -> SafeString:
    return markup(_LIST, joined(_item(file, reader) for file in files))


def _rest(files: list[Attachment], reader: Reader) -> SafeString:
    if not files:
        return NOTHING
    words = ngettext("%(number)s more file", "%(number)s more files", len(files))
    return markup(_REST, words % {"number": len(files)}, _list(files, reader))


def _item(file: Attachment, reader: Reader) -> SafeString:
    link: FileLink | None = getattr(file, "link", None)
    if file.is_closed and not reader.can_open:
        drawn = markup(_LOCKED, icon("lock", "large"), _words(file), NOTHING)
    else:
        drawn = _picture(file) if file.is_picture and not file.is_locked else _file(file)
    below = _link(link, file, reader) if link else _lock(file, reader)
    return markup("<li>{}{}</li>", drawn, below)


def _lock(file: Attachment, reader: Reader) -> SafeString:
    """What was done to a locked file, and the way to what it was."""
    if not file.is_locked:
        return NOTHING
    if file.is_closed:
        return markup(_NOTE, icon("lock", "small"), _("Locked"), NOTHING)
    words = _("Without cookies and passwords")
    original = markup(_ORIGINAL, _address(file), file.name, _("Original"))
    return markup(_NOTE, icon("eye-off", "small"), words, original if reader.can_open else NOTHING)


def _picture(file: Attachment) -> SafeString:
    label = _("Download %(name)s") % {"name": file.name}
    return markup(
        _PICTURE, _address(file), file.name, _words(file), label, icon("download", "small")
    )


def _file(file: Attachment) -> SafeString:
    kind = icon(file_icon(file.content_type), "large")
    return markup(_FILE, _address(file), file.name, kind, _words(file), icon("download", "small"))


def _words(file: Attachment) -> SafeString:
    return markup(_WORDS, file.name, filesizeformat(file.size))


def _address(file: Attachment) -> str:
    return reverse("attachment", args=[file.pk])


def _link(link: FileLink, file: Attachment, reader: Reader) -> SafeString:
    """Until when the file can be fetched, how often it was, and the button that ends it."""
    number = link.fetched_count
    fetched = ngettext("fetched %(number)s time", "fetched %(number)s times", number)
    revoke = _revoke(file, reader) if reader.can_reply and link.is_live else NOTHING
    return markup(_LINK, icon("link", "small"), _state(link), fetched % {"number": number}, revoke)


def _state(link: FileLink) -> str:
    if link.revoked_at:
        return _("Link revoked")
    if not link.is_live:
        return _("Link expired")
    return _("Sent as a link until %(until)s") % {"until": relative.exact(link.expires_at)}


def _revoke(file: Attachment, reader: Reader) -> SafeString:
    button = markup(_REVOKE, icon("x", "small"), _("Revoke"))
    return reader.form(reverse("file-link-revoke", args=[file.pk]), button)
