"""From a raw mail to what it says: signatures verified, layers taken off, undecrypted and decrypted kept apart."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from kundig.channels.email.mime.characters import cut
from kundig.channels.email.mime.guard import understand
from kundig.channels.email.mime.mail import Attachment, ParsedMail, Protection
from kundig.channels.email.protected import guard, keyring, verdicts, wire
from kundig.channels.email.protected.collecting import worth_keeping
from kundig.channels.email.protected.report import Opened, Report, read_report
from kundig.conversations.models import Channel
from kundig.core import caps

# What every protected mail has somewhere, and hardly any other.
_MARKS = re.compile(
    rb"pkcs7-(?:mime|signature)|application/pgp-|-----BEGIN PGP |\.p7m\b|^autocrypt:", re.I | re.M
)
_ARMOR_BEGINS = re.compile(r"(?m)^-----BEGIN PGP (?:SIGNED )?MESSAGE-----")
_ARMOR_ENDS = re.compile(r"(?m)^-----END PGP (?:MESSAGE|SIGNATURE)-----[ \t]*$")
# A mail program that encrypts the subject writes one of these outside.
_NO_SUBJECT = frozenset({"...", "…", "[...]", "encrypted message", "(encrypted)"})
_HEADERS_INSIDE = re.compile(rb"(?i)protected-headers\s*=\s*\"?v1|\bhp\s*=\s*\"?cipher")


def read(raw: bytes, channel: Channel) -> ParsedMail:
    """Return what a mail says, below its layers if it has any. Never raises; asks for the channel's keys only."""
    mail = understand(raw)
    if not _MARKS.search(raw) and "-----BEGIN PGP " not in mail.text:
        return mail
    sender = "" if "several" in mail.sender_flags else mail.sender.address
    report = _opened(raw, channel, sender)
    return mail if report is None else _with_report(mail, report, sender)


def may_bring_keys(raw: bytes) -> bool:
    """Tell whether a mail is worth reading once more for the keys that it brings along."""
    return _MARKS.search(raw) is not None


def _opened(raw: bytes, channel: Channel, sender: str) -> Report | None:
    """The mail opened: with no key of ours where none is needed, and with those of signers we know by their ids."""
    trust, known, own = keyring.trust_facts(), keyring.known_of(sender), keyring.no_own_keys()
    report = _ask(raw, {**trust, **own, "known": known}, secret=False)
    if report is not None and any(one.trouble == "no_key" for one in report.everything):
        own = keyring.own_keys(channel)
        if own["certificates"] or own["keys"]:
            opened = _ask(raw, {**trust, **own, "known": known}, secret=True)
            report = opened or report
    ids = _unknown_ids(report)
    signers = keyring.known_by_ids(ids) if ids else []
    if signers:
        has_secret = bool(own["certificates"] or own["keys"])
        again = _ask(raw, {**trust, **own, "known": [*known, *signers]}, secret=has_secret)
        report = again or report
    return report


def _ask(raw: bytes, facts: dict[str, Any], *, secret: bool) -> Report | None:
    answer = guard.ask(wire.OPEN, facts, raw, secret=secret)
    try:
        return read_report(*answer) if answer else None
    except ValueError:
        return None


def _unknown_ids(report: Report | None) -> list[str]:
    if report is None:
        return []
    signatures = (one for opened in report.everything for one in opened.signatures)
    return [id for one in signatures if one.state == "unknown" for id in one.key_ids]


def _with_report(mail: ParsedMail, report: Report, sender: str) -> ParsedMail:
    trusts = verdicts.decisions(report, sender)
    whole = report.whole
    parts = [(part, _understood(part)) for part in report.parts]
    shown = mail
    if whole.is_protected:
        inside = _understood(whole)
        shown = _inside(mail, inside, whole, keeps_subject=not _has_subject(mail, whole))
    if any(part.encrypted for part in report.parts):
        shown = _apart(shown, [(part, said) for part, said in parts if part.encrypted])
    facts = {
        "scheme": next((one.scheme for one in report.everything if one.scheme), ""),
        "encrypted": _extent(whole, report.parts),
        "trouble": next((one.trouble for one in report.everything if one.trouble), ""),
        "signatures": verdicts.shown_all(whole, sender, trusts),
        "parts": [
            {
                "text": cut(said.text.strip(), caps.PROTECTED_PART_CHARS),
                "encrypted": part.encrypted,
                "signatures": verdicts.shown_all(part, sender, trusts),
            }
            for part, said in parts
        ],
    }
    is_protected = any(one.is_protected for one in report.everything)
    keys = tuple(worth_keeping(report, sender))
    return replace(shown, protection=Protection(facts if is_protected else {}, keys))


def _extent(whole: Opened, parts: list[Opened]) -> str:
    if whole.encrypted:
        return "whole"
    return "part" if any(part.encrypted for part in parts) else ""


def _understood(opened: Opened) -> ParsedMail:
    """What an opened piece says by itself; where it stayed closed, nothing."""
    return understand(b"" if opened.trouble else opened.entity)


def _inside(
    mail: ParsedMail, inside: ParsedMail, whole: Opened, *, keeps_subject: bool
) -> ParsedMail:
    """The mail with what its layers held in the place of what was sent; where they stayed closed, as it came."""
    if whole.trouble:
        return mail
    return replace(
        mail,
        subject=mail.subject if keeps_subject else inside.subject,
        text=inside.text,
        html=inside.html,
        reply=inside.reply,
        attachments=inside.attachments,
        cards=inside.cards,
        defects=tuple(dict.fromkeys((*mail.defects, *inside.defects))),
    )


def _has_subject(mail: ParsedMail, whole: Opened) -> bool:
    """Tell whether the subject was encrypted along (RFC 9788 and its forerunner), and stands inside."""
    is_hidden = mail.subject.strip().lower() in _NO_SUBJECT or not mail.subject.strip()
    head = re.split(rb"\r?\n\r?\n", whole.entity, maxsplit=1)[0]
    return whole.encrypted and is_hidden and bool(_HEADERS_INSIDE.search(head))


def _apart(mail: ParsedMail, parts: list[tuple[Opened, ParsedMail]]) -> ParsedMail:
    """The mail as text alone, decrypted parts below the others: no document holds both (EFAIL)."""
    said = [words.text.strip() for part, words in parts if not part.trouble]
    files: list[Attachment] = [file for _part, words in parts for file in words.attachments]
    return replace(
        mail,
        text=_joined(mail.text, said),
        reply=_joined(mail.reply, said),
        html="",
        attachments=(*mail.attachments, *files)[: caps.MAIL_ATTACHMENTS],
    )


def _joined(text: str, parts: list[str]) -> str:
    plain = without_armor(text).strip() if parts else text
    return cut("\n\n".join(filter(None, [plain, *parts])), caps.MAIL_TEXT_CHARS)


def without_armor(text: str) -> str:
    """Return a text without its armored blocks. One pass: beginnings without an end must not cost a search each."""
    kept, at = [], 0
    while (begin := _ARMOR_BEGINS.search(text, at)) and (
        end := _ARMOR_ENDS.search(text, begin.end())
    ):
        kept.append(text[at : begin.start()])
        at = end.end()
    return "".join(kept) + text[at:]
