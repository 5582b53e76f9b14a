"""The visible reply in plain text."""

from __future__ import annotations

import pytest

from kundig.channels.email.mime.languages import ALL, Language
from kundig.channels.email.mime.quotes import reply_in_text

OWN = "Danke, das hat geholfen.\n\nViele Grüße\nAnna Weber"


def by_code(language: Language) -> str:
    return language.code


@pytest.mark.parametrize("language", ALL, ids=by_code)
def test_introduction_with_quote_in_every_language(language: Language) -> None:
    for verb in language.wrote:
        opener = language.openers[0] if language.openers else ""
        for introduction in (
            f"{opener} 3.11.2026 10:15, Anna Weber <anna@example.org> {verb}:",
            f"{opener} 2026-11-03 10:15 {verb} Anna Weber <anna@example.org>:",
            f"Anna Weber <anna@example.org> {verb}:",
        ):
            assert reply_in_text(f"{OWN}\n\n{introduction.strip()}\n\n> Hallo\n> Welt\n") == OWN


@pytest.mark.parametrize("language", ALL, ids=by_code)
def test_introduction_wrapped_over_two_lines(language: Language) -> None:
    opener = language.openers[0] if language.openers else ""
    introduction = f"{opener} 3.11.2026 10:15 Anna Weber\n<anna@example.org> {language.wrote[0]}:"
    assert reply_in_text(f"{OWN}\n\n{introduction.strip()}\n\n> Hallo\n") == OWN


@pytest.mark.parametrize("language", ALL, ids=by_code)
def test_header_block_in_every_language(language: Language) -> None:
    for mark in ("", "*"):
        block = "\n".join(
            f"{mark}{label}:{mark} {value}"
            for label, value in (
                (language.from_[0], "Anna Weber <anna@example.org>"),
                (language.date[0], "3.11.2026 10:15"),
                (language.to[0], "help@example.com"),
                (language.subject[0], "Frage"),
            )
        )
        assert reply_in_text(f"{OWN}\n\n{block}\n\nHallo Welt\n") == OWN


@pytest.mark.parametrize("language", ALL, ids=by_code)
def test_original_message_separator_in_every_language(language: Language) -> None:
    for words in language.original:
        assert reply_in_text(f"{OWN}\n\n-----{words}-----\n\nHallo Welt\n") == OWN


@pytest.mark.parametrize("language", ALL, ids=by_code)
def test_footers_of_devices_in_every_language(language: Language) -> None:
    for footer in language.footers:
        line = footer.replace("…", "iPhone")
        assert reply_in_text(f"{OWN}\n\n{line}\n") == OWN, line


def test_forwarded_mail_without_own_words_stays_whole() -> None:
    text = "---------- Forwarded message ---------\nFrom: a@example.org\nDate: 3.11.2026\n\nHello"
    assert reply_in_text(text) == text


def test_own_words_above_a_forwarded_mail() -> None:
    text = "Bitte kümmern!\n\nAnfang der weitergeleiteten Nachricht:\n\nVon: a@example.org\n\nHallo"
    assert reply_in_text(text) == "Bitte kümmern!"


def test_answers_between_quoted_lines_keep_the_quote() -> None:
    text = (
        "Am 03.11.2026 um 10:15 schrieb Anna:\n> Welche Farbe?\nRot.\n> Welche Größe?\nVierzig.\n"
        "> Danke\n> Anna"
    )
    assert reply_in_text(text) == (
        "Am 03.11.2026 um 10:15 schrieb Anna:\n> Welche Farbe?\nRot.\n> Welche Größe?\nVierzig."
    )


def test_words_below_the_quote_are_the_reply() -> None:
    text = "On 3 Nov 2026 at 10:15, Anna wrote:\n> Which colour?\n\nRed, please.\n\n-- \nBen\n"
    assert reply_in_text(text) == "Red, please."


def test_nothing_but_a_quote_stays() -> None:
    text = "On 3 Nov 2026 at 10:15, Anna wrote:\n> Which colour?"
    assert reply_in_text(text) == text


def test_signature_mark() -> None:
    assert reply_in_text("Danke!\n\n-- \nAnna Weber\nMusterfirma") == "Danke!"


@pytest.mark.parametrize(
    "text",
    [
        "Hallo,\n\nam 3.11.2026 um 10:15 Uhr schrieb ich Ihnen schon einmal:\nKeine Antwort.",
        "On Monday I wrote to you.\nOn Tuesday too.",
        "Datum: 3.11.2026\nUhrzeit: 10:15\nOrt: Köln\n\nBitte bestätigen.",
        "Von Köln nach Bonn: 20 km\nAn der Kreuzung: links",
        "Artikel: Stuhl\nFarbe: rot\nMenge: 4\n\nDanke",
        "Bestellt:\n- Stuhl\n- Tisch\n\n- Lampe",
        "Fehler:\n---------------------\nE42\n---------------------\nWas tun?",
        "Mein Chef schrieb:\nBitte sofort liefern.",
        "Die Rechnung ist von: mir\nSie ging an: Sie",
        "Preis > 100 Euro\nMenge < 5",
        "Ich habe folgendes gesendet: ein Paket",
        "Sent from my point of view this is fine, but please look again.\nThanks",
        "An: das Team\nBitte weiterleiten",
        "Guten Tag,\n\nVon: Hamburg\nNach: Berlin\nDatum: 3.1.2026\n\nBitte umbuchen.",
        "Hi team,\n\nHe said on 3 May 2026 that he wrote:\n\nplease help, but nobody did.",
        "Hallo,\n\nMax <max@example.org>\nAnna <anna@example.org>\n\nwaren beide am 3. Mai da.",
    ],
)
def test_own_words_that_look_like_history_stay(text: str) -> None:
    assert reply_in_text(text) == text


@pytest.mark.parametrize(
    "history",
    [
        "24.02.2015 14:20 - Anna Weber schrieb:\n> Hallo",
        "Anna Weber schrieb:\n> Hallo",
        "Am Mo., 3. Nov. 2026 um 10:15 Uhr schrieb Anna Weber <\nanna@example.org>:\n\n> Hallo",
        "Am 3. November 2026 10:15:00 MEZ schrieb Anna Weber <anna@example.org>:\n>Hallo",
        "Am 03.11.2026 um 10:15 schrieb anna@example.org:\n> Hallo",
        "> Am 03.11.2026 um 10:15 schrieb Anna Weber <anna@example.org>:\n> \n> Hallo",
        "On Tue, Nov 3, 2026 at 10:15 AM Anna Weber <anna@example.org> wrote:\n\n> Hello",
        "El mar, 3 nov 2026 a las 10:15, Anna Weber (<anna@example.org>) escribió:\n\n> Hola",
        "Em ter., 3 de nov. de 2026 às 10:15, Anna Weber <anna@example.org> escreveu:\n\n> Olá",
        "Le mar. 3 nov. 2026 à 10:15, Anna Weber <anna@example.org> a écrit :\n\n> Bonjour",
        "Il giorno mar 3 nov 2026 alle ore 10:15 Anna <a@example.org> ha scritto:\n\n> Ciao",
        "вт, 3 нояб. 2026 г. в 10:15, Anna Weber <anna@example.org>:\n\n> Привет",
        "вт, 3 лист. 2026 р. о 10:15 Anna Weber <anna@example.org> пише:\n\n> Привіт",
        "wt., 3 lis 2026 o 10:15 Anna Weber <anna@example.org> napisał(a):\n\n> Cześć",
        "2026년 11월 3일 (화) 오전 10:15, Anna Weber <anna@example.org>님이 작성:\n\n> 안녕",
        "2026年11月3日(火) 10:15 Anna Weber <anna@example.org>:\n\n> こんにちは",
        "Anna Weber <anna@example.org> 于2026年11月3日周二 10:15写道：\n\n> 你好",
        "Anna Weber <anna@example.org> ezt írta (időpont: 2026. nov. 3., K, 10:15):\n\n> Szia",
        "ti 3. marrask. 2026 klo 10.15 Anna Weber (anna@example.org) kirjoitti:\n\n> Hei",
        "El dt., 3 de nov. 2026, 10:15, Anna Weber <anna@example.org> va escriure:\n\n> Hola",
        "3 Kas 2026 Sal 10:15 tarihinde Anna Weber <anna@example.org> şunu yazdı:\n\n> Merhaba",
        "________________________________\nVon: Anna Weber\nGesendet: Dienstag, 3. November 2026"
        " 10:15\nAn: Hilfe\nBetreff: Frage\n\nHallo",
        "-------- Ursprüngliche Nachricht --------\nVon: Anna Weber <anna@example.org>\nHallo",
        "---\nAm 03.11.2026 um 10:15 schrieb Anna Weber <anna@example.org>:\n> Hallo",
        'Gesendet: Dienstag, 03. November 2026 um 10:15 Uhr\nVon: "Anna" <anna@example.org>\n'
        "An: help@example.com\nBetreff: Frage\n\nHallo",
        "--\nDiese Nachricht wurde von meinem Android Mobiltelefon mit GMX Mail gesendet.\n"
        "Am 03.11.26, 10:15, Anna Weber <anna@example.org> schrieb:\n\nHallo",
        "Outlook für iOS<https://example.org/x> herunterladen\n______________________\n"
        "Von: Anna <anna@example.org>\nGesendet: Dienstag\nAn: B\nBetreff: C\n\nHallo",
        "-----Original-Nachricht-----\nBetreff: Frage\nDatum: 2026-11-03\nVon: Anna\n\nHallo",
        "Von meinem iPhone gesendet\n\n> Am 03.11.2026 um 10:15 schrieb A <a@example.org>:\n> \n> x",
        "Von:    Anna Weber/Firma/DE\nAn:     Hilfe/Firma\nDatum:  03.11.2026 10:15\n\nHallo",
        "* Anna Weber <anna@example.org> [2026-11-03 10:15]:\n\n> Hallo",
        "Zitat von Anna Weber <anna@example.org>:\n\n> Hallo",
        "Anna Weber <anna@example.org> hat am 03.11.2026 10:15 geschrieben:\n\n\nHallo",
        "Tuesday, November 3, 2026, 10:15:00 AM, you wrote:\n\n> Hallo",
        "Am Dienstag, 3. November 2026 um 10:15:00 MEZ hat Anna <a@example.org> Folgendes"
        " geschrieben:\n\nHallo",
        "Am Dienstag, den 03.11.2026, 10:15 +0100 schrieb Anna Weber:\n> Hallo",
        "Op 3-nov.-2026, om 10:15 heeft Anna <a@example.org> het volgende geschreven:\n\n> Hallo",
        "tir. 3. nov. 2026 kl. 10:15 skrev Anna <anna@example.org>:\n\n> Hei",
        "De : Anna [mailto:anna@example.org]\nEnvoyé : mardi 3 novembre 2026 10:15\nÀ : B\n"
        "Objet : C\n\nBonjour",
        "Pada tanggal Sel, 3 Nov 2026 10.15, Anna <anna@example.org> menulis:\n\n> Halo",
        "---- On Tue, 03 Nov 2026 10:15:00 +0100 anna@example.org wrote ----\n\nHello",
        "Anna Weber <anna@example.org> schrieb am\nDi., 3. Nov. 2026, 10:15:\n\n> Hallo\n",
        "Anna Weber <anna@example.org> hat am\n03.11.2026 10:15 CET geschrieben:\n\n> Hallo\n",
        "Von meinem/meiner Galaxy gesendet\n\nAm 3.11.2026 um 10:15 schrieb Anna Weber:\n> Hallo\n",
    ],
)
def test_history_of_many_programs(history: str) -> None:
    assert reply_in_text(f"{OWN}\n\n{history}\n") == OWN
