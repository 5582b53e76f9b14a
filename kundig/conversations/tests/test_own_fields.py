"""Own fields of conversations: shown where they belong, filled in, and required before resolving."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kundig.conversations import actions
from kundig.conversations.models import Conversation, ConversationField, State
from kundig.conversations.own_fields import fields_of
from kundig.core.actor import SYSTEM
from kundig.core.errors import Missing, NotAllowed, Refused
from kundig.core.models import Event
from kundig.core.own_fields import FieldKind
from kundig.staff.models import Agent, Team

pytestmark = pytest.mark.django_db


def made(label: str, kind: FieldKind = FieldKind.TEXT, **more: Any) -> ConversationField:
    return actions.make_field(by=SYSTEM, label=label, kind=kind, **more)


def shown(conversation: Conversation) -> list[str]:
    return [field.label for field in fields_of(conversation)]


@pytest.mark.parametrize(
    ("kind", "given", "stored"),
    [
        (FieldKind.TEXT, " a  b ", "a b"),
        (FieldKind.NUMBER, "1,5", 1.5),
        (FieldKind.DATE, "2026-11-24", "2026-11-24"),
        (FieldKind.CHOICE, "rot", "rot"),
        (FieldKind.CHOICES, ["blau", "rot"], ["rot", "blau"]),
        (FieldKind.LINK, "https://teile.example/4711", "https://teile.example/4711"),
        (FieldKind.YES_NO, True, True),
    ],
)
def test_values_are_stored_as_what_they_are(
    conversation: Conversation, anna: Agent, kind: FieldKind, given: Any, stored: Any
) -> None:
    made("Feld", kind, choices=["rot", "blau"])
    actions.set_fields(conversation, by=anna.actor, fields={"feld": given})
    actions.set_fields(conversation, by=anna.actor, fields={"feld": given})
    conversation.refresh_from_db()
    assert conversation.fields == {"feld": stored}
    assert Event.objects.filter(kind="conversation.fields_set").count() == 1
    actions.set_fields(conversation, by=anna.actor, fields={"feld": None})
    assert conversation.fields == {}


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (FieldKind.NUMBER, "viel"),
        (FieldKind.NUMBER, "nan"),
        (FieldKind.DATE, "morgen"),
        (FieldKind.CHOICE, "grün"),
        (FieldKind.CHOICES, ["rot", "grün"]),
        (FieldKind.CHOICES, "rot"),
        (FieldKind.LINK, "javascript:alert(1)"),
    ],
)
def test_what_does_not_fit_is_refused(
    conversation: Conversation, anna: Agent, kind: FieldKind, given: Any
) -> None:
    made("Feld", kind, choices=["rot", "blau"])
    with pytest.raises(Refused):
        actions.set_fields(conversation, by=anna.actor, fields={"feld": given})
    with pytest.raises(Refused):
        actions.set_fields(conversation, by=anna.actor, fields={"anderes": given})


def test_a_reader_may_not_fill_in(conversation: Conversation, rita: Agent) -> None:
    made("Feld")
    with pytest.raises(NotAllowed):
        actions.set_fields(conversation, by=rita.actor, fields={"feld": "x"})


def test_a_field_is_shown_where_it_belongs(
    conversation: Conversation, first_level: Team, workshop: Team
) -> None:
    category = actions.make_category(by=SYSTEM, name="Rückgabe")
    leading = made("Grund", FieldKind.CHOICE, choices=["defekt", "zu klein"])
    made("Für die Werkstatt", teams=[workshop])
    made("Für Rückgaben", categories=[category])
    made("Welcher Defekt", shown_with=leading, shown_for=["defekt"])
    actions.hand_over(conversation, by=SYSTEM, team=first_level)
    assert shown(conversation) == ["Grund"]
    actions.hand_over(conversation, by=SYSTEM, team=workshop)
    actions.set_category(conversation, by=SYSTEM, category=category)
    actions.set_fields(conversation, by=SYSTEM, fields={"grund": "zu klein"})
    assert shown(conversation) == ["Grund", "Für die Werkstatt", "Für Rückgaben"]
    actions.set_fields(conversation, by=SYSTEM, fields={"grund": "defekt"})
    assert "Welcher Defekt" in shown(conversation)


def test_a_field_never_depends_on_itself() -> None:
    first = made("Eins")
    second = made("Zwei", shown_with=first)
    with pytest.raises(Refused):
        actions.change_field(first, by=SYSTEM, label="Eins", position=1, shown_with=second)
    with pytest.raises(Refused):
        actions.archive_field(first, by=SYSTEM)


def test_required_fields_are_filled_before_resolving(
    conversation: Conversation, anna: Agent, client: Client
) -> None:
    made("Seriennummer", is_required=True)
    with pytest.raises(Missing, match="Seriennummer"):
        actions.resolve(conversation, by=anna.actor)
    with pytest.raises(Missing):
        actions.close(conversation, by=anna.actor)
    client.force_login(anna)
    address = reverse("conversation-resolve", args=[conversation.pk])
    answer = client.post(address, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "Seriennummer" in answer.text
    assert "autofocus" in answer.text
    assert "optional" not in answer.text
    fill = reverse("conversation-set-fields", args=[conversation.pk])
    client.post(fill, {"then": "resolve", "seriennummer": ""})
    conversation.refresh_from_db()
    assert conversation.state == State.OPEN
    client.post(fill, {"then": "resolve", "seriennummer": "24-0815"})
    conversation.refresh_from_db()
    assert conversation.state == State.RESOLVED
    assert conversation.fields == {"seriennummer": "24-0815"}


def test_the_panel_shows_what_depends(
    conversation: Conversation, anna: Agent, rita: Agent, client: Client
) -> None:
    leading = made("Grund", FieldKind.CHOICE, choices=["defekt", "zu klein"])
    made("Welcher Defekt", shown_with=leading, shown_for=["defekt"])
    client.force_login(anna)
    panel = reverse("conversation-fields-panel", args=[conversation.pk])
    assert "Welcher Defekt" not in client.get(panel).text
    answer = client.post(
        reverse("conversation-set-fields", args=[conversation.pk]),
        {"grund": "defekt"},
        headers={"HX-Request": "true"},
    )
    assert "Welcher Defekt" in answer.text
    client.force_login(rita)
    assert "<input" not in client.get(panel, headers={"HX-Request": "true"}).text


def test_the_page_sets_fields_up(client: Client, ada: Agent) -> None:
    client.force_login(ada)
    data = {
        "label": "Grund",
        "kind": "choice",
        "choices": "defekt\r\nzu klein",
        "is_required": "on",
    }
    assert client.post(reverse("conversation-field-make"), data).status_code == 302
    field = ConversationField.objects.get()
    assert (field.choices, field.is_required) == (["defekt", "zu klein"], True)
    change = {"label": "Anlass", "choices": "defekt", "position": 1}
    client.post(reverse("conversation-field", args=[field.pk]), change)
    client.post(reverse("conversation-field-archive", args=[field.pk]))
    client.post(reverse("conversation-field-restore", args=[field.pk]))
    assert "Anlass" in client.get(reverse("conversation-fields")).text
