"""Small mails for tests."""

from __future__ import annotations


def mail(
    body: str | bytes = "Hello",
    *,
    headers: str | bytes = "",
    sender: str = "Anna Weber <anna@example.org>",
    subject: str = "Question",
    kind: str = "",
) -> bytes:
    """A mail with the usual headers, more `headers`, and `kind` as its Content-Type."""
    lines = [
        f"From: {sender}",
        "To: help@example.com",
        f"Subject: {subject}",
        "Date: Tue, 03 Nov 2026 10:00:00 +0100",
        "Message-ID: <one@example.org>",
    ]
    if kind:
        lines.append(f"Content-Type: {kind}")
    head = "\r\n".join(lines).encode() + b"\r\n"
    more = headers.encode() if isinstance(headers, str) else headers
    if more:
        head += more.rstrip(b"\r\n") + b"\r\n"
    return head + b"\r\n" + (body.encode() if isinstance(body, str) else body)


def multipart(*parts: str, kind: str = "mixed", **more: str) -> bytes:
    """A mail of several parts, each given with its own headers."""
    body = "".join(f"--frontier\r\n{part}\r\n" for part in parts) + "--frontier--\r\n"
    return mail(body, kind=f'multipart/{kind}; boundary="frontier"', **more)


def bare(headers: bytes, body: bytes = b"Hello") -> bytes:
    """A mail with exactly these headers."""
    return headers.rstrip(b"\r\n") + b"\r\n\r\n" + body
