"""Header values with parameters: Content-Type and Content-Disposition.

Reads RFC 2045 parameters, RFC 2231 continuations and charsets, and what senders write instead:
encoded words in quotes, both at once, gaps in the numbering, missing quotes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from kundig.channels.email.mime.charset import decode, decode_unlabelled
from kundig.channels.email.mime.headers import decode_words

_PARAMETER = re.compile(
    r""";\s*([^\s=;"]{1,80}?)(\*\d{1,4})?(\*)?\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|'([^';]*)'(?=\s*(?:;|$))|([^;]*))""",
    re.DOTALL,
)
_ESCAPED = re.compile(r'\\(["\\])')


@dataclass(frozen=True, slots=True)
class ContentType:
    """A media type in lower case with its parameters by lower-case name."""

    main: str
    sub: str
    parameters: dict[str, str] = field(default_factory=dict)

    @property
    def full(self) -> str:
        """ "text/plain" and the like."""
        return f"{self.main}/{self.sub}"

    @property
    def boundary(self) -> str:
        """The line that separates the parts of a multipart; "" if none is given."""
        return self.parameters.get("boundary", "").rstrip()

    @property
    def charset(self) -> str:
        """The declared charset, as written; "" if none."""
        return self.parameters.get("charset", "")


_TYPE = re.compile(r"\s*([A-Za-z0-9!#$&^_.+-]{1,80})\s*/\s*([A-Za-z0-9!#$&^_.+-]{1,120})")


def content_type(value: str, default: str = "text/plain") -> ContentType:
    """The media type in `value`; `default` when there is none or it cannot be read."""
    match = _TYPE.match(value)
    if match is None:
        main, _, sub = default.partition("/")
        bare = value.strip().lower().partition(";")[0].strip()
        if bare == "text":  # "Content-Type: text", from the days before MIME
            main, sub = "text", "plain"
        return ContentType(main, sub, parameters(value))
    return ContentType(match[1].lower(), match[2].lower(), parameters(value))


def disposition(value: str) -> tuple[str, dict[str, str]]:
    """The disposition in lower case ("" if none) and its parameters."""
    kind = value.partition(";")[0].strip().lower()
    return kind, parameters(value if "=" not in kind else ";" + value)


def parameters(value: str) -> dict[str, str]:
    """All parameters of a header value, decoded, by lower-case name. The first one wins."""
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[bool, str]]] = {}
    for match in _PARAMETER.finditer(value):
        name, number, starred = match[1].lower(), match[2], match[3] is not None
        text = _value(match)
        if number is not None or starred:
            index = int(number[1:]) if number is not None else 0
            pieces.setdefault(name, {}).setdefault(index, (starred, text))
        else:
            plain.setdefault(name, decode_words(text))
    for name, numbered in pieces.items():
        plain[name] = _joined(numbered) or plain.get(name, "")
    return plain


def _value(match: re.Match[str]) -> str:
    if match[4] is not None:
        return _ESCAPED.sub(r"\1", match[4])
    if match[5] is not None:
        return match[5]
    return match[6].strip()


def _joined(numbered: dict[int, tuple[bool, str]]) -> str:
    """Continuations in the order of their numbers, gaps ignored; a charset stands in the first."""
    charset, data, any_starred = "", b"", False
    for position, (starred, text) in enumerate(numbered[i] for i in sorted(numbered)):
        if starred:
            any_starred = True
            if position == 0 and text.count("'") >= 2:
                charset, _, rest = text.split("'", 2)
                data += unquote_to_bytes(rest)
            else:
                data += unquote_to_bytes(text)
        else:
            data += text.encode("utf-8", "surrogateescape")
    decoded = decode(data, charset) if charset else decode_unlabelled(data)
    if not any_starred or "=?" in decoded:
        decoded = decode_words(decoded)
    return decoded
