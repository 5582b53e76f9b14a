"""Asking the children: one pool for what holds no secret, and fresh ones for whatever a private key is needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kundig.channels.email.protected import wire
from kundig.core import caps
from kundig.core.children import Limits, Pool, shared

_MODULE = "kundig.channels.email.protected.child"

Answered = tuple[dict[str, Any], bytes]


def ask(
    stage: bytes, facts: Mapping[str, Any], content: bytes = b"", *, secret: bool
) -> Answered | None:
    """Return the child's answer; None where it can't be had within the limits. Never raises.

    With `secret` the child is new, is asked nothing else, and has ended when this returns: what strangers
    send never meets a private key that is not needed for it.
    """
    # What was compressed may be longer than what came.
    most = (caps.PROTECTED_ANSWER_BYTES, 2 * caps.MAIL_BYTES)
    question = wire.question(facts, content)
    if not secret:
        return shared(_MODULE, _lasting).ask(stage, question, wire.read_answer, most=most)
    pool = Pool(_MODULE, _limits(1), children=1)
    try:
        return pool.ask(stage, question, wire.read_answer, most=most)
    finally:
        pool.close()


def _lasting() -> Pool:
    return Pool(_MODULE, _limits(caps.PROTECTED_CHILD_MAILS), children=caps.MAIL_CHILDREN)


def _limits(questions: int) -> Limits:
    return Limits(
        caps.MAIL_CHILD_SECONDS,
        caps.MAIL_CHILD_CPU_SECONDS,
        caps.MAIL_CHILD_MEMORY_BYTES,
        questions,
    )
