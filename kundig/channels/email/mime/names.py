"""File names of attachments, cleaned for showing and for downloading.

The name is a label: storage uses a random key. Still it must not look like another type, break a
header or a page, or mean something to a file system.
"""

from __future__ import annotations

import re
import unicodedata

from kundig.channels.email.mime.characters import storable
from kundig.core import caps

_UNSAFE = re.compile(r'[<>:"|?*\x00-\x1f\x7f-\x9f;\\/]')
_ESCAPED = re.compile(r"%(?:2e|2f|5c|00|0a|0d)", re.IGNORECASE)
_ESCAPES = {"%2e": ".", "%2f": "/", "%5c": "\\", "%00": "", "%0a": " ", "%0d": " "}
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.IGNORECASE)
_SPACE = re.compile(r"\s+")

# Names for parts that bring none, by type. What is not here gets no extension.
_EXTENSIONS = {
    "image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp",
    "image/svg+xml": ".svg", "image/tiff": ".tif", "image/bmp": ".bmp", "text/plain": ".txt",
    "text/html": ".html", "text/calendar": ".ics", "text/csv": ".csv", "text/vcard": ".vcf",
    "text/x-vcard": ".vcf", "text/xml": ".xml", "message/rfc822": ".eml",
    "message/delivery-status": ".txt", "text/rfc822-headers": ".txt", "application/pdf": ".pdf",
    "application/zip": ".zip", "application/json": ".json", "application/xml": ".xml",
    "application/pgp-signature": ".asc", "application/pgp-keys": ".asc",
    "application/pkcs7-signature": ".p7s", "application/pkcs7-mime": ".p7m",
    "application/ms-tnef": ".dat", "audio/mpeg": ".mp3", "audio/wav": ".wav", "video/mp4": ".mp4",
}  # fmt: skip


def clean_name(name: str) -> str:
    """`name` without paths, control and bidi characters and device names; "" if nothing is left."""
    text = _ESCAPED.sub(lambda match: _ESCAPES[match.group().lower()], storable(name))
    text = re.split(r"[/\\]", _SPACE.sub(" ", text).strip())[-1]
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Cc", "Co", "Cs"))
    text = _SPACE.sub(" ", _UNSAFE.sub("_", text)).strip(" .")  # no hidden files either
    if _DEVICE.match(text):
        text = "_" + text
    return _shortened(text)


def default_name(content_type: str, number: int) -> str:
    """A name for the part that brings none, the same in every language: "mail-2.pdf"."""
    return f"mail-{number}{_EXTENSIONS.get(content_type, '')}"


def _shortened(text: str) -> str:
    """At most `MAIL_FILE_NAME_CHARS`, the extension kept."""
    if len(text) <= caps.MAIL_FILE_NAME_CHARS:
        return text
    stem, dot, extension = text.rpartition(".")
    if not dot or len(extension) > 10:
        return text[: caps.MAIL_FILE_NAME_CHARS - 1] + "…"
    return stem[: caps.MAIL_FILE_NAME_CHARS - len(extension) - 2] + "…." + extension
