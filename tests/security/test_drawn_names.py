"""Names and words of strangers on everything that is drawn in Python or fetched on demand: text, and never markup."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kundig.conversations import actions
from kundig.conversations.models import Attachment, Conversation, Message, Tag
from kundig.core import blobs
from kundig.staff.models import Agent, Team
from tests import make

pytestmark = pytest.mark.django_db

# Quotes of both kinds, what templates and formats put values into, and a word to be found by.
EVIL = "<img src=x onerror=alert(1)>\"'&{0}{x}%s rechnung"
_PERSON = {"name": EVIL, "address": EVIL}
_CARDS = [
    {"kind": "contact", "name": EVIL, "organisation": EVIL, "addresses": [EVIL], "phones": [EVIL]},
    {"kind": "forwarded", "sender": _PERSON, "subject": EVIL, "date": "", "text": EVIL},
    {
        "kind": "invitation",
        "method": "request",
        "summary": EVIL,
        "starts": "2026-01-01T00:00:00+00:00",
        "ends": "",
        "all_day": False,
        "repeats": False,
        "place": EVIL,
        "description": EVIL,
        "organizer": _PERSON,
        "attendees": [{"person": _PERSON, "answer": "accepted"}],
    },
]


@pytest.fixture
def conversation(anna: Agent, first_level: Team) -> Conversation:
    """One in which everything that has a name has this one."""
    Team.objects.filter(pk=first_level.pk).update(name=EVIL)
    Agent.objects.filter(pk=anna.pk).update(name=EVIL)
    customer = make.customer(name=EVIL, mail="otto@draussen.example")
    message = make.inbound(customer=customer, text=EVIL, subject=EVIL)
    Conversation.objects.update(team=first_level, assignee=anna)
    Message.objects.update(sender=_PERSON, to=[_PERSON], cc=[_PERSON], cards=_CARDS)
    Attachment.objects.create(
        message=message, blob=blobs.keep(b"x"), name=EVIL, content_type="text/plain", size=1
    )
    message.conversation.tags.add(Tag.objects.create(name=EVIL))
    Tag.objects.create(name=f"{EVIL} 2")
    actions.note(message.conversation, by=anna.actor, text=EVIL)
    return message.conversation


def test_c01_what_strangers_call_things_is_text_wherever_it_stands(
    conversation: Conversation, client: Client, anna: Agent
) -> None:
    client.force_login(anna)
    pk, search = [conversation.pk], reverse("search")
    pages = [
        *(f"{search}?q={words}" for words in ("rechnung", "onerror", "img+src", "x")),
        reverse("inbox", args=["all"]),
        reverse("inbox-rows", args=["all"]),
        reverse("inbox-conversation", args=["all", *pk]),
        reverse("conversation-stream", args=pk),
        *(reverse(f"conversation-{menu}", args=pk) for menu in ("agents", "teams", "tags")),
        reverse("conversation-choose-target", args=pk),
        reverse("conversation-forward", args=pk),
        reverse("customer", args=[conversation.customer_id]),
    ]
    for page in pages:
        for part in ("false", "true"):
            response = client.get(page, headers={"HX-Request": part})
            shown = response.content.decode()
            assert response.status_code == 200, page
            assert "<img src=x" not in shown, page
            # Out of an attribute: the quote would end it.
            assert '(1)>"' not in shown, page
            assert "&lt;img" in shown or "&lt;mark" in shown or "&lt;<mark>img" in shown, page
