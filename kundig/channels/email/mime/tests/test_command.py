"""`kundig mail parse`."""

from __future__ import annotations

import hashlib
import io
import json
import sys
from pathlib import Path

import pytest

from kundig.channels.email.mime.command import main
from kundig.channels.email.mime.tests.mails import mail, multipart


def test_one_mail_on_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = multipart(
        "Content-Type: text/plain; charset=utf-8\r\n\r\nGrüße",
        "Content-Disposition: attachment; filename=a.txt\r\n\r\nabc",
    )
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    assert main([]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["from"] == "anna@example.org"
    assert answer["text"] == answer["reply"] == "Grüße"
    assert answer["raw_sha256"] == hashlib.sha256(raw).hexdigest()
    (attachment,) = answer["attachments"]
    assert (attachment["name"], attachment["size"]) == ("a.txt", 3)


def test_batch_names_every_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.eml").write_bytes(mail("one"))
    (tmp_path / "sub" / "b.eml").write_bytes(mail("two"))
    assert main(["--batch", str(tmp_path)]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(answer["file"], answer["text"]) for answer in answers] == [
        ("a.eml", "one"),
        ("sub/b.eml", "two"),
    ]


def test_batch_of_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--batch", str(tmp_path / "none")]) == 2
    assert "not a folder" in capsys.readouterr().err
