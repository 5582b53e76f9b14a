"""S04: whoever is erased stands in nobody else's conversation either; what stays of it can still be used."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.test import Client

from kundig.api.models import IdempotencyKey
from kundig.channels.email.models import Letter, SentMail
from kundig.channels.email.tests.mails import mail
from kundig.conversations import actions
from kundig.conversations.bulk import actions as bulk
from kundig.conversations.bulk.models import BulkItem, Fate
from kundig.conversations.incidents import actions as incidents
from kundig.conversations.models import (
    Channel,
    Conversation,
    Direction,
    Draft,
    Message,
    StartDraft,
    State,
)
from kundig.core import blobs
from kundig.core.actor import SYSTEM
from kundig.core.models import Blob, JobFailure
from kundig.core.time import now
from kundig.core.vocabulary import learn
from kundig.customers import actions as customers
from kundig.customers.erasing import actions as erasing
from kundig.customers.erasing import erasers
from kundig.customers.erasing.erasers import is_spared
from kundig.customers.erasing.models import Reason
from kundig.customers.erasing.traces import ERASED, Traces, texts_of
from kundig.customers.models import AddressKind, Customer
from kundig.staff.models import Agent
from tests import make
from tests.jobs import forget_jobs, work_off
from tests.security.test_erasing import ADDRESS, NAME, NUMBER, WORD
from tests.security.test_nothing_left import places, post
from tests.world import build

SENDER = f"{NAME} <{ADDRESS}>"
KOFIS = "Kofi Mensah <kofi@mensah.example>"


@pytest.mark.django_db
def test_s04_an_address_is_taken_out_of_every_column_of_every_table() -> None:
    build()
    forget_jobs()
    customer = customers.make(by=SYSTEM, name=NAME, mail=ADDRESS)
    ours = [kind for kind in apps.get_models() if kind.__module__.startswith("kundig.")]
    kinds = [kind for kind in ours if texts_of(kind) and not is_spared(kind)]
    seeded = set()
    for kind in kinds:
        row = kind._base_manager.order_by("pk").first() or _made(kind)
        fields = {field.attname: _seeded(field) for field in texts_of(kind)}
        if given := {name: value for name, value in fields.items() if value}:
            kind._base_manager.filter(pk=row.pk).update(**given)
            seeded |= {f"{kind._meta.db_table}.{name}" for name in given}
    assert seeded <= {*places(ADDRESS)}
    assert len(seeded) >= 110

    erasing.erase(customer, by=SYSTEM, reason=Reason.REQUEST)
    work_off()

    assert places(ADDRESS) == []


def _made(kind: type[models.Model]) -> models.Model:
    """Make a row of a kind of which the world has none, out of the first things that it may name."""
    given: dict[str, Any] = {}
    for field in kind._meta.concrete_fields:
        if field.null or field.has_default():
            continue
        if isinstance(field, models.ForeignKey):
            given[field.attname] = field.related_model._base_manager.order_by("pk")[0].pk
        elif isinstance(field, models.DateField):
            given[field.attname] = now()
        elif isinstance(field, models.IntegerField | models.FloatField):
            given[field.attname] = 1
        elif isinstance(field, models.JSONField):
            given[field.attname] = {}
        elif isinstance(field, ArrayField):
            given[field.attname] = []
    return kind._base_manager.create(**given)


def _seeded(field: models.Field[Any, Any]) -> Any:
    if isinstance(field, ArrayField):
        one = _seeded(field.base_field)
        return [one] if one else None
    if isinstance(field, models.JSONField):
        return {"address": ADDRESS, "name": NAME}
    return ADDRESS if (field.max_length or 1_000) >= len(ADDRESS) else None


@pytest.mark.django_db(transaction=True)
def test_s04_whoever_is_erased_is_named_in_no_conversation_with_others(
    service: Channel, anna: Agent, ada: Agent
) -> None:
    text = f"Bitte auch an {NAME} ({ADDRESS.upper()}), Frau Xylanderin weiß vom Regal."
    html = f'<p>An <a href="mailto:{ADDRESS}">{NAME}</a></p>'
    post(
        service, mail(sender=KOFIS, text=text, html=html, Cc=SENDER, subject=f"Für {NAME}"), times=1
    )
    kofis = Conversation.objects.get()
    by = anna.actor
    customers.make(by=ada.actor, name=NAME)
    file = actions.upload(by=by, name=f"{ADDRESS}.txt", content=f"Von {NAME}, {ADDRESS}".encode())
    actions.reply(kofis, by=by, text="Gern.", cc=[ADDRESS], attachments=[file])
    actions.note(kofis, by=by, text=f"{NAME} anrufen")
    actions.send_later(kofis, by=by, at=now() + timedelta(days=2), text="Spät", bcc=[ADDRESS])
    actions.promise(kofis, by=by, due_at=now() + timedelta(days=2), words=f"Rückruf an {NAME}")
    actions.forward(kofis, by=by, to=[ADDRESS], text="Zur Kenntnis")
    actions.save_draft(
        kofis, by=by, direction=Direction.OUTBOUND, text="Und", cc=f"a@b.example, {ADDRESS}"
    )
    actions.set_subject(kofis, by=by, subject=f"Regal für {NAME}")
    work_off(ahead=False)
    # Their own conversations: one became part of Kofi's, of another one a message did.
    for number in range(2):
        raw = mail(
            sender=SENDER, text=f"{WORD} {number}", subject=WORD, message_id=f"<{number}@x.example>"
        )
        post(service, raw, times=1)
    mine, moved = Conversation.objects.exclude(pk=kofis.pk).order_by("pk")
    customer = mine.customer
    actions.reply(mine, by=by, text=f"Der {WORD} kommt.")
    actions.merge(mine, by=ada.actor, into=kofis)
    actions.note(moved, by=by, text=f"{WORD} bleibt")
    first = moved.messages.earliest("pk")
    actions.move_message(moved, by=ada.actor, message=first, into=kofis)
    # Beside another one: who wrote in a conversation is not asked beside it.
    another = make.conversation(customer=kofis.customer, team=kofis.team)
    side = actions.start_side(another, by=by, to=[ADDRESS], subject="Frage", text="Wann?")
    customers.add_address(customer, by=by, kind=AddressKind.PHONE, value=NUMBER)
    incidents.make(by=ada.actor, title="Lager", description=f"Gemeldet von {ADDRESS}, {NUMBER}")
    Letter.objects.create(to="anna@x.example", subject="Neu", text=f"- {WORD}")
    JobFailure.objects.create(job_id=77, error=f"550 {ADDRESS}", at=now())
    IdempotencyKey.objects.create(agent=anna, key="x", call_hash="y", body=f'"{ADDRESS}"')
    work_off(ahead=False)
    while learn():
        pass
    assert {
        "conversations_message.cc",
        "conversations_draft.cc",
        "conversations_lateranswer.words",
        "conversations_attachment.name",
        "core_event.data",
        "core_blob.content",
        "incidents_incident.description",
    } <= {*places(ADDRESS)}
    assert places("quastenflosser")

    erasing.erase(customer, by=ada.actor, reason=Reason.REQUEST)
    work_off(ahead=False)

    for words in (WORD, WORD.lower(), NAME, NAME.lower(), ADDRESS, ADDRESS.upper(), NUMBER):
        left = places(words)
        # Somebody else is called the same.
        assert left == (["customers_customer.name"] if words == NAME else []), words
    asked, *_rest = Message.objects.filter(conversation=kofis).order_by("pk")
    assert asked.text.startswith(f"Bitte auch an {ERASED} ({ERASED}), Frau Xylanderin weiß vom")
    assert asked.cc == [{"name": "", "address": ERASED}]
    assert asked.purged_at is not None
    assert asked.raw is not None
    assert blobs.content(asked.raw.pk) == b""
    assert Draft.objects.get().cc == f"a@b.example, {ERASED}"
    assert b"Von" in blobs.content(file.blob_id)
    kofis.refresh_from_db()
    side.refresh_from_db()
    assert (kofis.subject, side.subject, side.state) == (f"Regal für {ERASED}", "", State.CLOSED)
    annas = Client()
    annas.force_login(anna)
    page = annas.get(f"/conversations/{kofis.pk}/", follow=True)
    assert page.status_code == 200
    assert ERASED in page.content.decode()
    # What is Kofi's is found, what was the person's is not.
    assert f"/{kofis.pk}/" in annas.get("/search/?q=Regal").content.decode()


@pytest.mark.django_db(transaction=True)
def test_s04_what_comes_in_meanwhile_and_afterwards_can_be_erased_too(
    service: Channel, anna: Agent, ada: Agent, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def send(number: int) -> None:
        raw = mail(sender=SENDER, text=f"{WORD} {number}", message_id=f"<{number}@x.example>")
        post(service, raw, times=1)

    send(0)
    customer = Customer.objects.get()
    talk = customer.conversations.get()
    come = iter([WORD])

    def write_meanwhile(_person: erasers.Person) -> Iterator[None]:
        for words in come:
            make.inbound(customer=customer, text=f"{words} von {NAME}")
        yield

    monkeypatch.setattr(erasers, "_erasers", [*erasers._erasers, (90, write_meanwhile)])
    erasing.erase(customer, by=ada.actor, reason=Reason.REQUEST)
    work_off()
    assert Message.objects.filter(customer=customer).count() == 2
    assert places(WORD) == places(ADDRESS) == []

    # Once more, where something has come since.
    client.force_login(ada)
    address = f"/customers/{customer.pk}/erase/"
    assert 'name="sure"' not in client.get(address).content.decode()
    actions.note(talk, by=anna.actor, text=f"Der {WORD} von {NAME}")
    customers.add_address(customer, by=anna.actor, kind=AddressKind.MAIL, value=ADDRESS)
    assert 'name="sure"' in client.get(address).content.decode()
    assert client.post(address, {"reason": "request", "sure": "on"}).status_code == 302
    work_off()
    assert places(WORD) == places(ADDRESS) == places(NAME) == []
    assert 'name="sure"' not in client.get(address).content.decode()


@pytest.mark.django_db
def test_s04_what_many_were_changed_by_is_not_put_back_where_somebody_was_erased(
    kofi: Customer, ida: Customer, anna: Agent, ada: Agent
) -> None:
    erased, other = make.conversation(customer=kofi), make.conversation(customer=ida)
    run = bulk.start(by=anna.actor, verb="resolve", conversations=[erased, other])
    erasing.erase(kofi, by=ada.actor, reason=Reason.REQUEST)
    work_off()
    bulk.undo(run, by=anna.actor)
    work_off()
    fates = dict(BulkItem.objects.values_list("conversation", "fate"))
    assert fates == {erased.pk: Fate.CHANGED, other.pk: Fate.UNDONE}
    erased.refresh_from_db()
    assert erased.state == State.CLOSED


@pytest.mark.django_db
def test_s04_files_of_drafts_and_of_demo_letters_go_with_them(
    kofi: Customer, anna: Agent, ada: Agent, service: Channel
) -> None:
    file = actions.upload(by=anna.actor, name="a.txt", content=WORD.encode())
    actions.save_start_draft(
        by=anna.actor, channel=service, to="kofi@mensah.example", subject=WORD, files=[file]
    )
    SentMail.objects.create(external_id="x", sender="k@x.example", blob=blobs.keep(WORD.encode()))
    erasing.erase(kofi, by=ada.actor, reason=Reason.REQUEST)
    work_off()
    assert not StartDraft.objects.exists()
    assert not Blob.objects.filter(pk=file.blob_id).exists()
    assert places(WORD) == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a@b.de, maria@b.de", f"{ERASED}, maria@b.de"),
        ("A@B.DE.", f"{ERASED}."),
        ("a@b.de.example a@b.de.pdf", f"a@b.de.example {ERASED}.pdf"),
        ("mailto:a%40b.de?x", f"mailto:{ERASED}?x"),
        ("Max  Moritz und Max, Maxi Moritz", f"{ERASED} und Max, Maxi Moritz"),
        ([{"name": "M", "address": "a@b.de"}, 3], [{"name": "", "address": ERASED}, 3]),
    ],
)
def test_s04_nothing_else_is_taken_for_an_address(text: object, left: object) -> None:
    assert Traces(["a@b.de"], ["Max Moritz"]).without(text) == left
    assert not Traces(["110"])
