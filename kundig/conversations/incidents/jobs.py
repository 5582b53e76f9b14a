"""The job that answers everybody."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kundig.conversations.incidents import answering
from kundig.core.jobs import PATIENT


@app.task(name=answering.ANSWER, queue="default", retry=PATIENT)
def answer(round_id: int) -> None:
    """Send the next answers of a round. May run twice: each conversation is answered once."""
    answering.answer(round_id)
