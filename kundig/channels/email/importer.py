"""Reading mails from files: single ones, mbox files and Maildirs, one after the other and never all at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from kundig.channels.email.mime.dates import read_date
from kundig.channels.email.mime.headers import read_headers
from kundig.core import caps
from kundig.core.time import now

# In an mbox a line that begins like a new mail carries one more ">" (mboxrd).
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
# Not every program quotes: a line that begins a mail also says when it came.
_BEGINS = re.compile(rb"From .*\d:\d\d")
_MAIL_FOLDERS = ("cur", "new")
_HIDDEN = ("tmp", "dovecot", "courier", "maildirfolder", "subscriptions")


class NoMail(ValueError):
    """The path holds nothing that could be a mail."""


def read_mails(path: Path) -> Iterator[bytes]:
    """Yield the mails under `path`: a folder of mails, a Maildir, an mbox or a single mail.

    Maildirs and folders are read to the bottom, in the order of their names. NoMail where there is
    nothing of the kind.
    """
    if path.is_dir():
        files = [file for file in sorted(path.rglob("*")) if _may_hold_mail(file)]
        if not files:
            raise NoMail(f"There are no mails in {path}.")
        for file in files:
            yield from _read_file(file)
    elif path.is_file():
        yield from _read_file(path)
    else:
        raise NoMail(f"There is no {path}.")


def received_at(raw: bytes) -> datetime:
    """Return when a mail arrived, by its own words: the last server's, else its author's, else now."""
    head, _body = read_headers(raw, 0, min(len(raw), caps.MAIL_HEADER_BLOCK_BYTES))
    last_hop = head.get("received").rpartition(";")[2]
    latest = now() + timedelta(minutes=5)
    for claim in (last_hop, head.get("date")):
        moment = read_date(claim) if claim else None
        if moment is not None and moment <= latest:
            return moment
    return now()


def _may_hold_mail(file: Path) -> bool:
    if not file.is_file() or file.name.startswith((".", *_HIDDEN)) or file.parent.name == "tmp":
        return False
    return file.parent.name in _MAIL_FOLDERS or file.suffix.lower() in (".eml", ".mbox", ".mbx")


def _read_file(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        is_mbox = opened.read(5) == b"From "
    if is_mbox:
        yield from _read_mbox(file)
    else:
        yield file.read_bytes()


def _read_mbox(file: Path) -> Iterator[bytes]:
    lines: list[bytes] = []
    after_empty_line = True
    with file.open("rb") as opened:
        for line in opened:
            if after_empty_line and _BEGINS.match(line):
                if lines:
                    yield _mail(lines)
                lines = []
            else:
                lines.append(line)
            after_empty_line = not line.strip(b"\r\n")
    if lines:
        yield _mail(lines)


def _mail(lines: list[bytes]) -> bytes:
    if not lines[-1].strip():
        lines = lines[:-1]  # the empty line belongs to the mbox
    return _QUOTED_FROM.sub(rb"\1", b"".join(lines))
