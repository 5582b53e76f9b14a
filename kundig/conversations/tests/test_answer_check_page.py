"""The check of an answer as the composer asks for it, and its switches."""

from __future__ import annotations

import pytest
from django.test import Client

from kundig.conversations import actions
from kundig.conversations.answer_check.switches import off_for
from kundig.conversations.models import Conversation
from kundig.core.errors import NotAllowed, Refused
from kundig.core.models import AuditEntry
from kundig.staff.models import Agent

FORGOTTEN = "Anbei finden Sie die Rechnung."


def _said(client: Client, conversation: Conversation, **form: object) -> str:
    words = {"text": FORGOTTEN, **form}
    answer = client.post(f"/conversations/{conversation.pk}/check/", words)
    assert answer.status_code in (200, 204)
    return answer.content.decode()


def test_hints_stand_above_the_send_button(
    client: Client, conversation: Conversation, anna: Agent
) -> None:
    client.force_login(anna)
    assert 'data-hint="attachment: ' in _said(client, conversation)
    assert not _said(client, conversation, text="Gern geschehen.")


def test_a_dismissed_hint_stays_away(
    client: Client, conversation: Conversation, anna: Agent
) -> None:
    client.force_login(anna)
    key = _said(client, conversation).partition('data-hint="')[2].partition('"')[0]
    assert not _said(client, conversation, dismissed=key)


def test_c01_what_a_customer_wrote_is_text(
    client: Client, conversation: Conversation, anna: Agent
) -> None:
    client.force_login(anna)
    shown = _said(client, conversation, text="Anbei <b>fett</b> {{<script>}}")
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_a_check_is_switched_off_for_oneself(
    client: Client, conversation: Conversation, anna: Agent, clara: Agent
) -> None:
    client.force_login(anna)
    assert client.post("/settings/answer-check/attachment/off/").status_code == 204
    assert client.post("/settings/answer-check/unknown/off/").status_code == 404
    assert not _said(client, conversation)
    client.force_login(clara)
    assert _said(client, conversation)


def test_a_check_is_switched_off_for_everybody(
    client: Client, conversation: Conversation, anna: Agent, ada: Agent
) -> None:
    client.force_login(ada)
    others = ["name", "address", "question", "others", "link", "gap"]
    client.post("/settings/answer-check/all/", {"checks": others})
    client.post("/settings/answer-check/all/", {"checks": others})
    assert AuditEntry.objects.filter(kind="answerchecks.changed").count() == 1
    assert off_for(anna) == {"attachment"}
    client.force_login(anna)
    assert (
        "Vergessener Anhang"
        in client.get("/settings/answer-check/", headers={"Accept-Language": "de"}).content.decode()
    )


def test_all_can_be_switched_off(client: Client, conversation: Conversation, anna: Agent) -> None:
    client.force_login(anna)
    client.post("/settings/answer-check/", {"sent": "1"})
    assert not _said(client, conversation)


def test_only_who_may_change_settings_decides_for_everybody(anna: Agent) -> None:
    with pytest.raises(NotAllowed):
        actions.change_answer_checks(by=anna.actor, off=["gap"])


def test_an_unknown_check_is_refused(anna: Agent) -> None:
    with pytest.raises(Refused):
        actions.change_own_answer_checks(by=anna.actor, off=["mood"])


def test_who_may_not_answer_asks_nothing(
    client: Client, conversation: Conversation, rita: Agent, ben: Agent
) -> None:
    address = f"/conversations/{conversation.pk}/check/"
    client.force_login(rita)
    assert client.post(address, {"text": FORGOTTEN}).status_code == 403
    client.force_login(ben)
    assert client.post(address, {"text": FORGOTTEN}).status_code == 404
