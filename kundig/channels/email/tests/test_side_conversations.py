"""Side conversations: by mail with somebody else, and the customer never sees any of it."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.test import Client
from django.utils import timezone

from kundig.channels.email.models import SentMail
from kundig.channels.email.tests.mails import mail
from kundig.channels.email.tests.test_threads import arrive
from kundig.conversations import actions, events
from kundig.conversations.listing import count_views, load_page, view_named, views
from kundig.conversations.models import Channel, Conversation, Delivery, Message, State
from kundig.core import blobs
from kundig.core.actor import SYSTEM
from kundig.core.errors import NotAllowed, Refused
from kundig.core.models import Event
from kundig.customers.actions import add_address
from kundig.customers.models import AddressKind, Customer
from kundig.staff.models import Agent
from tests import make
from tests.jobs import work_off

SUPPLIER = "werk@lieferant.example"
SECRET = "Einkaufspreis 12 Euro"


@pytest.fixture
def conversation(service: Channel) -> Conversation:
    """Kofi's mail, arrived by the front door."""
    return arrive(service, mail()).conversation


@pytest.fixture
def side(conversation: Conversation, anna: Agent) -> Conversation:
    """What Anna asks the supplier about it, sent."""
    passed = list(conversation.messages.all())
    begun = actions.start_side(
        conversation,
        by=anna.actor,
        to=[SUPPLIER],
        subject="Ersatzteil",
        text=f"Was kostet das Teil? {SECRET}",
        messages=passed,
    )
    _send_all()
    return begun


def _send_all() -> None:
    Delivery.objects.filter(state="queued").update(due_at="2026-01-01T00:00Z")
    work_off(ahead=True)


def _sent(message: Message) -> tuple[SentMail, str]:
    sent = SentMail.objects.get(message=message)
    whole = message_from_bytes(blobs.content(sent.blob_id), policy=policy.default)
    text = whole.get_body(("plain",))
    assert text is not None
    return sent, f"{whole['Reply-To']}\n{whole['References']}\n{text.get_content()}"


def _answer(channel: Channel, side: Conversation, text: str = "Ab Montag lieferbar.") -> Message:
    first = side.messages.earliest("pk")
    raw = mail(
        sender=f"Werk <{SUPPLIER}>",
        message_id="<werk-1@lieferant.example>",
        in_reply_to=f"<{first.external_id}>",
        text=text,
    )
    return arrive(channel, raw)


def test_it_goes_out_under_an_address_of_its_own(
    conversation: Conversation, side: Conversation
) -> None:
    sent, words = _sent(side.messages.get())
    assert sent.recipients == [SUPPLIER]
    assert f"+{side.pk}-" in words
    assert f"+{conversation.pk}-" not in words
    # What was chosen is repeated.
    assert conversation.messages.get().visible_text.split()[0] in words


def test_an_answer_lands_beside_and_is_told_once(
    service: Channel, conversation: Conversation, side: Conversation, anna: Agent
) -> None:
    before = conversation.messages.count()
    message = _answer(service, side)
    assert message.conversation == side
    assert conversation.messages.count() == before
    actions.tell_of_side_answer(conversation, by=SYSTEM, message=message)
    told = Event.objects.filter(kind=events.SIDE_ANSWERED, subject_id=conversation.pk)
    assert [event.data["side"] for event in told] == [side.pk]
    side.refresh_from_db()
    assert side.state == State.OPEN


def test_an_answer_brings_the_conversation_back_if_wished(
    service: Channel, conversation: Conversation, side: Conversation, anna: Agent
) -> None:
    until = timezone.now() + timedelta(days=3)
    actions.snooze(conversation, by=anna.actor, until=until)
    _answer(service, side)
    conversation.refresh_from_db()
    assert conversation.state == State.OPEN
    side.wakes_other = False
    side.save(update_fields=["wakes_other"])
    actions.snooze(conversation, by=anna.actor, until=until)
    arrive(service, mail(sender=f"Werk <{SUPPLIER}>", message_id="<w2@x>", in_reply_to="<werk-1@lieferant.example>", text="Doch Dienstag."))  # fmt: skip
    conversation.refresh_from_db()
    assert conversation.state == State.SNOOZED


def test_the_customer_gets_none_of_it(
    service: Channel, conversation: Conversation, side: Conversation, anna: Agent
) -> None:
    _answer(service, side, SECRET)
    answer = actions.reply(conversation, by=anna.actor, text="Wir haben gefragt.")
    forwarded = actions.forward(conversation, by=anna.actor, to=["chef@kunde.example"])
    _send_all()
    for message in (answer, forwarded):
        assert SECRET not in _sent(message)[1]
        assert "werk-1@lieferant" not in _sent(message)[1]
    assert not conversation.messages.filter(text__contains=SECRET).exists()


def test_nothing_of_it_is_sent_to_the_customer(
    conversation: Conversation, side: Conversation, anna: Agent
) -> None:
    theirs = conversation.customer.addresses.get()
    with pytest.raises(Refused):
        actions.reply(side, by=anna.actor, text=SECRET, to=[theirs.value.upper()])
    with pytest.raises(Refused):
        actions.reply(side, by=anna.actor, text=SECRET, cc=[theirs.value])
    with pytest.raises(Refused):
        actions.reply(side, by=anna.actor, text=SECRET, bcc=[theirs.value])
    with pytest.raises(Refused):
        actions.forward(side, by=anna.actor, to=[theirs.value])
    with pytest.raises(Refused):
        actions.start_side(
            conversation, by=anna.actor, to=[theirs.value], subject="Neu", text=SECRET
        )


def test_it_is_never_put_together_with_the_conversation(
    conversation: Conversation, side: Conversation, kofi: Customer, clara: Agent
) -> None:
    other = make.conversation(customer=kofi)
    for one, into in ((side, conversation), (other, side)):
        with pytest.raises(Refused):
            actions.merge(one, by=clara.actor, into=into)
    with pytest.raises(Refused):
        actions.move_message(
            side, by=clara.actor, message=side.messages.earliest("pk"), into=conversation
        )
    with pytest.raises(Refused):
        actions.start_side(side, by=clara.actor, to=["x@y.example"], subject="Neu", text="Neu")


def test_even_where_both_turn_out_to_be_one_person(
    conversation: Conversation, side: Conversation, anna: Agent
) -> None:
    """Whoever is made one person with the customer gets no more answers there."""
    Conversation.objects.filter(pk=side.pk).update(customer=conversation.customer)
    side.refresh_from_db()
    with pytest.raises(Refused):
        actions.reply(side, by=anna.actor, text=SECRET)


def test_it_belongs_to_whoever_has_the_conversation(
    conversation: Conversation, side: Conversation, anna: Agent, ben: Agent, workshop: object
) -> None:
    assert not Conversation.objects.visible_to(ben.actor).filter(pk=side.pk).exists()
    actions.assign(conversation, by=anna.actor, agent=ben)
    side.refresh_from_db()
    assert side.assignee == ben
    assert Conversation.objects.visible_to(ben.actor).filter(pk=side.pk).exists()
    # Yet the supplier's own page is not his to see.
    assert not Customer.objects.visible_to(ben.actor).filter(pk=side.customer_id).exists()
    with pytest.raises(Refused):
        actions.assign(side, by=anna.actor, agent=anna)
    actions.hand_back(ben, by=ben.actor, conversations=[conversation, side])
    side.refresh_from_db()
    assert side.assignee is None


def test_it_follows_a_merge_and_comes_back(
    conversation: Conversation, side: Conversation, kofi: Customer, clara: Agent, ben: Agent
) -> None:
    into = make.conversation(customer=kofi)
    actions.assign(into, by=clara.actor, agent=ben)
    move = actions.merge(conversation, by=clara.actor, into=into)
    side.refresh_from_db()
    assert list(into.sides) == [side]
    assert side.assignee == ben
    actions.undo_move(move, by=clara.actor)
    side.refresh_from_db()
    assert side.assignee is None


def test_a_chain_of_merges_keeps_it_from_every_customer_of_them(
    conversation: Conversation, side: Conversation, ida: Customer, otto: Customer, clara: Agent
) -> None:
    """Whose conversation it was put together with is a customer, too, however many merges lie between."""
    middle, end = make.conversation(customer=ida), make.conversation(customer=otto)
    theirs = [
        one.addresses.get().value for one in (conversation.customer, middle.customer, end.customer)
    ]
    actions.merge(conversation, by=clara.actor, into=middle)
    actions.merge(middle, by=clara.actor, into=end)
    side.refresh_from_db()
    for address in theirs:
        with pytest.raises(Refused):
            actions.reply(side, by=clara.actor, text=SECRET, to=[address])
        with pytest.raises(Refused):
            actions.reply(side, by=clara.actor, text=SECRET, cc=[address])
        with pytest.raises(Refused):
            actions.reply(side, by=clara.actor, text=SECRET, bcc=[address])
        with pytest.raises(Refused):
            actions.start_side(end, by=clara.actor, to=[address], subject="Neu", text=SECRET)
    actions.reply(side, by=clara.actor, text="Danke.")


def test_whoever_wrote_in_the_conversation_is_no_third_party(
    conversation: Conversation, side: Conversation, ida: Customer, clara: Agent
) -> None:
    make.inbound(customer=ida, conversation=conversation)
    with pytest.raises(Refused):
        actions.reply(side, by=clara.actor, text=SECRET, cc=[ida.addresses.get().value])


def test_it_follows_a_chain_of_merges_and_comes_back(
    service: Channel,
    conversation: Conversation,
    side: Conversation,
    kofi: Customer,
    clara: Agent,
    ben: Agent,
    client: Client,
) -> None:
    middle, end = make.conversation(customer=kofi), make.conversation(customer=kofi)
    actions.assign(end, by=clara.actor, agent=ben)
    actions.merge(conversation, by=clara.actor, into=middle)
    move = actions.merge(middle, by=clara.actor, into=end)
    side.refresh_from_db()
    assert list(end.sides) == [side]
    assert side.assignee == ben
    client.force_login(clara)
    page = client.get(f"/inbox/all/{end.pk}/").content.decode()
    assert f"/conversations/{end.pk}/sides/" in page
    message = _answer(service, side)
    told = Event.objects.filter(kind=events.SIDE_ANSWERED, data__message=message.pk)
    assert [event.subject_id for event in told] == [end.pk]
    actions.undo_move(move, by=clara.actor)
    side.refresh_from_db()
    assert side.assignee is None


def test_no_list_shows_it_and_the_search_does(
    service: Channel, conversation: Conversation, side: Conversation, anna: Agent, client: Client
) -> None:
    _answer(service, side)
    for name in ("open", "unassigned", "waiting", "all", "resolved"):
        view = view_named(name, anna)
        assert view is not None
        assert side not in load_page(view, anna).rows
    assert count_views(views(), anna)["open"] == 1
    client.force_login(anna)
    assert "Ersatzteil" in client.get("/search/?q=Ersatzteil").content.decode()


def test_the_page_folds_it_and_counts_what_is_new(
    service: Channel, conversation: Conversation, side: Conversation, anna: Agent, client: Client
) -> None:
    message = _answer(service, side)
    client.force_login(anna)
    shown = client.get(f"/conversations/{conversation.pk}/sides/").content.decode()
    assert "Ab Montag lieferbar." in shown
    assert re.search("1 (new|neu)", shown)
    actions.look(side, by=anna.actor, message=message)
    shown = client.get(f"/conversations/{conversation.pk}/sides/").content.decode()
    assert not re.search("1 (new|neu)", shown)


def test_who_may_not_answer_begins_none(conversation: Conversation, rita: Agent) -> None:
    with pytest.raises(NotAllowed):
        actions.start_side(conversation, by=rita.actor, to=[SUPPLIER], subject="Neu", text="Neu")


def test_m15_a_machine_there_wakes_nobody_and_gets_no_answer(
    service: Channel, conversation: Conversation, side: Conversation, anna: Agent
) -> None:
    actions.snooze(conversation, by=anna.actor, until=timezone.now() + timedelta(days=3))
    first = side.messages.earliest("pk")
    raw = mail(sender=f"Werk <{SUPPLIER}>", message_id="<auto@x>", in_reply_to=f"<{first.external_id}>", Auto_Submitted="auto-replied")  # fmt: skip
    assert arrive(service, raw).conversation == side
    conversation.refresh_from_db()
    assert conversation.state == State.SNOOZED
    assert not Event.objects.filter(kind=events.SIDE_ANSWERED).exists()


def test_a_further_address_of_the_customer_is_theirs(
    conversation: Conversation, side: Conversation, anna: Agent
) -> None:
    add_address(
        conversation.customer, by=anna.actor, kind=AddressKind.MAIL, value="privat@kunde.example"
    )
    with pytest.raises(Refused):
        actions.reply(side, by=anna.actor, text=SECRET, to=[SUPPLIER], cc=["privat@kunde.example"])
