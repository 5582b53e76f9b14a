"""The timeline as HTML: whatever strangers wrote comes out as words, and nobody is offered what they may not do."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from kundig.conversations.models import (
    Attachment,
    Delivery,
    DeliveryState,
    Direction,
    FileLink,
    Message,
)
from kundig.conversations.recipients import Fate
from kundig.conversations.shown import WARNINGS, ShownMessage
from kundig.conversations.stream.delivery import draw_delivery
from kundig.conversations.stream.items import draw_message
from kundig.conversations.stream.letter import draw_automatic
from kundig.conversations.stream.menu import draw_menu
from kundig.conversations.stream.reader import Reader
from kundig.core.time import now

pytestmark = pytest.mark.django_db

HOSTILE = "<img src=x onerror=alert(1)>\"'&{0}{message}"
ALLOWED = Reader(can_reply=True, can_move=True, can_arrange=True, token="secret")


def _message(direction: Direction = Direction.INBOUND, **fields: Any) -> Message:
    people = [{"name": HOSTILE, "address": HOSTILE}]
    return Message(
        pk=7,
        conversation_id=3,
        direction=direction,
        sender=people[0],
        to=people,
        cc=people,
        bcc=people,
        text=f"{HOSTILE}\n> {HOSTILE}",
        visible_text=HOSTILE,
        warnings=list(WARNINGS),
        **fields,
    )


def _files(content_type: str) -> tuple[Attachment, ...]:
    file = Attachment(name=HOSTILE, size=7, content_type=content_type)
    FileLink(attachment=file, expires_at=now().replace(year=now().year + 1))
    return (file,)


def _delivered(state: DeliveryState, **fields: Any) -> Message:
    message = _message(Direction.OUTBOUND)
    entry = {"address": HOSTILE, "fate": Fate.REFUSED, "reason": "content", "words": HOSTILE}
    Delivery(
        message=message,
        state=state,
        due_at=now(),
        error=HOSTILE,
        **{"recipients": [entry, entry], **fields},
    )
    return message


CARDS = [
    {
        "kind": "forwarded",
        "sender": {"name": HOSTILE, "address": HOSTILE},
        "subject": HOSTILE,
        "date": "",
        "text": HOSTILE,
    }
]
MESSAGES = [
    _message(),
    _message(cards=CARDS, sender_check="failed", automatic="reply"),
    _message(Direction.NOTE),
    *(_delivered(state) for state in DeliveryState),
    _delivered(DeliveryState.QUEUED, attempts=1, recipients=[]),
    _delivered(DeliveryState.FAILED, recipients=[]),
]


@pytest.mark.parametrize("message", MESSAGES)
@pytest.mark.parametrize("content_type", ["image/png", "text/plain"])
def test_what_strangers_wrote_comes_out_as_words(message: Message, content_type: str) -> None:
    shown = ShownMessage(message, _files(content_type))
    for drawn in (draw_message(shown, ALLOWED), draw_automatic(shown, ALLOWED)):
        assert "<img src=x" not in drawn
        assert "\"'&" not in drawn
        assert "&lt;img src=x" in drawn


def test_a_mails_own_html_stands_in_its_frame_alone() -> None:
    message = _message(html=HOSTILE)
    message.has_html = True  # type: ignore[attr-defined]  # as the timeline's query adds it
    drawn = draw_message(ShownMessage(message), ALLOWED)
    assert 'sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"' in drawn
    assert "onerror" not in drawn.partition('class="letter-body"')[2]


@pytest.mark.parametrize("message", MESSAGES)
def test_whoever_may_only_read_gets_no_form_and_nothing_to_change(message: Message) -> None:
    drawn = draw_message(ShownMessage(message, _files("text/plain")), Reader())
    assert "<form" not in drawn
    assert "forward/?message" not in drawn
    assert "hx-get" not in drawn


@pytest.mark.parametrize("state", DeliveryState)
def test_what_became_of_an_answer_stands_below_it(state: DeliveryState) -> None:
    shown = ShownMessage(_delivered(state), _files("text/plain"))
    assert shown.delivery is not None
    body, _end, below = draw_message(shown, ALLOWED).rpartition(
        "</div>" + draw_delivery(shown, shown.delivery, ALLOWED)
    )
    assert below == "</article>"
    assert 'class="attachments"' in body


def test_a_message_without_text_says_so_and_an_encrypted_one_why() -> None:
    empty = _message()
    empty.text = empty.visible_text = ""
    assert "hat keinen Text" in draw_message(ShownMessage(empty), Reader())
    sealed = Attachment(pk=uuid4(), name="smime.p7m", content_type="application/pkcs7-mime", size=4)
    assert "ist verschlüsselt" in draw_message(ShownMessage(empty, (sealed,)), Reader())


def test_many_files_are_folded_and_pictures_stand_first() -> None:
    kinds = ["application/pdf", "image/png"] * 20
    files = tuple(
        Attachment(pk=uuid4(), name=f"{number}", content_type=kind, size=1)
        for number, kind in enumerate(kinds)
    )
    drawn = draw_message(ShownMessage(_message(), files), Reader())
    assert "31 weitere Dateien" in drawn
    assert drawn.rindex("attachment picture") < drawn.index('<a class="attachment"')


def test_an_appointment_that_came_twice_stands_once() -> None:
    drawn = draw_message(ShownMessage(_message(cards=[*CARDS, *CARDS])), Reader())
    assert drawn.count("message-card") == len(CARDS)


def test_what_a_senders_check_rests_on_is_reached_without_a_pointer() -> None:
    proofs = [{"method": "spf", "result": "fail", "domain": HOSTILE}]
    message = _message(sender_check="failed", sender_proofs=proofs)
    drawn = draw_message(ShownMessage(message), Reader())
    assert 'type="button" popovertarget="sender-check-7"' in drawn
    behind = drawn.partition('id="sender-check-7" popover')[2]
    assert "SPF: " in behind.partition("</div>")[0]
    assert "sender-check" not in draw_message(ShownMessage(_message()), Reader())


@pytest.mark.parametrize(
    ("raw", "can_open", "is_offered"), [(1, True, True), (1, False, False), (0, True, False)]
)
def test_the_original_is_shown_and_downloaded_from_the_menu(
    raw: int, can_open: bool, is_offered: bool
) -> None:
    message = _message(raw_id=uuid4() if raw else None)
    menu = draw_menu(
        message, can_move=False, can_reply=False, can_open=can_open, is_kept_apart=True
    )
    original = reverse("message-original", args=[message.pk])
    assert (f'href="{original}?download" download>' in menu) == is_offered
    assert (f'href="{original}" target="_blank"' in menu) == is_offered
