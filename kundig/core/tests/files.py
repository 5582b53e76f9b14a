"""Small files for tests, written as the programs write them."""

from __future__ import annotations

import io
import zipfile

_WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
_SHEET = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</sst>'
_OPEN = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">{}</office:document-content>'
)


def archive(parts: dict[str, str | bytes]) -> bytes:
    """A zip archive of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as writer:
        for name, content in parts.items():
            writer.writestr(name, content)
    return made.getvalue()


def docx(*paragraphs: str) -> bytes:
    """A Word file; each word of a paragraph is a run of its own, as Word likes to have it."""
    runs = [
        "".join(f"<w:r><w:t>{word} </w:t></w:r>" for word in text.split()) for text in paragraphs
    ]
    body = "".join(f"<w:p>{run}</w:p>" for run in runs)
    return archive({"[Content_Types].xml": "<Types/>", "word/document.xml": _WORD.format(body)})


def xlsx(*cells: str) -> bytes:
    """An Excel file with these texts."""
    body = "".join(f"<si><t>{cell}</t></si>" for cell in cells)
    return archive({"[Content_Types].xml": "<Types/>", "xl/sharedStrings.xml": _SHEET.format(body)})


def odt(*paragraphs: str) -> bytes:
    """An OpenDocument text; the first word of a paragraph is set apart."""
    body = "".join(
        f"<text:p><text:span>{text.split()[0]}</text:span> {' '.join(text.split()[1:])}</text:p>"
        for text in paragraphs
    )
    kind = "application/vnd.oasis.opendocument.text"
    return archive({"mimetype": kind, "content.xml": _OPEN.format(body)})


def pdf(text: str) -> bytes:
    """A PDF of one page."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    made = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(made)
    made += b"xref\n0 6\n0000000000 65535 f \n"
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(made) + b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
