"""The child process that looks for words in strangers' files. Started and fed by `file_words`, never by hand.

Nothing is ever unpacked to a disk: parts of an archive are read in memory, as far as the limits go.
"""

from __future__ import annotations

import io
import logging
import re
import sys
import zipfile
from collections.abc import Iterator

from lxml import etree
from pypdf import PdfReader

from kundig.core import caps, har
from kundig.core.child import Answer, serve

# What text stands in, by the names that Word, Excel, PowerPoint and OpenDocument give their parts.
_PARTS = re.compile(
    r"word/(?:document|header\d*|footer\d*|footnotes|comments)\.xml|xl/sharedStrings\.xml"
    r"|xl/worksheets/sheet\d+\.xml|ppt/(?:slides|notesSlides)/[A-Za-z]+\d+\.xml|content\.xml"
)
# Elements that hold letters (w:t, a:t, t), and those at whose end a line ends.
_LETTERS = frozenset({"t"})
_LINES = frozenset({"p", "h", "si", "tr", "row", "table-row"})
_OPEN_DOCUMENT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_UNSEEN = ("script", "style", "template", "noscript", "head")


def pdf(content: bytes) -> Answer:
    """The words of a PDF's first pages; none where it wants a password."""
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        return b"", []
    return _answer(page.extract_text() for page in reader.pages[: caps.FILE_PAGES])


def office(content: bytes) -> Answer:
    """The words of a Word, Excel, PowerPoint or OpenDocument file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return _answer(_archive_words(archive))


def html(content: bytes) -> Answer:
    """The words of a web page, without what nobody sees."""
    parser = etree.HTMLParser(recover=True, no_network=True, remove_comments=True, huge_tree=True)
    root = etree.fromstring(content[: caps.FILE_UNPACKED_BYTES], parser)
    if root is None:
        return b"", []
    etree.strip_elements(root, *_UNSEEN, with_tail=False)
    return _answer(str(piece) for piece in root.itertext())


def recording(content: bytes) -> Answer:
    """A browser's recording without its secrets; "no" for a file that is none."""
    clean = har.cleaned(content)
    return (b"no", []) if clean is None else (b"yes", [clean])


def _answer(pieces: Iterator[str]) -> Answer:
    """As many words as the search keeps, then no further."""
    found: list[str] = []
    room = caps.FILE_WORDS_CHARS
    for piece in pieces:
        found.append(piece[:room])
        room -= len(found[-1]) + 1
        if room <= 0:
            break
    return "\n".join(found).encode("utf-8", "replace"), []


def _archive_words(archive: zipfile.ZipFile) -> Iterator[str]:
    room = caps.FILE_UNPACKED_BYTES
    parts = [
        info for info in archive.infolist()[: caps.FILE_PARTS] if _PARTS.fullmatch(info.filename)
    ]
    for info in parts:
        # What an archive says of its sizes may be a lie: no more is unpacked than there is room for.
        most = min(room, max(info.compress_size, 1_000) * caps.FILE_RATIO)
        with archive.open(info) as part:
            source = part.read(most + 1)
        if len(source) > most:
            return
        room -= len(source)
        yield _xml_words(source)


def _xml_words(source: bytes) -> str:
    # A document type could define what multiplies: Office writes none.
    if b"<!DOCTYPE" in source or b"<!ENTITY" in source:
        return ""
    found: list[str] = []
    walker = etree.iterparse(
        io.BytesIO(source), events=("end",), resolve_entities=False, no_network=True,
        load_dtd=False, remove_comments=True, remove_pis=True, recover=True,
    )  # fmt: skip
    for _event, element in walker:
        name = etree.QName(element).localname
        is_open = element.tag.startswith(_OPEN_DOCUMENT)
        if (name in _LETTERS or is_open) and element.text:
            found.append(element.text)
        if name in _LINES:
            found.append("\n")
        if is_open and element.tail:
            found.append(element.tail)
    return "".join(found)


STAGES = {b"p": pdf, b"o": office, b"h": html, b"r": recording}

if __name__ == "__main__":
    # It writes a warning for each oddity of a file.
    logging.disable()
    sys.exit(serve(STAGES, sys.argv[1:]))
