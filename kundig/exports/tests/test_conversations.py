"""A conversation as PDF and JSON: what its reader sees, and nothing that it points at."""

from __future__ import annotations

import builtins
import io
import json
import tempfile
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from pypdf import PdfReader

from kundig.conversations import actions as conversations
from kundig.conversations.actions import IncomingFile
from kundig.conversations.models import Conversation
from kundig.core.actor import SYSTEM
from kundig.core.errors import NotAllowed
from kundig.core.models import AuditEntry, Event
from kundig.customers.models import Customer
from kundig.exports import actions
from kundig.exports.models import Export, Format, State
from kundig.staff.models import Agent, Team
from tests import make
from tests.jobs import work_off

HOSTILE = (
    '<img src="file:///etc/passwd"><link rel=stylesheet href="http://169.254.169.254/latest/">'
    '<iframe src="php://filter/read=convert.base64-encode/resource=index.php"></iframe>'
    '<object data="http://169.254.169.254/"></object>![](file:///etc/passwd)'
)
WORDS = "Grüße, Straße, 5 € – „ja“ 😀 👍 שלום مرحبا Привет Ελλάδα " + "Donau" * 60


@pytest.fixture
def talk(kofi: Customer, anna: Agent, first_level: Team) -> Conversation:
    """A letter with a file and something to fetch, an answer and a note."""
    files = [
        IncomingFile(name="../../x.txt", content_type="text/plain", content=b"Inhalt"),
        IncomingFile(name="x.txt", content_type="text/plain", content=b"Zweiter"),
    ]
    made = make.conversation(
        customer=kofi,
        team=first_level,
        subject="Die Tür 😀",
        text=WORDS + HOSTILE,
        html=HOSTILE,
        files=files,
    )
    conversations.reply(made, by=anna.actor, text="Wir kümmern uns darum.")
    conversations.note(made, by=anna.actor, text="Nur für uns: Kulanz.")
    return made


def ask(agent: Agent, talk: Conversation, format: Format = Format.PDF, **chosen: bool) -> Export:
    made = actions.export_conversation(talk, by=agent.actor, format=format, **chosen)
    work_off()
    made.refresh_from_db()
    assert made.state == State.DONE
    return made


def content(export: Export) -> bytes:
    return b"".join(bytes(piece.blob.content) for piece in export.pieces.all())


def words(export: Export) -> str:
    reader = PdfReader(io.BytesIO(content(export)))
    return "\n".join(page.extract_text() for page in reader.pages)


def test_the_document_holds_what_was_written(talk: Conversation, clara: Agent) -> None:
    told = words(ask(clara, talk))
    for part in ("Die Tür 😀", "Grüße, Straße, 5 € – „ja“ 😀 [thumbs up sign]", "Привет Ελλάδα"):
        assert part in told
    assert "Wir kümmern uns darum." in told
    assert "x.txt" in told
    assert "Kulanz" not in told
    assert told.replace("\n", "").count("Donau") == 60


def test_notes_stand_in_it_where_asked_for_and_say_so(talk: Conversation, clara: Agent) -> None:
    told = words(ask(clara, talk, notes=True))
    assert "Nur für uns: Kulanz." in told
    assert "Notiz von Anna, intern" in told


def test_letters_of_all_directions_are_drawn(talk: Conversation, clara: Agent) -> None:
    told = words(ask(clara, talk))
    # Both are kept in the order in which they are read, whichever way the reader takes them out.
    assert "שלום" in told or "םולש" in told
    assert any("\ufe70" <= sign <= "\ufeff" or "\u0600" <= sign <= "\u06ff" for sign in told)


def test_u08_nothing_that_a_message_names_is_opened(
    talk: Conversation, clara: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def watched(original: Any) -> Any:
        def call(file: Any, *args: Any, **kwargs: Any) -> Any:
            opened.append(str(file))
            return original(file, *args, **kwargs)

        return call

    ask(clara, talk)  # whatever is imported late is there by now
    for place in (builtins, io):
        monkeypatch.setattr(place, "open", watched(open))
    monkeypatch.setattr(Path, "open", watched(Path.open))
    # The tests' guard of the network fails where anything wants to leave this machine.
    ask(clara, talk, files=True, notes=True)
    ask(clara, talk, format=Format.JSON)
    assert not [one for one in opened if "passwd" in one or "169.254" in one or "php:" in one]
    # Of files, only the font's, and one for the time being that has no name.
    rest = [one for one in opened if not Path(one).name.startswith("DejaVuSans")]
    assert set(rest) <= {tempfile.gettempdir()}


def test_json_has_the_shapes_of_the_api(talk: Conversation, clara: Agent) -> None:
    told = json.loads(content(ask(clara, talk, format=Format.JSON)))
    assert told["conversation"]["id"] == talk.pk
    assert [one["direction"] for one in told["messages"]] == ["in", "out"]
    assert told["messages"][0]["attachments"][0]["name"]
    noted = json.loads(content(ask(clara, talk, format=Format.JSON, notes=True)))
    assert [one["direction"] for one in noted["messages"]] == ["in", "out", "note"]


def test_what_is_masked_stays_masked(kofi: Customer, clara: Agent) -> None:
    card = "4111 1111 1111 1111"
    talk = make.conversation(customer=kofi, text=f"Meine Karte ist {card}.")
    message = talk.messages.get()
    message.warnings = ["holds_card"]
    message.save()
    conversations.mask(message, by=clara.actor)
    assert card not in words(ask(clara, talk))
    assert card.encode() not in content(ask(clara, talk, format=Format.JSON))


def test_the_archive_holds_the_files_under_harmless_names(talk: Conversation, clara: Agent) -> None:
    made = ask(clara, talk, files=True)
    with ZipFile(io.BytesIO(content(made))) as archive:
        names = archive.namelist()
        assert names[0] == f"kundig-{talk.pk}.pdf"
        assert len(names) == 3
        assert not [one for one in names if ".." in one.split("/") or one.startswith("/")]
        assert {archive.read(one) for one in names[1:]} == {b"Inhalt", b"Zweiter"}
    assert made.file_name.endswith(".zip")


def test_it_stands_in_the_timeline_and_in_the_audit_trail(talk: Conversation, clara: Agent) -> None:
    ask(clara, talk, notes=True)
    data = {"format": "pdf", "notes": True, "files": False}
    assert Event.objects.get(kind="conversation.exported").data == data
    assert AuditEntry.objects.get(kind="conversation.exported").subject_id == talk.pk


def test_a05_a_foreign_conversation_is_not_there(
    talk: Conversation, ben: Agent, anna: Agent, client: Client
) -> None:
    ben.role.permissions = [*ben.role.permissions, "export.make"]
    ben.role.save()
    client.force_login(ben)
    assert client.get(f"/conversations/{talk.pk}/export/").status_code == 404
    assert client.post(f"/conversations/{talk.pk}/export/", {"format": "pdf"}).status_code == 404
    assert not Export.objects.exists()
    with pytest.raises(NotAllowed):
        actions.export_conversation(talk, by=anna.actor)


def test_who_no_longer_sees_it_gets_nothing(talk: Conversation, ben: Agent, workshop: Team) -> None:
    ben.role.permissions = [*ben.role.permissions, "export.make"]
    ben.role.save()
    conversations.hand_over(talk, by=SYSTEM, team=workshop)
    made = actions.export_conversation(talk, by=ben.actor)
    Conversation.objects.filter(pk=talk.pk).update(team=None)
    work_off()
    made.refresh_from_db()
    assert (made.state, made.reason) == (State.FAILED, "conversation")


def test_the_page_asks_in_the_conversation(
    talk: Conversation, clara: Agent, client: Client
) -> None:
    client.force_login(clara)
    assert client.get(f"/conversations/{talk.pk}/export/").status_code == 200
    answer = client.post(
        f"/conversations/{talk.pk}/export/", {"format": "json", "with_notes": "on"}
    )
    assert answer.status_code == 302
    made = Export.objects.get()
    assert (made.format, made.with_notes, made.with_files) == ("json", True, False)
