"""M39: what was deleted for good is nowhere in the database any more."""

from __future__ import annotations

import pytest
from django.db import connection
from psycopg import sql

from kundig.channels.email.services.hooks import keep
from kundig.channels.email.services.models import About
from kundig.channels.email.services.posted import Posted
from kundig.channels.email.services.tests import postings
from kundig.channels.email.tests.mails import mail
from kundig.conversations import actions
from kundig.conversations.models import Channel, Direction, Message
from kundig.staff.models import Agent
from tests.jobs import work_off

CARD = "4111 1111 1111 1111"
IBAN = "DE89 3704 0044 0532 0130 00"


def places(secret: str) -> list[str]:
    """Return every column of every table that holds these words, as text or as bytes."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns JOIN"
            " information_schema.tables USING (table_schema, table_name)"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        for table, column, kind in cursor.fetchall():
            bare = "position(convert_to(%s, 'UTF8') IN {column}) > 0"
            said = bare if kind == "bytea" else "position(%s IN {column}::text) > 0"
            asked = sql.SQL("SELECT count(*) FROM {table} WHERE " + said).format(
                table=sql.Identifier(table), column=sql.Identifier(column)
            )
            cursor.execute(asked, [secret])
            if cursor.fetchone()[0]:
                found.append(f"{table}.{column}")
    return found


def post(channel: Channel, raw: bytes, *, times: int) -> None:
    """Let a mail service post the mail, each time as a posting of its own."""
    account = postings.account(channel, "mailgun")
    for number in range(times):
        request = postings.signed(
            account, About.MAIL, postings.mail(account.service, raw), passed=number
        )
        headers = {name.lower(): value for name, value in request.headers.items()}
        keep(account, About.MAIL, Posted(request.body + b"\r\n" * number, headers))
    work_off(ahead=True)


@pytest.mark.django_db(transaction=True)
def test_m39_what_was_purged_stands_in_no_table(service: Channel, anna: Agent, ada: Agent) -> None:
    text = f"Bitte buchen Sie von {CARD} ab, oder von {IBAN}."
    post(service, mail(text=text, subject=f"Karte {CARD}", html=f"<p>{text}</p>"), times=1)
    message = Message.objects.get()
    actions.save_draft(
        message.conversation,
        by=anna.actor,
        direction=Direction.OUTBOUND,
        text=f"Sie schrieben: {text}",
    )
    assert {"core_blob.content", "conversations_message.text"} <= {*places(CARD)}
    actions.mask(message, by=anna.actor)
    message.refresh_from_db()
    # The originals stay for whoever may open them.
    assert places(CARD) == ["core_blob.content"]
    actions.purge(message, by=ada.actor)
    assert not places(CARD)
    assert not places(IBAN)
    assert not places(CARD.replace(" ", ""))
