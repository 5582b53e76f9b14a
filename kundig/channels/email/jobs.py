"""Jobs of the mail channel."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from kundig.channels.email import letters
from kundig.channels.email.models import Letter
from kundig.core.errors import DeliveryFailed
from kundig.core.jobs import PATIENT

log = logging.getLogger(__name__)


@app.task(name="email.send_letter", queue="default", retry=PATIENT)
def send_letter(letter_id: int) -> None:
    """Send one of Kundig's own letters and forget it; a refusal for good is logged."""
    letter = Letter.objects.filter(pk=letter_id).first()
    if letter is None:
        return
    try:
        letters.send(letter)
    except DeliveryFailed as problem:
        if not problem.permanent:
            raise
        log.warning("letter %s was refused: %s", letter_id, problem.reason)
    letter.delete()
