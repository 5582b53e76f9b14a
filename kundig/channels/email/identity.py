"""What makes two raw mails the same mail, and what puts them into one line; quick, on bytes alone."""

from __future__ import annotations

import hashlib
import re

from kundig.core import caps

_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
_FIELD = re.compile(rb"^([!-9;-~]+)[ \t]*:(.*(?:\n[ \t].*)*)\n?", re.MULTILINE)
_ADDRESS = re.compile(rb"[^\s<>\",;:]{1,64}@[^\s<>\",;:]{1,255}")
_ID = re.compile(rb"<([^<>\s]{1,998})>")

# What servers write on the way: differs between two copies of one mail.
_TRACES = re.compile(
    rb"^(?:received|return-path|delivered-to|delivery-date|x-original-to|envelope-to|x-envelope-.*"
    rb"|x-delivered-to|x-received|received-spf|authentication-results|arc-.*|x-spam-.*|x-virus-.*"
    rb"|x-gm-.*|x-forwarded-.*|x-uid.*|x-keywords|x-imap.*|x-mozilla-.*|x-status|status|lines"
    rb"|content-length|x-ms-exchange-.*|x-google-.*)$",
    re.IGNORECASE,
)


def fingerprint(raw: bytes) -> str:
    """Return the sha256 of a mail without the traces of its way: equal for two copies of one mail."""
    text = raw.replace(b"\r\n", b"\n")
    if text.startswith(b"From "):
        text = text.partition(b"\n")[2]
    end = _END_OF_HEADERS.search(text)
    head, body = (text[: end.start() + 1], text[end.end() :]) if end else (text, b"")
    digest = hashlib.sha256()
    digest.update(_FIELD.sub(lambda m: b"" if _TRACES.match(m[1]) else m[0], head))
    digest.update(b"\n\n" + body.rstrip(b"\n"))
    return digest.hexdigest()


def sender_key(raw: bytes) -> str:
    """Return the address in From, as far as a glance at the headers tells; "" where there is none."""
    found = _ADDRESS.findall(_fields(raw).get(b"from", b""))
    return found[-1].decode("ascii", "replace").lower()[:320] if found else ""


def thread_root(raw: bytes) -> str:
    """Return the id of the mail that began the thread, as far as a glance at the headers tells."""
    fields = _fields(raw)
    for name in (b"references", b"in-reply-to", b"message-id"):
        found = _ID.search(fields.get(name, b""))
        if found:
            return found[1].decode("ascii", "replace")
    return hashlib.sha256(raw[: caps.THREAD_SCAN_BYTES]).hexdigest()


def _fields(raw: bytes) -> dict[bytes, bytes]:
    head = raw[: caps.THREAD_SCAN_BYTES].replace(b"\r\n", b"\n")
    end = head.find(b"\n\n")
    return {m[1].lower(): m[2] for m in _FIELD.finditer(head if end < 0 else head[: end + 1])}
