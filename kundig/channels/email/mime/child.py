"""The child process that reads strangers' mails. Started and fed by `guard`, never by hand.

It takes its limits from the command line, lowers its own rights, says that it is ready, and then
answers one question after the other on its pipes until the other end closes. A question is one
byte for the stage, eight for the length, and the raw mail; an answer is two lengths, the JSON and
the attachments (see `wire`). Two zero lengths say that this stage could not read the mail.
"""

from __future__ import annotations

import os
import resource
import struct
import sys
from typing import BinaryIO

from kundig.channels.email.mime import wire
from kundig.channels.email.mime.mail import ParsedMail
from kundig.channels.email.mime.parse import parse_headers, parse_whole

QUESTION = struct.Struct(">cQ")
ANSWER = struct.Struct(">QQ")
READY = b"r"
STAGES = {b"w": parse_whole, b"h": parse_headers}

_OPEN_FILES = 32


def main(arguments: list[str]) -> int:
    """Answer questions until there are none. Arguments: bytes of memory, seconds of processor."""
    memory, seconds = int(arguments[0]), int(arguments[1])
    _give_up_rights(memory)
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    answers.write(READY)
    answers.flush()
    while head := questions.read(QUESTION.size):
        stage, length = QUESTION.unpack(head)
        raw = questions.read(length)
        _allow_processor_seconds(seconds)
        _answer(answers, _read(stage, raw))
    return 0


def _read(stage: bytes, raw: bytes) -> ParsedMail | None:
    try:
        return STAGES[stage](raw)
    except MemoryError:
        os._exit(1)  # what is left of the memory cannot be trusted: a fresh child takes over
    except Exception:  # a stranger's bytes: the guard asks for the next stage
        return None


def _answer(answers: BinaryIO, mail: ParsedMail | None) -> None:
    if mail is None:
        answers.write(ANSWER.pack(0, 0))
    else:
        words, contents = wire.encode(mail)
        answers.write(ANSWER.pack(len(words), sum(len(content) for content in contents)))
        answers.write(words)
        for content in contents:
            answers.write(content)
    answers.flush()


def _give_up_rights(memory: int) -> None:
    """No more memory than given, no files to write, no core dump, no children of its own."""
    for what, wanted in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
    ):
        _, hard = resource.getrlimit(what)
        limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(what, (limit, limit))


def _allow_processor_seconds(seconds: int) -> None:
    """So many seconds more than used so far; the kernel ends a child that takes them all."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(
        resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + 1 + seconds, hard)
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
