"""Importing mails from files: all of them, at their own time, and never twice."""

from __future__ import annotations

import io
import mailbox
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from kundig.channels.email.importer import read_mails, received_at
from kundig.channels.email.tests.mails import mail
from kundig.channels.models import Receipt
from kundig.conversations.models import Channel, Conversation, Message
from tests import make
from tests.jobs import work_off

TEXTS = ["Erstens", "Zweitens\n\nFrom hier an wird es schwierig", "Drittens\n> zitiert"]


def raws() -> list[bytes]:
    """Return three mails, two of them with lines that an mbox must quote."""
    return [mail(message_id=f"<{n}@x>", text=text) for n, text in enumerate(TEXTS)]


@pytest.fixture(params=["eml", "mbox", "maildir"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The three mails, kept in one of the three ways."""
    if request.param == "eml":
        for number, raw in enumerate(raws()):
            (tmp_path / f"{number}.eml").write_bytes(raw)
        (tmp_path / "liesmich.txt").write_text("keine Mail")
        return tmp_path
    path = tmp_path / "mails"
    kept: mailbox.Mailbox[mailbox.mboxMessage] | mailbox.Mailbox[mailbox.MaildirMessage] = (
        mailbox.mbox(path) if request.param == "mbox" else mailbox.Maildir(path)
    )
    for raw in raws():
        kept.add(raw)
    kept.close()
    return path


def run(path: Path) -> str:
    """Import and return what the command says."""
    out = io.StringIO()
    call_command("import_mail", str(path), channel="service@lummer.example", stdout=out)
    return out.getvalue()


def test_all_mails_arrive_once_however_often(service: Channel, source: Path) -> None:
    assert "3 mails read, 3 of them new" in run(source)
    assert "3 mails read, 0 of them new" in run(source)
    work_off()
    assert Receipt.objects.count() == 3
    texts = {message.text.strip() for message in Message.objects.all()}
    assert texts == {text.replace("\r\n", "\n") for text in TEXTS}


def test_a_mail_keeps_its_own_time(service: Channel, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(mail())
    run(tmp_path)
    work_off()
    conversation = Conversation.objects.get()
    then = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    assert conversation.created_at == conversation.last_activity_at == then
    assert conversation.waiting_since == then


def test_the_last_servers_time_counts_more_than_the_authors_and_never_the_future() -> None:
    hop = b"Received: from a by b;\r\n Mon, 23 Nov 2026 09:30:00 +0100\r\n"
    assert received_at(hop + mail()) == datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    future = hop.replace(b"2026", b"2090")
    assert received_at(future + mail()) == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def test_what_is_no_mailbox_or_holds_no_mail_is_told(service: Channel, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no mails"):
        run(tmp_path)
    with pytest.raises(CommandError, match="There is no"):
        run(tmp_path / "nichts")
    with pytest.raises(CommandError, match="no open mailbox"):
        call_command("import_mail", str(tmp_path), channel="niemand@lummer.example")


def test_the_only_mailbox_need_not_be_named(service: Channel, tmp_path: Path) -> None:
    (tmp_path / "eine.eml").write_bytes(mail())
    out = io.StringIO()
    call_command("import_mail", str(tmp_path), stdout=out)
    assert "1 mails read, 1 of them new" in out.getvalue()
    make.channel(address="werkstatt@lummer.example")
    with pytest.raises(CommandError, match=r"there are: .*werkstatt"):
        call_command("import_mail", str(tmp_path))


def test_a_huge_mbox_is_read_piece_by_piece(tmp_path: Path) -> None:
    path = tmp_path / "gross.mbox"
    path.write_bytes(
        b"".join(
            b"From a Mon Nov 23 09:00:00 2026\n" + raw.replace(b"\r\n", b"\n") + b"\n"
            for raw in raws()
        )
    )
    found = read_mails(path)
    assert next(found).startswith(b"From: Kofi")
    assert len(list(found)) == 2
