"""Which parts of a mail are its text and which are attachments."""

from __future__ import annotations

import html as entities
from dataclasses import dataclass, field

from kundig.channels.email.mime.cards import may_be_card, read_card
from kundig.channels.email.mime.characters import cut, one_line, storable
from kundig.channels.email.mime.charset import decode_unlabelled
from kundig.channels.email.mime.encoded_files import take_out
from kundig.channels.email.mime.flowed import unflowed
from kundig.channels.email.mime.forwarded import read_forwarded
from kundig.channels.email.mime.headers import decode_words, read_headers
from kundig.channels.email.mime.mail import Attachment, Card, Defect, Forwarded, Invitation
from kundig.channels.email.mime.markup import html_to_text, without_tags
from kundig.channels.email.mime.names import clean_name, default_name
from kundig.channels.email.mime.parameters import disposition
from kundig.channels.email.mime.tnef import Packed, unpack
from kundig.channels.email.mime.transfer import content, decoded, note, text_of
from kundig.channels.email.mime.tree import Part
from kundig.core import caps


@dataclass(slots=True)
class Section:
    """A stretch of the visible body, as plain text, as HTML, or as both alternatives."""

    text: str | None = None
    html: str | None = None
    _from_html: str | None = None

    @property
    def readable(self) -> str:
        """Its text, made from the HTML where no plain text says anything."""
        if self.has_plain_text:
            return self.text or ""
        if self._from_html is None:
            self._from_html = html_to_text(self.html or "")
        return self._from_html

    @property
    def has_plain_text(self) -> bool:
        """Whether the sender gave a text besides the HTML, or no HTML at all."""
        return self.html is None or bool(self.text and self.text.strip())


@dataclass(slots=True)
class Body:
    """The visible body and everything that is kept as a file."""

    sections: list[Section] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    defects: list[Defect] = field(default_factory=list)
    has_text: bool = False
    # Text that came packed in a winmail.dat: shown where the mail has no other.
    unpacked: list[Section] = field(default_factory=list)
    # A mail within a mail within a mail is a file only.
    is_inner: bool = False

    @property
    def text(self) -> str:
        """All that can be read, capped."""
        joined = "\n".join(section.readable.strip("\r\n") for section in self.sections)
        return cut(storable(joined.replace("\r\n", "\n")), caps.MAIL_TEXT_CHARS)

    @property
    def html(self) -> str:
        """The HTML body, capped; "" for a mail without any."""
        if not any(section.html for section in self.sections):
            return ""
        pieces = (section.html or _as_html(section.text or "") for section in self.sections)
        return storable("\n".join(pieces))[: caps.MAIL_HTML_CHARS]


def read_body(root: Part, defects: list[Defect]) -> Body:
    """The body of a mail and its attachments, in the order of the mail."""
    return _read(root, Body(defects=defects))


def _read(root: Part, body: Body) -> Body:
    body.sections = [s for s in _sections(root, body) if s.html or (s.text or "").strip()]
    body.sections = body.sections or body.unpacked
    if not body.sections:
        body.sections = [Section(text=_said_by(card)) for card in body.cards[:1]]
    return body


def _inner_text(root: Part, defects: list[Defect]) -> str:
    return _read(root, Body(defects=defects, is_inner=True)).text


def _said_by(card: Card) -> str:
    """The words for a mail that has none of its own."""
    if isinstance(card, Invitation):
        return f"{card.summary}\n\n{card.description}".strip()
    return card.text if isinstance(card, Forwarded) else card.name


def _sections(part: Part, body: Body) -> list[Section]:
    if part.type.main == "multipart" and part.children:
        if part.type.sub == "alternative":
            return _alternative(part, body)
        if part.type.sub == "related":
            return _related(part, body)
        return [section for child in part.children for section in _sections(child, body)]
    if _is_text(part, body):
        body.has_text = True
        return [_section(part, body)]
    _keep(part, body)
    return []


def _alternative(part: Part, body: Body) -> list[Section]:
    plain: list[str] = []
    rich: list[str] = []
    for child in part.children:
        for section in _sections(child, body):
            if section.text is not None:
                plain.append(section.text)
            if section.html is not None:
                rich.append(section.html)
    text = "\n".join(plain) if plain else None
    return [Section(text, "\n".join(rich) if rich else None)] if plain or rich else []


def _related(part: Part, body: Body) -> list[Section]:
    """The root of a related group is text, the rest belongs to it as files."""
    root, *rest = part.children
    sections = _sections(root, body)
    for child in rest:
        if sections or child.type.main not in ("text", "multipart"):
            for leaf in child.walk():
                if not leaf.children:
                    _keep(leaf, body)
        else:
            sections = _sections(child, body)
    return sections


def _is_text(part: Part, body: Body) -> bool:
    kind, _ = disposition(part.headers.get("content-disposition"))
    if kind == "attachment":
        return False
    if part.type.main == "multipart":
        return True  # its boundary is missing: what is there can at least be read
    if part.type.main != "text" or part.type.sub not in _READABLE:
        return False
    return not (file_name(part) and body.has_text)


_READABLE = frozenset({"plain", "html", "enriched", "richtext", "markdown", "x-markdown"})


def _section(part: Part, body: Body) -> Section:
    if part.type.sub == "html":
        return Section(html=text_of(part, body.defects))
    data, files = take_out(content(part, body.defects))
    for name, content_ in files:
        _add(body, Attachment(clean_name(decode_unlabelled(name)), UNKNOWN_TYPE, content_))
    text = decoded(data, part)
    if part.type.sub in ("enriched", "richtext"):
        return Section(text=without_tags(text))
    if part.type.parameters.get("format", "").lower() == "flowed":
        return Section(text=unflowed(text, part.type.parameters.get("delsp", "").lower() == "yes"))
    return Section(text=text)


def _keep(part: Part, body: Body) -> None:
    kind, _ = disposition(part.headers.get("content-disposition"))
    content_id = part.headers.get("content-id").strip().strip("<>")
    name = clean_name(file_name(part) or _subject_of(part))
    name = name or default_name(part.type.full, len(body.attachments) + 1)
    data = content(part, body.defects)
    packed = unpack(data) if part.type.full in _PACKED or name.lower() == "winmail.dat" else None
    if packed is not None and _keep_packed(packed, body):
        return
    if not _add(
        body,
        Attachment(
            name=name,
            content_type=one_line(part.type.full, caps.MAIL_NAME_CHARS),
            content=data,
            content_id=one_line(content_id, caps.MAIL_MESSAGE_ID_CHARS),
            inline=kind == "inline" or (kind == "" and bool(content_id)),
        ),
    ):
        return
    if not body.is_inner and len(body.cards) < caps.MAIL_CARDS:
        body.cards += _cards(part, name, data)


def _add(body: Body, attachment: Attachment) -> bool:
    if len(body.attachments) >= caps.MAIL_ATTACHMENTS:
        note(body.defects, "too-many-attachments")
        return False
    body.attachments.append(attachment)
    return True


def _cards(part: Part, name: str, data: bytes) -> list[Card]:
    card: Card | None = None
    if part.type.full == "message/rfc822":
        card = read_forwarded(data, _inner_text)
    elif may_be_card(part.type.full, name):
        card = read_card(part.type.full, name, decoded(data, part))
    return [card] if card else []


def _keep_packed(packed: Packed, body: Body) -> bool:
    """The files of a winmail.dat in its place; False where there is nothing in it that can be shown."""
    if packed.text.strip():
        body.unpacked.append(Section(text=packed.text[: caps.MAIL_SECTION_CHARS]))
    for one in packed.files:
        name = clean_name(one.name) or default_name(one.content_type, len(body.attachments) + 1)
        kind = one_line(one.content_type.lower(), caps.MAIL_NAME_CHARS) or UNKNOWN_TYPE
        _add(body, Attachment(name, kind, one.content, one_line(one.content_id, 200)))
    return bool(packed.files or body.unpacked)


_PACKED = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
UNKNOWN_TYPE = "application/octet-stream"


def _subject_of(part: Part) -> str:
    """An attached mail is named after its subject; "" for anything else."""
    if part.type.full != "message/rfc822":
        return ""
    headers, _ = read_headers(part.body, 0, len(part.body))
    subject = one_line(headers.text("subject"), caps.MAIL_NAME_CHARS)
    return f"{subject}.eml" if subject else ""


def file_name(part: Part) -> str:
    """The file name as the sender gives it; "" if there is none."""
    _, parameters = disposition(part.headers.get("content-disposition"))
    name = parameters.get("filename") or part.type.parameters.get("name") or ""
    return name or decode_words(part.type.parameters.get("filename", ""))


def _as_html(text: str) -> str:
    return f"<pre>{entities.escape(text)}</pre>"
