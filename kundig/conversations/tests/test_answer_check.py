"""What is said about an answer before it is sent, and what is not."""

from __future__ import annotations

import pytest
from django.utils import translation

from kundig.conversations import actions
from kundig.conversations.answer_check import Answer, Hint, gather, hints
from kundig.conversations.models import Conversation
from kundig.core import caps
from kundig.customers.models import Address, AddressKind, Customer
from kundig.staff.models import Agent, Team
from tests import make


def found(text: str, **known: object) -> list[str]:
    """Return which checks have something to say."""
    return [hint.check for hint in hints(Answer(text=text, **known))]  # type: ignore[arg-type]  # what a test knows


def place(text: str, hint: Hint) -> str:
    """Return the words that a hint points at."""
    assert hint.place is not None
    return text[slice(*hint.place)]


@pytest.mark.parametrize(
    "text",
    [
        "Anbei finden Sie die Rechnung.",
        "Die Rechnung finden Sie im Anhang.",
        "Ich habe Ihnen das Formular angehängt.",
        "Gern hänge ich Ihnen den Vertrag noch einmal an.",
        "Wir fügen den Lieferschein bei.",
        "Das Etikett liegt als Anhang bereit.",
        "Please find the invoice attached.",
        "I've attached the label.",
        "See the attachment for details.",
    ],
)
def test_a_promised_file_is_missed(text: str) -> None:
    assert found(text) == ["attachment"]
    assert found(text, file_count=1) == []


@pytest.mark.parametrize(
    "text",
    [
        "Ihr Anhang ließ sich leider nicht öffnen.",
        "Bitte schicken Sie uns das Foto im Anhang.",
        "Könnten Sie die Rechnung anhängen oder im Anhang senden?",
        "Danke für das Foto, das Sie angehängt haben; Ihre Anlage ist da.",
        "Your attachment could not be opened.",
        "Could you send it to us as attached PDF?",
        "> Anbei die Rechnung.\nDanke, ist angekommen.",
        "Der Anhänger ist wieder lieferbar.",
    ],
)
def test_files_of_others_are_not_missed(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("greeting", "customer"),
    [
        ("Sehr geehrte Damen und Herren,", "Petra Meier"),
        ("Dear Sir or Madam,", "Petra Meier"),
        ("Hallo Frau Meyer,", "Petra Meier"),
        ("Hallo Frau ,", "Petra Meier"),
        ("Guten Tag Herr Schulze,", "Petra Meier"),
        ("Liebe Anna,", "Petra Meier"),
        ("Dear Mr. Jones,", "Petra Meier"),
        ("Hallo Frau Muller,", "Petra Müller"),
        ("Hallo Herr Dr. Möler,", "Jürgen Möller"),
    ],
)
def test_a_wrong_or_missing_name_is_seen(greeting: str, customer: str) -> None:
    assert found(f"{greeting}\n\nDie Ware ist da.", customer_name=customer) == ["name"]


@pytest.mark.parametrize(
    ("greeting", "customer"),
    [
        ("Hallo Frau Meier,", "Petra Meier"),
        ("Hallo Frau Dr. Meier-Schulz,", "Petra Meier-Schulz"),
        ("Hallo Petra,", "Petra Meier"),
        ("Hallo Herr Mueller,", "Jürgen Müller"),
        ("Guten Tag,", "Petra Meier"),
        ("Hallo zusammen,", "Petra Meier"),
        ("Hi there,", "Petra Meier"),
        ("Dear Ms Meier,", "Meier, Petra"),
        ("Hallo Frau Schulze,", ""),
        ("Sehr geehrte Damen und Herren,", ""),
        ("Hallo! Vielen Dank für Ihre Nachricht.", "Petra Meier"),
        ("Liebe Familie Meier,", "Petra Meier"),
        ("Die Ware ist da.", "Petra Meier"),
    ],
)
def test_a_right_name_is_left_alone(greeting: str, customer: str) -> None:
    assert found(f"{greeting}\n\nDie Ware ist da.", customer_name=customer) == []


def test_who_signs_otherwise_may_be_greeted_so() -> None:
    known = {"customer_name": "Familie Meier", "received": "Wo ist es?\nViele Grüße, Jule"}
    assert found("Hallo Jule, das Paket ist da.", **known) == []


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        (
            "Danke, dass Sie sich melden. Wir haben die Ware, und dein Paket ist auf dem Weg zu Ihnen.",
            "dein",
        ),
        ("Hast du die Rechnung? Schick uns deine Adresse, und wir senden Ihnen die Ware.", "Ihnen"),
    ],
)
def test_du_and_sie_are_not_mixed(text: str, odd: str) -> None:
    (hint,) = hints(Answer(text=text))
    assert (hint.check, place(text, hint)) == ("address", odd)


@pytest.mark.parametrize(
    "text",
    [
        "Danke, dass Sie sich melden. Ihr Paket ist auf dem Weg zu Ihnen.",
        "Danke, dass du dich meldest. Die Pakete sind da, sie kommen morgen.",
        "Die Kollegen haben das Paket. Sie senden es dir und deinen Nachbarn morgen.",
        "Sie schrieben „Habt ihr mein Paket, und wo ist dein Chef?“ – das ist nicht nett, aber wir verstehen Sie.",
        "> kannst du das und dein Chef\nGern, wir senden Ihnen die Ware.",
        "Did you get the label? Die is a German word.",
    ],
)
def test_one_form_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_the_form_stays_what_it_was() -> None:
    text = "Danke, ich schicke dir die Ware und das Etikett."
    assert found(text, written="Vielen Dank, dass Sie uns und wir Ihnen schreiben.") == ["address"]
    assert found(text, written="Danke, und schreib mir, ob du die Ware hast.") == []


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (
            "Wann kommt mein Paket? Und kann ich die Rechnung als PDF haben?",
            "Das Paket kommt morgen.",
        ),
        ("Was kostet der Versand?", "Vielen Dank für Ihre Bestellung."),
        ("When will my bike be ready?", "Thank you for your message."),
        ("Welche Farbe hat das Gehäuse?", "Das Paket wurde verschickt."),
    ],
)
def test_an_open_question_is_named(asked: str, text: str) -> None:
    assert found(text, unanswered=asked) == ["question"]


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("Wann kommt mein Paket?", "Es kommt am Freitag."),
        ("Wo ist mein Paket?", "Das Päckchen mit der Paketnummer 4711 liegt beim Nachbarn."),
        ("Kann ich noch stornieren?", "Ja, gern."),
        ("Was kostet das?", "49 €."),
        ("Welche Farbe hat das Gehäuse?", "Ich kläre das und melde mich."),
        ("Wie geht es Ihnen?", "Danke!"),
        ("Das Paket ist da.", "Schön!"),
        ("Does it work with Linux?", "Yes, it does."),
        ("> Wann kommt der Monteur?\nSchon erledigt.", "Alles Gute!"),
    ],
)
def test_a_question_that_is_touched_is_left_alone(asked: str, text: str) -> None:
    assert found(text, unanswered=asked) == []


def test_no_more_than_two_questions_are_named() -> None:
    asked = "Welche Farbe? Welcher Motor? Welches Gehäuse? Welcher Preis gilt?"
    assert found("Vielen Dank.", unanswered=asked) == ["question", "question"]


@pytest.mark.parametrize(
    "text",
    [
        "Ihre Nummer ist {{customer.number}}.",
        "Hallo {customer}, danke.",
        "Hallo [NAME], danke.",
        "Die Nummer ist XXX.",
        "Betrag: ____ Euro",
        "Am [Datum einsetzen] kommt er.",
        "Lorem ipsum dolor",
        "#{ticket.id} ist da.",
    ],
)
def test_a_gap_is_seen(text: str) -> None:
    assert found(text) == ["gap"]


@pytest.mark.parametrize(
    "text",
    ["Siehe [1] und [hier](https://kundig.eu).", "Größe XXL.", "Moment ...", "f(x) = {1, 2}"],
)
def test_what_is_no_gap(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("http://http://shop.de", "link"),
        ("https://www.shop", ""),
        ("https://beispiel", "link"),
        ("https://www.example.com/hilfe", "link"),
        ("http://localhost:8000/", "link"),
        ("http://192.168.0.1/", "link"),
        ("https://shop.de/hilfe?a=1#b", ""),
        ("https://müller.de", ""),
        ("https://shop.de:99999/", "link"),
    ],
)
def test_links_that_lead_nowhere(link: str, said: str) -> None:
    assert "".join(found(f"Bitte hier: {link}.")) == said


def test_a_check_can_be_switched_off() -> None:
    answer = Answer(text="Anbei die Rechnung, {name}.")
    assert [hint.check for hint in hints(answer, off={"attachment"})] == ["gap"]


def test_it_says_so_in_german() -> None:
    with translation.override("de"):
        (hint,) = hints(Answer(text="Anbei die Rechnung."))
    assert "Anbei" in str(hint.sentence)
    assert "Datei" in str(hint.sentence)


def test_it_takes_its_time_with_nothing() -> None:
    """No pattern runs away on long or odd text."""
    for text in (
        "Sie " * 5000,
        "a" * 20_000,
        "?" * 20_000,
        "„" * 20_000,
        "[name " * 3000,
        "hänge " * 3000,
    ):
        hints(
            Answer(
                text=text,
                unanswered=text[: caps.CHECKED_CHARS],
                received=text,
                customer_name="Petra Meier",
            )
        )


def test_gather_knows_what_is_unanswered(conversation: Conversation, anna: Agent) -> None:
    actions.reply(conversation, by=anna.actor, text="Wir prüfen das.")
    make.inbound(customer=conversation.customer, conversation=conversation, text="Und der Versand?")
    known = gather(conversation, anna, "Danke.", 0)
    assert known.unanswered == "Und der Versand?"
    assert known.written == "Wir prüfen das."
    assert "Und der Versand?" in known.received
    assert known.customer_name == conversation.customer.name


def test_another_customer_s_address_is_told(
    conversation: Conversation, anna: Agent, ida: Customer
) -> None:
    theirs = Address.objects.filter(customer=ida, kind=AddressKind.MAIL).values_list(
        "value", flat=True
    )[0]
    known = gather(conversation, anna, f"Ihre Adresse ist {theirs}.", 0)
    assert [hint.check for hint in hints(known)] == ["others"]
    # Whoever named it here knows it.
    make.inbound(
        customer=conversation.customer, conversation=conversation, text=f"Es geht um {theirs}."
    )
    assert gather(conversation, anna, f"Ihre Adresse ist {theirs}.", 0).foreign == ()


def test_another_customer_s_number_is_told(
    conversation: Conversation, anna: Agent, ida: Customer
) -> None:
    other = make.conversation(
        customer=ida, text="Meine Kundennummer ist 47112233, die Bestellung RE-88990011."
    )
    for text in ("Ihre Nummer 47112233 ist da.", "Zu RE-88990011 gibt es Neues."):
        assert len(gather(conversation, anna, text, 0).foreign) == 1, text
    assert gather(other, anna, "Ihre Nummer 47112233 ist da.", 0).foreign == ()
    assert gather(conversation, anna, "Ihre Nummer 99887766 ist da.", 0).foreign == ()


def test_nothing_is_told_that_one_may_not_see(
    conversation: Conversation, ida: Customer, first_level: Team
) -> None:
    """A limited agent does not learn from a hint what other teams' customers have."""
    role = make.role(name="Limited", own_teams_only=True)
    limited = make.agent(name="Lena", role=role, teams=[first_level])
    make.conversation(customer=ida, text="Kundennummer 47112233.", team=make.team(name="Third"))
    text = "Ihre Nummer 47112233, ida@koenig.example"
    assert gather(conversation, limited, text, 0).foreign == ()


def test_links_to_the_desk_are_for_colleagues(
    conversation: Conversation, anna: Agent, settings: object
) -> None:
    settings.URL = "https://desk.shop.de"  # type: ignore[attr-defined]  # pytest-django's
    known = gather(conversation, anna, "Siehe https://desk.shop.de/inbox/open/1/ bitte.", 0)
    assert [hint.check for hint in hints(known)] == ["link"]
    ended = gather(conversation, anna, "Siehe https://desk.shop.de/files/1-xyz/ bitte.", 0)
    assert list(ended.dead_links.values()) == ["ended"]
