"""The language of a conversation: found in the customer's words, and set by hand."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from kundig.conversations import actions
from kundig.conversations.models import Conversation
from kundig.conversations.timeline import load_timeline
from kundig.core.errors import NotAllowed, Refused
from kundig.core.models import Event
from kundig.customers.models import Customer
from kundig.staff.models import Agent
from tests import make

FRENCH = "Bonjour, je n’ai pas encore reçu ma commande."


def test_the_customer_s_words_tell(kofi: Customer) -> None:
    assert make.conversation(customer=kofi, text=FRENCH).language == "fr"


def test_what_is_quoted_does_not_count(kofi: Customer) -> None:
    quoted = f"{FRENCH}\n\n> Guten Tag, wo ist mein Paket? Ich habe es noch nicht bekommen."
    made = make.conversation(customer=kofi, text=quoted, visible_text=FRENCH)
    assert made.language == "fr"


def test_what_the_channel_says_counts_more(kofi: Customer) -> None:
    assert make.conversation(customer=kofi, text=FRENCH, language="en").language == "en"


def test_too_few_words_leave_the_customer_s_language(kofi: Customer) -> None:
    kofi.language = "it"
    kofi.save()
    assert make.conversation(customer=kofi, subject="", text="OK").language == "it"


def test_a_later_message_tells_what_the_first_did_not(kofi: Customer) -> None:
    made = make.conversation(customer=kofi, subject="42", text="42")
    assert made.language == ""
    make.inbound(customer=kofi, conversation=made, text=FRENCH)
    make.inbound(customer=kofi, conversation=made, text="Where is my order? I have not got it.")
    made.refresh_from_db()
    assert made.language == "fr"


def test_a_machine_s_words_do_not_count(kofi: Customer) -> None:
    made = make.conversation(customer=kofi, subject="42", text="42")
    text = "I am out of the office and will be back on Monday."
    make.inbound(customer=kofi, conversation=made, text=text, automatic="reply")
    made.refresh_from_db()
    assert made.language == ""


def test_it_is_set_once_and_told_by_name(conversation: Conversation, anna: Agent) -> None:
    actions.set_language(conversation, by=anna.actor, language="fr")
    actions.set_language(conversation, by=anna.actor, language="fr")
    assert Event.objects.filter(kind="conversation.language_set").count() == 1
    with translation.override("de"):
        items = load_timeline(conversation, anna).items
        words = [str(item.happening.words) for item in items if item.happening]
    assert any("Französisch" in line for line in words)


@pytest.mark.parametrize("language", ["", "xx", "DE", "fr" * 40])
def test_an_unknown_language_is_refused(
    conversation: Conversation, anna: Agent, language: str
) -> None:
    with pytest.raises(Refused):
        actions.set_language(conversation, by=anna.actor, language=language)


def test_a_reader_sets_none(conversation: Conversation, rita: Agent) -> None:
    with pytest.raises(NotAllowed):
        actions.set_language(conversation, by=rita.actor, language="fr")


def test_the_head_shows_and_changes_it(
    client: Client, conversation: Conversation, anna: Agent
) -> None:
    client.force_login(anna)
    url = reverse("conversation-set-language", args=[conversation.pk])
    head = client.post(url, {"language": "fr"}, headers={"HX-Request": "true"}).text
    assert ">FR</span>" in head
    assert client.post(url, {"language": "xx"}, headers={"HX-Request": "true"}).status_code == 409
