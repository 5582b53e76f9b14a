"""What a file is, found by looking at its bytes: neither its name nor its sender is believed."""

from __future__ import annotations

import puremagic

UNKNOWN = "application/octet-stream"
# The guesser gets the beginning alone: what it costs must not grow with the file.
_LOOKED_AT = 65_536


def content_type_of(content: bytes) -> str:
    """Return the content type; text/plain for any text, application/octet-stream for what is unknown."""
    beginning = content[:_LOOKED_AT]
    try:
        found: str = puremagic.from_string(beginning, mime=True)
    except Exception:  # a stranger's bytes make foreign code fail in any way; then nothing is known
        found = ""
    if found:
        return found[:100]
    return "text/plain" if _is_text(beginning) else UNKNOWN


def _is_text(content: bytes) -> bool:
    try:
        # The last letter may be cut.
        content[:-4].decode()
        return b"\0" not in content
    except UnicodeDecodeError:
        return False
