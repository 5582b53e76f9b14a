"""Bytes to a tree of MIME parts.

The standard library's parser recurses once per nested part and dies of a thousand of them, and it
reads line by line. This one works on positions in the raw bytes, stops at `MAIL_DEPTH` and
`MAIL_PARTS`, and takes every input: what cannot be split stays one part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kundig.channels.email.mime.headers import Headers, read_headers
from kundig.channels.email.mime.mail import Defect
from kundig.channels.email.mime.parameters import ContentType, content_type
from kundig.core import caps


@dataclass(slots=True)
class Part:
    """One MIME part: its headers, its undecoded body, the parts inside it, and where it stands in the raw bytes."""

    headers: Headers
    type: ContentType
    body: bytes
    children: list[Part] = field(default_factory=list)
    start: int = 0
    end: int = 0

    def walk(self) -> Iterator[Part]:
        """This part and all parts below it, in the order of the mail."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True)
class _Budget:
    """Parts that may still be made, and what had to be left out."""

    parts: int
    defects: list[Defect]


def split(raw: bytes, defects: list[Defect]) -> Part:
    """The tree of a whole mail. Cuts are noted in `defects`; never raises on any input."""
    if b"\n" not in raw and b"\r" in raw:
        raw = raw.replace(b"\r", b"\n")
    return _part(raw, 0, len(raw), 0, "text/plain", _Budget(caps.MAIL_PARTS, defects))


def split_headers(raw: bytes) -> Part:
    """Only the top of a mail, with everything after the header block as its body."""
    headers, start = read_headers(raw, 0, len(raw))
    return Part(headers, content_type(headers.get("content-type")), raw[start:])


def _part(raw: bytes, start: int, end: int, depth: int, default: str, budget: _Budget) -> Part:
    budget.parts -= 1
    headers, body = read_headers(raw, start, end)
    kind = content_type(headers.get("content-type"), default)
    if kind.main == "multipart" and kind.boundary and _may_go_deeper(depth, budget):
        spans = _spans(raw, body, end, kind.boundary)
        if spans:
            inner = "message/rfc822" if kind.sub == "digest" else "text/plain"
            part = Part(headers, kind, b"", start=start, end=end)
            for from_, to in spans:
                if budget.parts <= 0:
                    _note(budget, "too-many-parts")
                    break
                part.children.append(_part(raw, from_, to, depth + 1, inner, budget))
            return part
        _note(budget, "boundary-missing")
    return Part(headers, kind, raw[body:end], start=start, end=end)


def _may_go_deeper(depth: int, budget: _Budget) -> bool:
    if depth < caps.MAIL_DEPTH:
        return True
    _note(budget, "nested-too-deep")
    return False


def _note(budget: _Budget, defect: Defect) -> None:
    if defect not in budget.defects:
        budget.defects.append(defect)


def _spans(raw: bytes, start: int, end: int, boundary: str) -> list[tuple[int, int]]:
    """Where the parts between the boundary lines begin and end. A missing end mark is fine."""
    mark = re.escape(boundary.encode("utf-8", "surrogateescape"))
    line = re.compile(rb"(?m)^--" + mark + rb"(--)?[ \t]*\r?$\n?")
    spans: list[tuple[int, int]] = []
    opened: int | None = None
    for match in line.finditer(raw, start, end):
        if opened is not None:
            spans.append((opened, _without_line_end(raw, opened, match.start())))
        opened = None if match.group(1) else match.end()
        if len(spans) > caps.MAIL_PARTS:
            return spans
    if opened is not None and opened < end:
        spans.append((opened, end))
    return spans


def _without_line_end(raw: bytes, start: int, end: int) -> int:
    """The line break before a boundary belongs to the boundary."""
    if end > start and raw[end - 1 : end] == b"\n":
        end -= 1
    if end > start and raw[end - 1 : end] == b"\r":
        end -= 1
    return end
