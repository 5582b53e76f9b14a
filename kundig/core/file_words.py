"""The words in files, for the search: found in a guarded child process, with limits of time, memory and size."""

from __future__ import annotations

from kundig.core import caps
from kundig.core.children import Limits, Pool, shared
from kundig.core.text import storable

_MODULE = "kundig.core.words_child"
_OFFICE = (
    "application/vnd.openxmlformats-officedocument.",
    "application/vnd.oasis.opendocument.",
)
# What Office files look like to whoever sees only the beginning of an archive; told apart by their names.
_ARCHIVE = "application/zip"
_OFFICE_NAMES = (".docx", ".docm", ".xlsx", ".xlsm", ".pptx", ".odt", ".ods", ".odp")


def is_readable(content_type: str, name: str, size: int) -> bool:
    """Tell whether it is worth looking for words in a file."""
    return size <= caps.FILE_READ_BYTES and _stage(content_type, name) is not None


def words_of(content: bytes, content_type: str, name: str) -> str:
    """Return the words of a PDF, Office file, web page or text; "" where there are none or it can't be read."""
    if not is_readable(content_type, name, len(content)):
        return ""
    stage = _stage(content_type, name)
    if stage is None or stage == b"t":
        return _tidy(content[: 4 * caps.FILE_WORDS_CHARS].decode("utf-8", "replace"))
    most = (4 * caps.FILE_WORDS_CHARS + 1_000, 0)
    found = shared(_MODULE, pool).ask(stage, content, _read, most=most)
    return _tidy(found or "")


def cleaned_recording(content: bytes) -> bytes | None:
    """Return a browser's recording (HAR) without its secrets, b"" for a file that is none; None where it can't be read."""
    if len(content) > caps.FILE_READ_BYTES:
        return None
    most = (3, 2 * caps.FILE_READ_BYTES)
    return shared(_MODULE, pool).ask(b"r", content, _read_recording, most=most)


def pool() -> Pool:
    """Return the children that look for words."""
    limits = Limits(
        caps.FILE_CHILD_SECONDS,
        caps.FILE_CHILD_CPU_SECONDS,
        caps.FILE_CHILD_MEMORY_BYTES,
        caps.FILE_CHILD_FILES,
    )
    return Pool(_MODULE, limits, children=1)


def _stage(content_type: str, name: str) -> bytes | None:
    if content_type == "application/pdf":
        return b"p"
    if content_type.startswith(_OFFICE):
        return b"o"
    if content_type == _ARCHIVE and name.lower().endswith(_OFFICE_NAMES):
        return b"o"
    if content_type == "text/html":
        return b"h"
    return b"t" if content_type in ("text/plain", "text/csv", "text/markdown") else None


def _read(words: bytes, _contents: bytes) -> str:
    # An empty answer is one, too.
    return words.decode("utf-8") or " "


def _read_recording(is_one: bytes, contents: bytes) -> bytes:
    return contents if is_one == b"yes" else b""


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return storable("\n".join(line for line in lines if line))[: caps.FILE_WORDS_CHARS]
