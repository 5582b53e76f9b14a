"""The child process that reads strangers' mails. Started and fed by `guard`, never by hand.

Answers with the mail as `wire` writes it, and its attachments.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from kundig.channels.email.mime import wire
from kundig.channels.email.mime.mail import ParsedMail
from kundig.channels.email.mime.parse import parse_headers, parse_whole
from kundig.core.child import Answer, serve


def _stage(parse: Callable[[bytes], ParsedMail]) -> Callable[[bytes], Answer]:
    return lambda raw: wire.encode(parse(raw))


STAGES = {b"w": _stage(parse_whole), b"h": _stage(parse_headers)}

if __name__ == "__main__":
    sys.exit(serve(STAGES, sys.argv[1:]))
