"""S04: whoever is erased stands nowhere in the database any more, and what led to them is not there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from kundig.api.models import IdempotencyKey
from kundig.channels.email.tests.mails import mail
from kundig.conversations import actions
from kundig.conversations.file_links import token_of
from kundig.conversations.models import Channel, Conversation, Direction, Message
from kundig.core.actor import SYSTEM
from kundig.core.errors import NotAllowed, Refused
from kundig.core.models import AuditEntry
from kundig.core.time import now
from kundig.core.vocabulary import learn
from kundig.customers import actions as customers
from kundig.customers.erasing import actions as erasing
from kundig.customers.erasing.models import Erasure, Reason
from kundig.customers.merging import actions as merging
from kundig.customers.models import Address, Customer
from kundig.exports import actions as exports
from kundig.exports.models import Export, Format
from kundig.staff.models import Agent
from tests import make
from tests.jobs import work_off
from tests.security.test_nothing_left import places, post

WORD = "Quastenflosser"
NAME = "Zacharias Xylander"
ADDRESS = "zacharias@xylander.example"
NUMBER = "+49 30 7777777"


@pytest.mark.django_db(transaction=True)
def test_s04_whoever_is_erased_stands_in_no_table(
    service: Channel, anna: Agent, clara: Agent, ada: Agent
) -> None:
    text = f"{NAME} fragt nach dem {WORD}."
    sender = f"{NAME} <{ADDRESS}>"
    post(service, mail(sender=sender, text=text, subject=WORD, html=f"<p>{text}</p>"), times=2)
    talk = Conversation.objects.get()
    customer = talk.customer
    file = actions.upload(by=anna.actor, name=f"{WORD}.txt", content=text.encode())
    actions.reply(
        talk, by=anna.actor, text=f"Guten Tag {NAME}, der {WORD} ist da.", attachments=[file]
    )
    link = token_of(actions.link_file(file, by=SYSTEM))
    actions.note(talk, by=anna.actor, text=f"Notiz zum {WORD}")
    actions.save_draft(talk, by=anna.actor, direction=Direction.OUTBOUND, text=f"{WORD} {ADDRESS}")
    customers.add_address(customer, by=anna.actor, kind="phone", value=NUMBER)  # type: ignore[arg-type]  # a word of the choice
    customers.add_note(customer, by=anna.actor, text=f"Mag {WORD}")
    later = now() + timedelta(days=2)
    actions.send_later(talk, by=anna.actor, at=later, text=f"{NAME}, der {WORD} kommt bald.")
    actions.promise(talk, by=anna.actor, due_at=later, words=f"{WORD} bis Freitag")
    actions.start_side(talk, by=anna.actor, to=["lager@lieferant.example"], subject=WORD, text=text)
    twin = Customer.objects.create(name=f"{NAME} {WORD}")
    merging.merge_customer(twin, by=ada.actor, into=customer, keep=["name"])
    IdempotencyKey.objects.create(agent=anna, key="x", call_hash="y", body=f'"{ADDRESS}"')
    work_off(ahead=True)
    exports.export_conversation(talk, by=clara.actor, format=Format.JSON, notes=True)
    exports.export_list(by=clara.actor, format=Format.CSV, search=WORD)
    work_off(ahead=True)
    while learn():
        pass
    seeded = {place for words in (WORD, NAME, ADDRESS, NUMBER) for place in places(words)}
    assert {"core_blob.content", "conversations_message.text", "core_event.data"} <= seeded
    assert places(WORD.lower())

    erasing.erase(customer, by=ada.actor, reason=Reason.REQUEST)
    erasing.erase(customer, by=ada.actor, reason=Reason.PURPOSE)
    work_off()

    for words in (WORD, WORD.lower(), NAME, NAME.lower(), "Xylander", "xylander", ADDRESS, NUMBER):
        assert places(words) == [], words
    # What the figures are made of is there.
    assert Conversation.objects.filter(pk=talk.pk, customer=customer, message_count=3).exists()
    assert Message.objects.count() == 4, "three and the one to the supplier"
    told = AuditEntry.objects.filter(subject_kind="customer", subject_id=customer.pk)
    assert list(told.order_by("pk").values_list("kind", flat=True)) == [
        "customer.erasing",
        "customer.erased",
    ]
    # U06: what led to a file leads nowhere.
    annas = Client()
    annas.force_login(anna)
    assert annas.get(f"/files/{link}/").status_code == 404
    assert annas.get(f"/attachments/{file.pk}/").status_code == 404
    # What is left can be looked at.
    assert annas.get(f"/conversations/{talk.pk}/", follow=True).status_code == 200
    assert annas.get(f"/customers/{customer.pk}/").status_code == 200
    # Who writes again is somebody new.
    post(service, mail(sender=sender, text="Guten Tag", subject="Neu"), times=1)
    assert Address.objects.get(key=ADDRESS).customer_id != customer.pk


@pytest.mark.django_db
def test_s04_only_whoever_sees_everything_may_erase(
    kofi: Customer, anna: Agent, ben: Agent
) -> None:
    ben.role.permissions = [*make.all_permissions()]
    ben.role.save()
    for agent in (anna, ben):
        with pytest.raises(NotAllowed):
            erasing.erase(kofi, by=agent.actor, reason=Reason.REQUEST)
    assert not Erasure.objects.exists()


@pytest.mark.django_db
def test_s04_the_page_asks_twice_and_tells_how_far_it_is(
    kofi: Customer, ada: Agent, client: Client
) -> None:
    make.conversation(customer=kofi)
    client.force_login(ada)
    address = f"/customers/{kofi.pk}/erase/"
    assert address in client.get(f"/customers/{kofi.pk}/").content.decode()
    assert client.post(address, {"reason": "request"}).status_code == 422
    assert not Erasure.objects.exists()
    assert client.post(address, {"reason": "request", "sure": "on"}).status_code == 302
    assert "every 2s" in client.get(address).content.decode()
    work_off()
    assert "every 2s" not in client.get(address).content.decode()
    kofi.refresh_from_db()
    assert (kofi.name, kofi.addresses.count()) == ("", 0)


@pytest.mark.django_db
def test_s04_whoever_is_erased_is_merged_with_nobody_and_stays_one(
    kofi: Customer, ida: Customer, ada: Agent
) -> None:
    twin = make.customer(name="Kofi", mail="k@mensah.example")
    merge = merging.merge_customer(twin, by=ada.actor, into=kofi)
    erasing.erase(kofi, by=ada.actor, reason=Reason.REQUEST)
    for _while_and_after in range(2):
        for one, other in ((ida, kofi), (kofi, ida)):
            with pytest.raises(Refused):
                merging.merge_customer(one, by=ada.actor, into=other)
        with pytest.raises(Refused):
            merging.undo_customer_merge(merge, by=ada.actor)
        work_off()
    twin.refresh_from_db()
    assert (twin.name, twin.merged_into, twin.addresses.count()) == ("", kofi, 0)
    assert ida.addresses.count() == 1


@pytest.mark.django_db
def test_s04_no_export_keeps_what_was_searched_for(
    clara: Agent, ada: Agent, kofi: Customer
) -> None:
    cancelled, failed, waiting = (
        exports.export_list(by=agent.actor, format=Format.CSV, search=WORD)
        for agent in (clara, ada, clara)
    )
    exports.cancel(cancelled, by=clara.actor)
    exports.fail(failed, by=SYSTEM, reason="gone")
    assert set(Export.objects.exclude(pk=waiting.pk).values_list("search", flat=True)) == {""}
    # From before that was so.
    Export.objects.filter(pk=failed.pk).update(search=WORD)
    erasing.erase(kofi, by=ada.actor, reason=Reason.REQUEST)
    work_off()
    assert set(Export.objects.values_list("search", flat=True)) == {""}
    assert not Export.objects.under_way().exists()
