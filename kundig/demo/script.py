"""Reads scenes from `letters/*.txt`. The format is told in the docstring of `kundig.demo`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import parseaddr
from importlib.resources import files as package_files
from importlib.resources.abc import Traversable

from .mail import Attachment, Person

_HEADER = re.compile(r"^([a-z]+): *(.*)$")
_MAIL_HEADER = re.compile(r"^(from|client|subject|attach|cc): *(.*)$")


@dataclass
class Line:
    """One step as written: `verb`, what stands between it and the colon, what stands behind, the text below."""

    verb: str
    words: str
    value: str
    headers: dict[str, str] = field(default_factory=dict)
    attachments: list[Attachment] = field(default_factory=list)
    text: str = ""


@dataclass
class Draft:
    """A scene as written, with times still relative."""

    key: str
    headers: dict[str, str]
    lines: list[Line]


def drafts() -> Iterator[Draft]:
    """All scenes of `letters/*.txt`, file by file in the order of their names."""
    for file in sorted(letters().iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".txt"):
            yield from read(file.read_text(encoding="utf-8"))


def letters() -> Traversable:
    return package_files(__package__).joinpath("letters")


def read(text: str) -> Iterator[Draft]:
    """The scenes written in `text`."""
    for part in re.split(r"^=== ", text, flags=re.MULTILINE)[1:]:
        key, _, rest = part.partition("\n")
        head, *steps = re.split(r"^(?=--- )", rest, flags=re.MULTILINE)
        found = (_HEADER.match(line) for line in head.splitlines())
        yield Draft(
            key.strip(),
            {line[1]: line[2].strip() for line in found if line},
            [_line(step) for step in steps],
        )


def person(written: str) -> Person:
    """Reads "Jule Hartmann <jule@postfach.example>"; ValueError without an address."""
    name, address = parseaddr(written)
    if not address:
        raise ValueError(f"not a person: {written!r}")
    return Person(name, address)


def _line(step: str) -> Line:
    first, _, rest = step.partition("\n")
    # Times of day have colons too, but never one with a space behind it.
    left, _, value = first.removeprefix("--- ").strip().partition(": ")
    verb, _, words = left.partition(" ")
    line = Line(verb, words.strip(), value.strip())
    body = rest.splitlines()
    while body and (header := _MAIL_HEADER.match(body[0])):
        if header[1] == "attach":
            kind, _, name = header[2].partition(" ")
            line.attachments.append(Attachment(kind, name))
        else:
            line.headers[header[1]] = header[2].strip()
        body.pop(0)
    line.text = "\n".join(body).strip()
    return line
