"""The machine-readable part of a delivery report (RFC 3464), also where it stands in plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kundig.channels.email.mime.charset import decode_unlabelled
from kundig.channels.email.mime.transfer import content
from kundig.channels.email.mime.tree import Part
from kundig.core import caps

ADDRESS = re.compile(r"[A-Za-z0-9][\w.+=/&%!#$'*-]{0,100}@(?:[\w-]+\.)+[A-Za-z][\w-]*", re.ASCII)
STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_FIELD_LINE = re.compile(
    r"^(?P<name>final-recipient|original-recipient|action|status|diagnostic-code)\s*:\s*(?P<value>.*)",
    re.IGNORECASE | re.MULTILINE,
)

_ARRIVED = ("delivered", "relayed", "expanded", "success", "transferred", "deliverable")


@dataclass(slots=True)
class Report:
    """What the fields say of one recipient. Anything may be empty."""

    recipient: str = ""
    action: str = ""
    status: str = ""
    diagnostic: str = ""

    @property
    def failed(self) -> bool:
        """Whether the mail has not arrived there, or not yet."""
        if self.action:
            return self.action not in _ARRIVED
        return self.status[:1] in ("4", "5")


def reports_in(root: Part) -> list[Report]:
    """What the report parts of a mail say, recipient by recipient; empty if it has none."""
    found: list[Report] = []
    for part in root.walk():
        if part.type.full in ("message/delivery-status", "message/global-delivery-status"):
            found += _blocks(decode_unlabelled(content(part, [])))
    return found[: caps.MAIL_BOUNCE_RECIPIENTS]


def _blocks(text: str) -> list[Report]:
    found: list[Report] = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        found += _recipient_fields(re.sub(r"\n[ \t]+", " ", block))
    return found


def _recipient_fields(block: str) -> list[Report]:
    """The fields of one block, or of several recipients that an empty line should part."""
    found: list[Report] = []
    for match in _FIELD_LINE.finditer(block):
        name, value = match["name"].lower(), match["value"].strip()
        if name in ("final-recipient", "original-recipient"):
            address = _address_in(value)
            if not found or (
                name == "final-recipient" and found[-1].status and found[-1].recipient
            ):
                found.append(Report())
            # The address we wrote to is the original one, where the server tells it.
            if address and (name == "original-recipient" or not found[-1].recipient):
                found[-1].recipient = address
        else:
            if not found:
                found.append(Report())
            _set_field(found[-1], name, value)
    return [one for one in found if one.recipient or one.status or one.action]


def _set_field(report: Report, name: str, value: str) -> None:
    if name == "action":
        report.action = re.split(r"[\s;(]", value.lower(), maxsplit=1)[0]
    elif name == "status":
        match = STATUS.search(value)
        report.status = report.status or (match.group() if match else "")
    elif name == "diagnostic-code":
        report.diagnostic = value[:2_000]


def reports_in_text(notice: str) -> list[Report]:
    """The same fields, written into the text of the notice."""
    if (
        len(
            re.findall(
                r"^(?:final-recipient|action|status|original-recipient)\s*:", notice, re.I | re.M
            )
        )
        < 2
    ):
        return []
    return _blocks(notice)


def _address_in(value: str) -> str:
    match = ADDRESS.search(value.partition(";")[2] or value)
    return match.group().rstrip(".") if match else ""
