"""What stands in attached files is found, and the search shows where."""

from __future__ import annotations

import pytest

from kundig.conversations import actions, file_words
from kundig.conversations.actions import Incoming, IncomingFile
from kundig.conversations.actions.row import rebuild_words
from kundig.conversations.models import Channel, FileText, Message
from kundig.conversations.passages import with_passages
from kundig.conversations.rows import rows_of
from kundig.conversations.search import search_conversations
from kundig.core.actor import SYSTEM
from kundig.core.content_types import content_type_of
from kundig.core.tests.files import docx
from kundig.customers.models import Customer
from kundig.staff.models import Agent
from tests.jobs import waiting, work_off


@pytest.fixture
def message(service: Channel, kofi: Customer) -> Message:
    content = docx("Wir bestätigen die Abnahme.", "Vertragsnummer Zwetschge 4711")
    return actions.receive(
        by=SYSTEM,
        incoming=Incoming(
            channel=service,
            customer=kofi,
            text="Siehe Anlage",
            files=[IncomingFile("Vertrag.docx", content_type_of(content), content)],
        ),
    )


def found(text: str, agent: Agent) -> list[str]:
    page = search_conversations(text, agent)
    rows = rows_of(page.rows, url_of=lambda one: f"/{one.pk}/", unread=page.unread)
    return [str(row.preview) for row in with_passages(rows, text)]


def test_words_in_a_file_are_found_with_their_passage(message: Message, anna: Agent) -> None:
    assert found("Zwetschge", anna) == []
    work_off()
    (passage,) = found("Zwetschge", anna)
    assert passage.startswith("Vertrag.docx: ")
    assert "Vertragsnummer <mark>Zwetschge</mark> 4711" in passage


def test_a_file_is_read_once(message: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    work_off()
    monkeypatch.setattr(file_words, "_words_of", lambda _file: pytest.fail("read again"))
    file_words.read_files(message)
    assert FileText.objects.count() == 1


def test_words_in_the_files_of_an_answer_are_found(message: Message, anna: Agent) -> None:
    file = actions.upload(by=anna.actor, name="Angebot.docx", content=docx("Quittenbaum"))
    actions.reply(message.conversation, by=anna.actor, text="Siehe Anlage", attachments=[file])
    work_off()
    assert [text[:14] for text in found("Quittenbaum", anna)] == ["Angebot.docx: "]


def test_words_in_the_files_of_an_answer_that_was_taken_back_are_not(
    message: Message, anna: Agent
) -> None:
    file = actions.upload(by=anna.actor, name="Angebot.docx", content=docx("Quittenbaum"))
    answer = actions.reply(
        message.conversation, by=anna.actor, text="Siehe Anlage", attachments=[file]
    )
    answer.withdrawn_at = answer.created_at
    answer.save()
    work_off()
    assert found("Quittenbaum", anna) == []


def test_words_of_files_outlive_a_rebuild_of_the_search(message: Message, anna: Agent) -> None:
    work_off()
    rebuild_words(message.conversation)
    assert len(found("Zwetschge", anna)) == 1


def test_a_message_without_files_has_no_such_job(service: Channel, kofi: Customer) -> None:
    actions.receive(by=SYSTEM, incoming=Incoming(channel=service, customer=kofi, text="Hallo"))
    assert waiting("conversations.read_files") == []
