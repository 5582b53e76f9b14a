"""Answers and notes with formatting, and drafts on several devices."""

from __future__ import annotations

import pytest
from django.test import Client

from kundig.conversations import actions
from kundig.conversations.models import Attachment, Conversation, Direction, Draft, Mention
from kundig.core.errors import Refused
from kundig.core.models import Event
from kundig.staff.models import Agent


def _draft(conversation: Conversation, anna: Agent) -> Draft:
    return Draft.objects.get(conversation=conversation, agent=anna)


def test_an_answer_is_formatted_and_says_the_same_in_plain_words(
    conversation: Conversation, anna: Agent
) -> None:
    message = actions.reply(
        conversation,
        by=anna.actor,
        html="<p>Guten Tag</p><ul><li><b>eins</b></li></ul><script>x</script>",
    )
    assert message.text == "Guten Tag\n\n- eins"
    assert message.formatted == "<p>Guten Tag</p><ul><li><strong>eins</strong></li></ul>"


def test_a_note_shows_its_formatting(
    client: Client, conversation: Conversation, anna: Agent
) -> None:
    actions.note(conversation, by=anna.actor, html="<p>Bitte <em>heute</em></p>")
    client.force_login(anna)
    page = client.get(f"/conversations/{conversation.pk}/stream/").content.decode()
    assert "<p>Bitte <em>heute</em></p>" in page
    assert "<iframe" not in page


def test_pictures_among_the_words_are_the_messages_own_alone(
    conversation: Conversation, anna: Agent
) -> None:
    mine = actions.upload(by=anna.actor, name="Zähler.png", content=b"\x89PNG\r\n\x1a\n rest")
    foreign = "0e9f0c3a-1b2c-4d5e-8f90-a1b2c3d4e5f6"
    html = (
        f'<p>Hier <img src="cid:{mine.pk}" alt="Zähler"> <img src="cid:{foreign}" alt="fremd"></p>'
    )
    message = actions.reply(conversation, by=anna.actor, html=html, attachments=[mine])
    assert message.formatted == f'<p>Hier <img src="cid:{mine.pk}" alt="Zähler"> fremd</p>'
    kept = Attachment.objects.get(message=message)
    assert (kept.is_inline, kept.content_id) == (True, str(mine.pk))


def test_what_is_taken_back_keeps_its_formatting(conversation: Conversation, anna: Agent) -> None:
    message = actions.reply(conversation, by=anna.actor, html="<p><b>Zu schnell</b></p>")
    actions.withdraw(message, by=anna.actor)
    assert _draft(conversation, anna).html == "<p><strong>Zu schnell</strong></p>"


def test_a_newer_draft_of_another_device_is_never_written_over(
    conversation: Conversation, anna: Agent
) -> None:
    def save(text: str, known: str | None) -> str:
        return actions.save_draft(
            conversation, by=anna.actor, direction=Direction.OUTBOUND, text=text, known=known
        )

    first = save("am Rechner", "")
    second = save("am Rechner, weiter", first)
    with pytest.raises(actions.Outdated) as outdated:
        save("am Telefon", first)
    assert outdated.value.draft.version == second
    assert _draft(conversation, anna).text == "am Rechner, weiter"
    save("am Telefon, und das soll gelten", second)
    assert _draft(conversation, anna).text == "am Telefon, und das soll gelten"


def test_the_newer_draft_is_shown_where_one_types_on(
    client: Client, conversation: Conversation, anna: Agent
) -> None:
    client.force_login(anna)
    address = f"/conversations/{conversation.pk}/draft/"
    kept = client.post(address, {"direction": "out", "text": "am Rechner", "known": ""})
    assert kept.headers["Draft-Version"] == _draft(conversation, anna).version
    refused = client.post(address, {"direction": "out", "text": "am Telefon", "known": ""})
    assert refused.status_code == 409
    assert "am Rechner" in refused.content.decode()
    query = {"direction": "out", "known": kept.headers["Draft-Version"]}
    assert client.get(address, query).status_code == 204
    assert "am Rechner" in client.get(address, {"direction": "out"}).content.decode()


def test_a_colleague_who_is_mentioned_is_told_and_finds_it(
    client: Client, conversation: Conversation, anna: Agent, clara: Agent
) -> None:
    html = f'<p><span data-agent="{clara.pk}">@Clara</span> bitte ansehen</p>'
    message = actions.note(conversation, by=anna.actor, html=html)
    assert message.text == "@Clara bitte ansehen"
    assert Mention.objects.get().agent == clara
    event = Event.objects.get(kind="conversation.mentioned")
    assert event.data == {"message": message.pk, "agent": clara.pk}
    client.force_login(clara)
    assert conversation.subject in client.get("/inbox/mentions/").content.decode()
    client.force_login(anna)
    assert conversation.subject not in client.get("/inbox/mentions/").content.decode()


def test_nobody_is_mentioned_who_may_not_see_it(
    client: Client, conversation: Conversation, anna: Agent, ben: Agent
) -> None:
    html = f'<p><span data-agent="{ben.pk}">@Ben</span></p>'
    with pytest.raises(Refused):
        actions.note(conversation, by=anna.actor, html=html)
    client.force_login(anna)
    offered = client.get(f"/conversations/{conversation.pk}/names/", {"sign": "@", "q": ""})
    assert "@Anna" in offered.content.decode()
    assert "@Ben" not in offered.content.decode()


def test_an_answer_names_no_colleague(conversation: Conversation, anna: Agent) -> None:
    html = f'<p><b>Gern</b> <span data-agent="{anna.pk}">@Anna</span></p>'
    message = actions.reply(conversation, by=anna.actor, html=html)
    assert message.formatted == "<p><strong>Gern</strong> @Anna</p>"
    assert not Mention.objects.exists()
