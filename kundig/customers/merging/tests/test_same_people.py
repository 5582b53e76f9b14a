"""Who may be known twice: a pure comparison with its precision, and what becomes of a find."""

from __future__ import annotations

import itertools

import pytest
from django.test import Client
from django.urls import reverse

from kundig.core.actor import SYSTEM
from kundig.core.models import Event
from kundig.customers.actions import add_address
from kundig.customers.merging.actions import deny, look_for_same, merge_customer
from kundig.customers.merging.models import SamePerson
from kundig.customers.merging.same.compare import Known, Reason, reasons
from kundig.customers.models import AddressKind, Customer
from kundig.staff.models import Agent, Team
from tests import make

# Each line is one real person or household member, with the entries under which they are known.
PEOPLE: list[list[Known]] = [
    [
        Known("Hans Müller", ("hans.mueller@gmx.de",), ("+49 30 901820",)),
        Known("Hans Mueller", ("h.mueller@web.de",), ("030 / 901820",)),
    ],
    [
        Known("Dr. Petra Groß", ("petra.gross@werft.example",), (), "werft"),
        Known("Gross, Petra", ("p.gross@werft.example",), (), "werft"),
    ],
    [
        Known("", ("max.muster@gmail.com",)),
        Known("Max Muster", ("maxmuster+laden@googlemail.com",)),
    ],
    [
        Known("Jörg Weiß", ("joerg@weiss.example",), (), "weiss.example"),
        Known("Joerg Weiss", ("kontakt@weiss.example",), (), "weiss.example"),
    ],
    [
        Known("Anna Schmidt", ("anna.schmidt@gmx.de",), ("0171 2345678",)),
        Known("A. Schmidt", ("schmidt@firma.example",), ("+49 171 2345678",), "firma"),
    ],
    [
        Known("Li Wei", ("li.wei+shop@example.org",), (), "example.org"),
        Known("Li Wei", ("li.wei@example.org",), (), "example.org"),
    ],
    # Missed on purpose: nothing but a frequent name.
    [Known("Thomas Müller", ("thomas.mueller@gmx.de",)), Known("Thomas Müller", ("tm77@web.de",))],
    [
        Known("Sabine", ("sabine@gmx.de",), ("0301112223",)),
        Known("Sabine Krause", ("s.krause@web.de",), ("0301112223",)),
    ],
    # Another Thomas Müller.
    [Known("Thomas Müller", ("thomas.mueller@werk.example",), (), "werk")],
    # Father and son: other spellings, other first names, marks.
    [Known("Karl Meier", ("karl.meier@gmx.de",), ("0406667778",))],
    [Known("Karl Mayer", ("karl.mayer@gmx.de",), ("0406667778",))],
    [Known("Otto Brandt sen.", ("otto@brandt.example",), ("0892223334",), "brandt.example")],
    [Known("Otto Brandt jun.", ("otto.jun@brandt.example",), ("0892223334",), "brandt.example")],
    # Namesakes whom their company tells apart by a number.
    [Known("Jan Becker", ("jan.becker@konzern.example",), (), "konzern")],
    [Known("Jan Becker", ("jan.becker2@konzern.example",), (), "konzern")],
    # A couple with one phone and one mailbox.
    [Known("Eva Lang", ("lang+eva@gmx.de",), ("0221445566",))],
    [Known("Ole Lang", ("lang+ole@gmx.de",), ("0221445566",))],
    # A department and who works there.
    [Known("Werft Nord Service", ("info@nord.example",), ("0431999888",), "nord")],
    [Known("", ("info+rechnung@nord.example",), ("0431999888",), "nord")],
    [Known("Ute Sommer", ("ute.sommer@nord.example",), ("0431999888",), "nord")],
    [Known("Uwe Sommer", ("uwe.sommer@nord.example",), ("0431999888",), "nord")],
    # One name on the whole, another company.
    [Known("Maria Rossi", ("maria@eins.example",), (), "eins")],
    [Known("Maria Rossi", ("maria@zwei.example",), (), "zwei")],
    # Dots mean something elsewhere than at one provider.
    [Known("", ("annalena@web.de",))],
    [Known("", ("anna.lena@web.de",))],
]


def test_what_is_offered_is_right() -> None:
    """Precision 1.0, recall 0.75: of 8 who are known twice 6 are found, and none of all other pairs."""
    entries = [(person, entry) for person, known in enumerate(PEOPLE) for entry in known]
    pairs = list(itertools.combinations(entries, 2))
    found = [(one, other) for one, other in pairs if reasons(one[1], other[1])]
    wrong = [(one[1].name, other[1].name) for one, other in found if one[0] != other[0]]
    twice = sum(one[0] == other[0] for one, other in pairs)
    assert wrong == []
    assert (len(found), twice) == (6, 8)


def test_an_answer_from_another_address_counts_only_with_a_fitting_name() -> None:
    kofi = Known("Kofi Mensah", ("kofi@mensah.example",))
    home = Known("K. Mensah", ("kofi77@web.de",))
    assert reasons(kofi, home) == []
    assert reasons(kofi, home, answered=True) == [Reason.ANSWERED]
    assert reasons(kofi, Known("Ama Mensah", ("ama@web.de",)), answered=True) == []
    assert reasons(kofi, Known("", ("x@web.de",)), answered=True) == []


@pytest.fixture
def pair(db: None) -> SamePerson:
    """Two entries with one phone."""
    made = [
        make.customer(name="Kofi Mensah", mail="kofi@mensah.example"),
        make.customer(name="K. Mensah", mail="kofi@web.de"),
    ]
    for customer in made:
        add_address(customer, by=SYSTEM, kind=AddressKind.PHONE, value="+49 30 123456")
    for customer in made:
        look_for_same(customer, by=SYSTEM)
    return SamePerson.objects.get()


def test_a_find_names_its_reason_and_goes_with_it(pair: SamePerson) -> None:
    assert pair.reasons == ["phone"]
    pair.other.addresses.filter(kind="phone").delete()
    look_for_same(pair.other, by=SYSTEM)
    assert not SamePerson.objects.exists()


def test_a_denied_pair_stays_denied(pair: SamePerson, clara: Agent) -> None:
    deny(pair, by=clara.actor)
    deny(pair, by=clara.actor)
    look_for_same(pair.one, by=SYSTEM)
    assert not SamePerson.objects.open().exists()
    assert Event.objects.filter(kind="customer.not_the_same").count() == 2


def test_a_merged_pair_is_no_find_any_more(pair: SamePerson) -> None:
    merge_customer(pair.other, by=SYSTEM, into=pair.one)
    look_for_same(Customer.objects.get(pk=pair.other_id), by=SYSTEM)
    assert not SamePerson.objects.exists()


def test_an_answer_in_the_others_conversation_is_found(kofi: Customer) -> None:
    home = make.customer(name="Kofi Mensah", mail="kofi@web.de")
    conversation = make.inbound(customer=kofi).conversation
    make.inbound(customer=home, conversation=conversation)
    for customer in (kofi, home):
        look_for_same(customer, by=SYSTEM)
    assert SamePerson.objects.get().reasons == ["answered"]


def test_s02_only_who_sees_both_is_told(
    pair: SamePerson, ben: Agent, clara: Agent, workshop: Team
) -> None:
    conversation = make.conversation(customer=pair.one, team=workshop)
    for agent, told in ((clara, True), (ben, False)):
        client = Client()
        client.force_login(agent)
        page = client.get(reverse("same-people")).text
        assert ("K. Mensah" in page) is told
        query = {"customer": pair.one_id}
        hint = client.get(reverse("same-people"), query, headers={"HX-Request": "true"}).text
        assert (str(pair.other_id) in hint) is told
        desk = client.get(reverse("conversation", args=[conversation.pk]), follow=True).text
        assert "K. Mensah" not in desk
        assert client.post(reverse("same-person-deny", args=[pair.pk])).status_code == (
            302 if told else 404
        )
