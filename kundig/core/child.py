"""The child's side of `children`: lower one's rights, then answer one question after the other.

A question is one byte for the stage, eight for the length, and the content; an answer is two lengths,
the words and the contents. Two zero lengths say that this stage can't do it.
"""

from __future__ import annotations

import os
import resource
import struct
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import BinaryIO

QUESTION = struct.Struct(">cQ")
ANSWER = struct.Struct(">QQ")
READY = b"r"

# Words and contents of an answer; None where the stage can't do it.
Answer = tuple[bytes, Sequence[bytes]] | None

_OPEN_FILES = 32


def serve(stages: Mapping[bytes, Callable[[bytes], Answer]], arguments: list[str]) -> int:
    """Answer questions on standard input until there are none. Arguments: bytes of memory, seconds of processor."""
    memory, seconds = int(arguments[0]), int(arguments[1])
    _give_up_rights(memory)
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    answers.write(READY)
    answers.flush()
    while head := questions.read(QUESTION.size):
        stage, length = QUESTION.unpack(head)
        content = questions.read(length)
        _allow_processor_seconds(seconds)
        _write(answers, _answer(stages[stage], content))
    return 0


def _answer(stage: Callable[[bytes], Answer], content: bytes) -> Answer:
    try:
        return stage(content)
    except MemoryError:
        os._exit(1)  # what is left of the memory cannot be trusted: a fresh child takes over
    except Exception:  # a stranger's bytes: whoever asked does without
        return None


def _write(answers: BinaryIO, answer: Answer) -> None:
    if answer is None:
        answers.write(ANSWER.pack(0, 0))
    else:
        words, contents = answer
        answers.write(ANSWER.pack(len(words), sum(map(len, contents))))
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
