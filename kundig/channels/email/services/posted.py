"""What was posted, taken apart as far as forms and JSON go: pure functions over bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import unquote_to_bytes

from kundig.core import caps


class NotUnderstood(Exception):
    """What was posted is not what the service documents."""


@dataclass(frozen=True)
class Field:
    """One field of a form; `file_name` is empty where it is no file."""

    name: str
    content: bytes
    file_name: str = ""
    content_type: str = ""

    @property
    def text(self) -> str:
        """Return the content as text."""
        return self.content.decode("utf-8", "replace")


@dataclass(frozen=True)
class Posted:
    """The body and the headers (names in small letters) of one request."""

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def content_type(self) -> str:
        """Return what the body says it is, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @cached_property
    def json(self) -> Any:
        """Return the body's JSON. NotUnderstood for anything else."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as problem:
            raise NotUnderstood(f"no JSON: {problem}") from problem

    @cached_property
    def fields(self) -> list[Field]:
        """Return the form's fields in their order; none where the body is no form. NotUnderstood for too many."""
        if self.content_type == "application/x-www-form-urlencoded":
            return _of_words(self.body)
        if self.content_type == "multipart/form-data":
            return _of_parts(self.body, self.headers.get("content-type", ""))
        return []

    def text(self, name: str) -> str:
        """Return the first field of this name as text; "" where there is none."""
        return next((one.text for one in self.fields if one.name == name), "")

    def content(self, name: str) -> bytes | None:
        """Return the first field of this name as it came; None where there is none."""
        return next((one.content for one in self.fields if one.name == name), None)


def _of_words(body: bytes) -> list[Field]:
    """The fields of application/x-www-form-urlencoded (WHATWG URL, 5.1)."""
    words = body.split(b"&", caps.POSTED_FIELDS + 1)
    if len(words) > caps.POSTED_FIELDS:
        raise NotUnderstood("too many fields")
    pairs = [word.partition(b"=") for word in words if word]
    return [
        Field(_plain(name).decode("utf-8", "replace"), _plain(value)) for name, _, value in pairs
    ]


def _plain(word: bytes) -> bytes:
    return unquote_to_bytes(word.replace(b"+", b" "))


def _of_parts(body: bytes, content_type: str) -> list[Field]:
    """The fields of multipart/form-data (RFC 7578), byte for byte: a mail may be among them."""
    boundary = _parameter(content_type, "boundary")
    if not boundary:
        raise NotUnderstood("a form without a boundary")
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary.encode(), caps.POSTED_FIELDS + 2)
    if len(parts) > caps.POSTED_FIELDS + 2:
        raise NotUnderstood("too many fields")
    found = []
    for part in parts[1:]:
        if part.startswith(b"--"):
            break
        head, blank, content = part.partition(b"\r\n\r\n")
        if blank:
            found.append(_field(head[: caps.POSTED_HEAD_BYTES].decode("utf-8", "replace"), content))
    return found


def _field(head: str, content: bytes) -> Field:
    lines = dict(line.partition(":")[::2] for line in head.split("\r\n") if ":" in line)
    named = {name.strip().lower(): value.strip() for name, value in lines.items()}
    disposition = named.get("content-disposition", "")
    return Field(
        _parameter(disposition, "name"),
        content,
        _parameter(disposition, "filename"),
        named.get("content-type", ""),
    )


def _parameter(header: str, name: str) -> str:
    """A parameter of a header, quoted or not; browsers write a quote within as %22 (RFC 7578, 2)."""
    match = re.search(rf';\s*{name}=(?:"([^"]*)"|([^;\s]+))', header, re.IGNORECASE)
    return (match[1] or match[2] or "").replace("%22", '"') if match else ""
