"""A new conversation: its draft is kept on the server, and files go with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kundig.conversations import actions
from kundig.conversations.jobs import forget_uploads
from kundig.conversations.models import Attachment, Channel, Conversation, StartDraft
from kundig.core import caps
from kundig.core.errors import NotAllowed
from kundig.core.time import now
from kundig.staff.models import Agent

HTMX = {"HX-Request": "true"}


@pytest.fixture
def annas(client: Client, anna: Agent) -> Client:
    """Anna, signed in."""
    client.force_login(anna)
    return client


def _file(agent: Agent, name: str = "Angebot.txt") -> Attachment:
    return actions.upload(by=agent.actor, name=name, content=b"Zwei Planen")


def _letter(service: Channel, **more: object) -> dict[str, object]:
    written = {"to": "neu@kunde.example", "subject": "Ihr Angebot", "text": "Guten Tag"}
    return {"channel": service.pk, **written, **more}


def test_files_go_with_a_new_conversation(annas: Client, service: Channel, anna: Agent) -> None:
    file = _file(anna)
    data = _letter(service, attachments=[str(file.pk)])
    answer = annas.post(reverse("conversation-start"), data, headers=HTMX)
    made = Conversation.objects.get()
    assert answer.headers["HX-Redirect"] == reverse("conversation", args=[made.pk])
    assert made.messages.get().attachments.get() == file


def test_a_file_alone_is_not_enough(annas: Client, service: Channel, anna: Agent) -> None:
    file = _file(anna)
    data = _letter(service, text="", attachments=[str(file.pk)])
    answer = annas.post(reverse("conversation-start"), data, headers=HTMX)
    assert answer.status_code == 422
    assert f'value="{file.pk}"' in answer.text


def test_what_is_typed_stands_there_again(annas: Client, service: Channel, anna: Agent) -> None:
    file = _file(anna)
    begun = {"to": "neu@kun", "subject": "Ihr Ang", "text": "Guten", "attachments": [str(file.pk)]}
    save = reverse("conversation-save-start-draft")
    assert annas.post(save, {"channel": service.pk, **begun}).status_code == 204
    text = annas.get(reverse("conversation-start")).text
    for typed in ("neu@kun", "Ihr Ang", "Guten", "Angebot.txt"):
        assert typed in text


def test_what_is_sent_is_no_draft_any_more(annas: Client, service: Channel, anna: Agent) -> None:
    actions.save_start_draft(by=anna.actor, text="Guten")
    annas.post(reverse("conversation-start"), _letter(service))
    assert not StartDraft.objects.exists()


def test_what_is_refused_stays_a_draft(annas: Client, service: Channel, anna: Agent) -> None:
    actions.save_start_draft(by=anna.actor, text="Guten")
    annas.post(reverse("conversation-start"), _letter(service, to="niemand"))
    assert StartDraft.objects.get().text == "Guten"


def test_an_empty_draft_is_forgotten(service: Channel, anna: Agent) -> None:
    actions.save_start_draft(by=anna.actor, channel=service, subject="Ihr Angebot")
    actions.save_start_draft(by=anna.actor, channel=service, subject=" ")
    assert not StartDraft.objects.exists()


def test_a_draft_is_one_s_own(client: Client, service: Channel, anna: Agent, clara: Agent) -> None:
    actions.save_start_draft(by=anna.actor, subject="Geheimes Angebot")
    client.force_login(clara)
    assert "Geheimes" not in client.get(reverse("conversation-start")).text


def test_a_foreign_file_is_not_taken(annas: Client, service: Channel, clara: Agent) -> None:
    file = _file(clara)
    data = _letter(service, attachments=[str(file.pk)])
    assert annas.post(reverse("conversation-start"), data).status_code == 422
    assert annas.post(reverse("conversation-save-start-draft"), data).status_code == 409
    assert "Angebot.txt" not in annas.get(reverse("conversation-start")).text


def test_a_reader_begins_nothing(rita: Agent) -> None:
    with pytest.raises(NotAllowed):
        actions.save_start_draft(by=rita.actor, text="Guten")


def test_files_of_a_draft_are_not_forgotten(service: Channel, anna: Agent) -> None:
    kept, lost = _file(anna), _file(anna, "Altes.txt")
    Attachment.objects.update(created_at=now() - timedelta(hours=caps.UPLOAD_HOURS + 1))
    actions.save_start_draft(by=anna.actor, files=[kept])
    forget_uploads(0)
    assert list(Attachment.objects.all()) == [kept]
    assert lost.name == "Altes.txt"
