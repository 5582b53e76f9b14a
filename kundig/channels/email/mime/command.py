"""`kundig mail parse`: a raw mail on standard input, one JSON object on standard output.

`--batch DIR` reads every .eml file below DIR and prints one line for each, with its path as "file".
The same understanding as the channel's, guarded child included.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from kundig.channels.email.mime.guard import understand
from kundig.channels.email.mime.mail import ParsedMail


def main(argv: list[str]) -> int:
    """Run the command. Returns the exit code: 0, or 2 when DIR is no folder."""
    options = _arguments(argv)
    if options.batch is None:
        _print(as_json(understand(sys.stdin.buffer.read())))
        return 0
    folder = Path(options.batch)
    if not folder.is_dir():
        sys.stderr.write(f"{folder} is not a folder.\n")
        return 2
    for path in sorted(folder.rglob("*.eml")):
        mail = as_json(understand(path.read_bytes()))
        _print({"file": path.relative_to(folder).as_posix(), **mail})
    return 0


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="kundig mail parse", description="Read a mail and print what Kundig understands."
    )
    parser.add_argument("--batch", metavar="DIR", help="read every .eml file below DIR")
    return parser.parse_args(argv)


def as_json(mail: ParsedMail) -> dict[str, Any]:
    """The mail as plain JSON values; attachments without their content."""
    bounce = mail.bounce
    return {
        "stage": mail.stage,
        "raw_sha256": mail.raw_sha256,
        "from": mail.sender.address,
        "from_name": mail.sender.name,
        "sender_flags": list(mail.sender_flags),
        "to": [address.address for address in mail.to],
        "cc": [address.address for address in mail.cc],
        "reply_to": [address.address for address in mail.reply_to],
        "subject": mail.subject,
        "message_id": "" if mail.message_id_is_ours else mail.message_id,
        "in_reply_to": mail.in_reply_to,
        "references": list(mail.references),
        "date": mail.date.isoformat() if mail.date else None,
        "text": mail.text,
        "reply": mail.reply,
        "html": bool(mail.html),
        "attachments": [
            {
                "name": attachment.name,
                "size": attachment.size,
                "content_type": attachment.content_type,
                "inline": attachment.inline,
            }
            for attachment in mail.attachments
        ],
        "auto": bool(mail.automatic),
        "automatic": mail.automatic,
        "bounce": None
        if bounce is None
        else {
            "recipient": bounce.recipient,
            "kind": bounce.kind,
            "status": bounce.status,
            "recipients": list(bounce.recipients),
            "original_message_id": bounce.original_message_id,
        },
        "defects": list(mail.defects),
    }


def _print(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
