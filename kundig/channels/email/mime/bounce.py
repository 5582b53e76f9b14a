"""Failed deliveries: who was not reached, for good or for now, and by which of our mails.

The machine-readable report (RFC 3464) is believed first. Many servers send none, or a torn one:
then the sender, the subject, the sentences and the SMTP answers in the notice have to agree. A
report of success or of mere relaying is no bounce; a delay is a soft one, for the person at the
desk should know that his answer has not arrived yet.

"hard" means that the server has given up on this mail for a lasting reason, "soft" that it says
the reason may pass. A full mailbox that sends the mail back is hard for that mail; whether the
address is to be given up as well, the status tells (x.2.2).

On purpose no bounces: one that a person forwards to us (a person wrote to us and wants an answer),
notifications of sending services in their own JSON (their webhooks tell the same), and mails that
only sound like one without a server's address, an empty return path or our mail in them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kundig.channels.email.mime.bounce_words import (
    FAILURE_PHRASE,
    FAILURE_SUBJECT,
    LASTING,
    ORIGINAL_FOLLOWS,
    PASSING,
    ROBOT_SENDER,
    STILL_TRYING,
)
from kundig.channels.email.mime.characters import one_line, storable
from kundig.channels.email.mime.charset import decode_unlabelled
from kundig.channels.email.mime.delivery_reports import (
    ADDRESS,
    STATUS,
    Report,
    reports_in,
    reports_in_text,
)
from kundig.channels.email.mime.headers import Headers, read_headers
from kundig.channels.email.mime.mail import Address, Bounce, BounceKind
from kundig.channels.email.mime.markup import html_to_text
from kundig.channels.email.mime.message_ids import read_message_id
from kundig.channels.email.mime.transfer import content, text_of
from kundig.channels.email.mime.tree import Part
from kundig.core import caps

_REPLY_CODE = re.compile(r"(?<![\d.:])([45])[0-7]\d(?=[\s:#-])")
_SMTP_ANSWER = re.compile(
    r"(?:said:?|<<<|responded|response|error|code|server|data|rcpt|status|:)\W{0,8}[45]\d\d[\s-]"
    r"|^\W{0,4}[45]\d\d[\s-]|[45]\d\d[\s-]#?[45]\.\d\.\d",
    re.IGNORECASE | re.MULTILINE,
)
# A heading over the notice that no person writes: "--- Non-Delivery Report ---".
_HEADING = re.compile(
    r"\s*[-=*#]{2,}[ \w-]{0,40}(?:deliver|return|bounce|fail|unzustell)[ \w-]{0,40}[-=*#]{2,}\s*$",
    re.IGNORECASE | re.MULTILINE,
)
# "could not be delivered to the following recipients:", and below it names of the server's own.
_LOCAL_NAMES = re.compile(
    r"(?:recipient|user|address|addressee|mailbox)(?:\(s\)|e?s)?\b[^\n]{0,120}:[ \t]{0,9}\n\n?"
    r"((?:[ \t]{0,40}[A-Za-z0-9][\w.+-]{0,63}[ \t]{0,9}(?:\n|$)){1,100})",
    re.IGNORECASE | re.ASCII,
)


@dataclass(slots=True)
class _Evidence:
    """Everything in the mail that speaks of a failed delivery."""

    headers: Headers
    sender: Address
    notice: str
    reports: list[Report] = field(default_factory=list)
    original: Headers | None = None


def read_bounce(root: Part, sender: Address, text: str) -> Bounce | None:
    """The failure a mail reports; None when it reports none."""
    if not _may_be_one(root, sender):
        return None
    notice, after = _notice(root, text)
    evidence = _Evidence(root.headers, sender, notice)
    evidence.reports = reports_in(root) or reports_in_text(notice) or reports_in_text(after)
    evidence.original = _original(root, after)
    if evidence.reports:
        if not any(report.failed for report in evidence.reports):
            return None
    elif not _notice_says_so(evidence):
        return None
    return _bounce(evidence)


def _may_be_one(root: Part, sender: Address) -> bool:
    """A cheap look at the headers: nearly all mail ends here."""
    headers = root.headers
    if root.type.parameters.get("report-type", "").lower() == "feedback-report":
        return False
    if _was_read(root):
        return False
    return (
        "x-failed-recipients" in headers
        or root.type.sub == "report"
        or headers.get("return-path").strip() == "<>"
        or _is_robot(headers, sender)
        or FAILURE_SUBJECT.search(headers.text("subject")[:300]) is not None
        or sender.address == ""
    )


def _was_read(root: Part) -> bool:
    """A receipt (RFC 8098) says that a mail has arrived, unless its server threw it away."""
    for part in root.walk():
        if part.type.full == "message/disposition-notification":
            text = decode_unlabelled(content(part, []))
            return (
                re.search(
                    r"^disposition:.*automatic.*;\s*(?:deleted|denied|failed)", text, re.I | re.M
                )
                is None
            )
    return False


def _is_robot(headers: Headers, sender: Address) -> bool:
    return any(
        ROBOT_SENDER.search(one)
        for one in (sender.address, sender.name, headers.get("return-path").strip("<> "))
        if one
    )


# ── the notice ───────────────────────────────────────────────────────────────────────────────


def _notice(root: Part, text: str) -> tuple[str, str]:
    """What the server says itself, and what it returns of our mail below."""
    first = next((p for p in root.walk() if not p.children and p.type.main == "text"), None)
    if root.children and first is not None:
        text = storable(text_of(first, []))
        if first.type.sub == "html":
            text = html_to_text(text)
    text = text.replace("\r\n", "\n")[: caps.MAIL_BOUNCE_CHARS]
    # It names the one who was not reached, and only then what comes back.
    named = ADDRESS.search(text)
    line_end = text.find("\n", named.end()) if named else -1
    match = ORIGINAL_FOLLOWS.search(text, line_end + 1) if line_end >= 0 else None
    return (text[: match.start()], text[match.start() :]) if match else (text, text)


def _notice_says_so(evidence: _Evidence) -> bool:
    subject = evidence.headers.text("subject")[:300]
    robot = _is_robot(evidence.headers, evidence.sender) or not evidence.sender.address
    nobody = evidence.headers.get("return-path").strip() == "<>"
    titled = FAILURE_SUBJECT.search(subject) is not None
    said = FAILURE_PHRASE.search(evidence.notice) is not None
    answered = _SMTP_ANSWER.search(evidence.notice) is not None
    if "x-failed-recipients" in evidence.headers:
        return True
    if re.match(r"\s*(?:re|aw|sv|antw|fwd?|wg)\s*:", subject, re.I) and not nobody:
        # A few servers answer under the subject of our mail.
        return robot and said and answered
    if robot or _HEADING.match(evidence.notice):
        return titled or said or answered
    if nobody:
        return (said or answered) and (titled or evidence.original is not None)
    return titled and (said or answered) and evidence.original is not None


def _original(root: Part, after: str) -> Headers | None:
    """The headers of our mail, where they came back."""
    for part in root.walk():
        if part.type.full in ("message/rfc822", "text/rfc822-headers", "message/global"):
            data = content(part, [])
            return read_headers(data, 0, len(data))[0]
    match = re.search(r"^(?:message-id|received|return-path|from)\s*:", after, re.I | re.M)
    if match is None:
        return None
    data = after[match.start() :].encode("utf-8")
    return read_headers(data, 0, len(data))[0]


# ── the verdict ──────────────────────────────────────────────────────────────────────────────


def _bounce(evidence: _Evidence) -> Bounce:
    failed = [report for report in evidence.reports if report.failed]
    recipients = _recipients(evidence, failed)
    status = next((report.status for report in failed if report.status), "")
    diagnostics = " ".join(report.diagnostic for report in failed)
    status = _better_status(status, diagnostics, evidence.notice)
    original_id = evidence.original.get("message-id") if evidence.original else ""
    text = f"{diagnostics}\n{evidence.notice}"
    kind: BounceKind = "soft" if _is_delay(text, failed) else _kind(status, text)
    return Bounce(
        recipient=recipients[0] if recipients else "",
        kind=kind,
        status=status,
        recipients=tuple(recipients),
        original_message_id=read_message_id(original_id) if original_id else "",
        is_final=kind == "hard" or _is_given_up(text, failed),
    )


def _recipients(evidence: _Evidence, failed: list[Report]) -> list[str]:
    found = [report.recipient for report in failed]
    found += ADDRESS.findall(evidence.headers.get("x-failed-recipients"))
    if not any(found):
        found += _addresses_in_notice(evidence)
    if not any(found) and evidence.original is not None:
        found += ADDRESS.findall(evidence.original.get("to"))
    tidy = (one_line(one, caps.MAIL_ADDRESS_CHARS) for one in found if one)
    return list(dict.fromkeys(tidy))[: caps.MAIL_BOUNCE_RECIPIENTS]


def _addresses_in_notice(evidence: _Evidence) -> list[str]:
    """The addresses a notice names, without those of the server and of ourselves."""
    own = {evidence.sender.address.lower()}
    own |= {a.lower() for a in ADDRESS.findall(evidence.headers.get("to"))}
    found = [
        _ADDRESS_KIND.sub("", address).rstrip(".")
        for address in ADDRESS.findall(evidence.notice)
        if not _NOT_A_RECIPIENT.match(address)
    ]
    others = [address for address in found if address.lower() not in own]
    return others or _local_recipients(evidence) or found


def _local_recipients(evidence: _Evidence) -> list[str]:
    """The people whom a server calls by their name alone, because they are its own."""
    domain = evidence.sender.address.rpartition("@")[2]
    named = _LOCAL_NAMES.search(evidence.notice)
    return [f"{name}@{domain}" for name in named[1].split()] if domain and named else []


_ADDRESS_KIND = re.compile(r"^(?:smtp|rfc822|internet)[=:/]", re.I)
_NOT_A_RECIPIENT = re.compile(r"(?:postmaster|mailer-daemon|abuse|support|helpdesk|root)@", re.I)


def _better_status(status: str, diagnostics: str, notice: str) -> str:
    """The most telling status: "5.0.0" and "4.0.0" say nothing, the server's answer says more."""
    if status and not status.endswith(".0.0"):
        return status
    for text in (diagnostics, notice):
        for match in STATUS.finditer(text):
            if match.group(1) != "2" and not match.group().endswith(".0.0"):
                return match.group()
    found = STATUS.search(diagnostics + "\n" + notice)
    return status or (found.group() if found and found.group(1) != "2" else "")


def _is_delay(text: str, failed: list[Report]) -> bool:
    said_so = STILL_TRYING.search(text) is not None
    return said_so or any(report.action == "delayed" for report in failed)


def _is_given_up(text: str, failed: list[Report]) -> bool:
    """Believed of a report alone: days of tries for a passing reason end so, and nobody tells again."""
    return not _is_delay(text, failed) and any(report.action == "failed" for report in failed)


def _kind(status: str, text: str) -> BounceKind:
    passing, lasting = PASSING.search(text) is not None, LASTING.search(text) is not None
    if status[:1] == "4":
        return "soft"
    if status[:1] == "5":
        return "hard"
    codes = _REPLY_CODE.findall(text)
    if passing and not lasting:
        return "soft"
    if codes and not lasting:
        return "soft" if codes[-1] == "4" else "hard"
    return "hard"
