"""Robots are recognised, people are not taken for robots."""

from __future__ import annotations

import pytest

from kundig.channels.email.mime.parse import parse
from kundig.channels.email.mime.tests.mails import mail


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ("Auto-Submitted: auto-replied", "auto-reply"),
        ("Auto-Submitted: auto-generated; owner=x", "notification"),
        ("Auto-Submitted: no", ""),
        ("Precedence: bulk", "bulk"),
        ("Precedence: auto_reply", "auto-reply"),
        ("List-Id: <news.example.org>", "list"),
        ("List-Unsubscribe: <https://example.org>", "bulk"),
        ("X-Auto-Response-Suppress: All", "notification"),
        ("X-Auto-Response-Suppress: DR, OOF, AutoReply", "notification"),
        ("X-Auto-Response-Suppress: DR", ""),
        ("X-Autoreply: yes", "auto-reply"),
        ("Return-Path: <>", "notification"),
        ("Return-Path: <anna@example.org>", ""),
    ],
)
def test_m15_headers_of_robots(headers: str, expected: str) -> None:
    assert parse(mail(headers=headers)).automatic == expected


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Automatische Antwort: Frage", "auto-reply"),
        ("Abwesenheitsnotiz: Frage", "out-of-office"),
        ("Out of Office: Frage", "out-of-office"),
        ("Réponse automatique : Question", "auto-reply"),
        ("Re: Frage zur Abwesenheit von Herrn Weber", ""),
        ("Ist die automatische Antwort kaputt?", ""),
    ],
)
def test_m17_subjects_of_robots(subject: str, expected: str) -> None:
    assert parse(mail(subject=subject)).automatic == expected


def test_nobody_expects_an_answer() -> None:
    assert parse(mail(sender="no-reply@example.org")).automatic == "notification"
    assert parse(mail(sender="noah-reply@example.org")).automatic == ""
