"""Telling languages: what people really write to a service desk."""

from __future__ import annotations

import pytest

from kundig.core import caps
from kundig.core.languages import language_of

WRITTEN = [
    ("de", "Wo ist mein Paket?"),
    ("de", "Guten Tag, ich habe am Montag bestellt und noch nichts bekommen."),
    ("en", "Hi, where is my order?"),
    ("en", "Thanks for the quick answer, that works for me."),
    ("fr", "Bonjour, je n’ai pas encore reçu ma commande."),
    ("it", "Buongiorno, non ho ancora ricevuto il mio pacco."),
    ("es", "Hola, todavía no he recibido mi pedido."),
    ("pt", "Olá, ainda não recebi a minha encomenda."),
    ("nl", "Hallo, ik heb mijn bestelling nog niet ontvangen."),
    ("da", "Hej, jeg har ikke fået min ordre endnu."),
    ("sv", "Hej, jag har inte fått min beställning än."),
    ("pl", "Dzień dobry, jeszcze nie otrzymałem mojej paczki."),
    ("cs", "Dobrý den, ještě jsem nedostal svou objednávku."),
    ("hu", "Jó napot, még nem kaptam meg a csomagot."),
    ("ro", "Bună ziua, nu am primit încă pachetul."),
    ("tr", "Merhaba, siparişim hala gelmedi, ne zaman gelir?"),
]


@pytest.mark.parametrize(("code", "text"), WRITTEN)
def test_one_sentence_is_enough(code: str, text: str) -> None:
    assert language_of(text) == code
    assert language_of(text.upper()) == code


@pytest.mark.parametrize(
    "text",
    ["", "Danke!", "OK", "12345", "Kranich XL", "https://a.example/the/and/of/to/ is@my.you"],
)
def test_what_says_too_little_stays_unknown(text: str) -> None:
    assert language_of(text) == ""


def test_half_and_half_is_neither() -> None:
    assert language_of("Where is my order? Wo ist mein Paket?") == ""


def test_a_long_text_is_told_by_its_beginning() -> None:
    beginning = "Where is the order that I have made with you? " * (caps.LANGUAGE_CHARS // 46 + 1)
    assert language_of(beginning + "Wo ist denn das Paket von mir? " * 10_000) == "en"
