"""What merely says thanks leaves a conversation where it rests, and everything else brings it back."""

from __future__ import annotations

import pytest

from kundig.conversations.thanks import is_merely_thanks

NAMES = ("Kofi Mensah", "Anna Berger")


@pytest.mark.parametrize(
    "text",
    [
        "Danke!",
        "Vielen Dank für die schnelle Hilfe!",
        "Hallo Frau Berger,\n\nvielen herzlichen Dank, jetzt funktioniert alles wieder.\n\nMit freundlichen Grüßen\nKofi Mensah\n"
        "Lummer & Söhne GmbH\nHauptstraße 12, 53111 Bonn",
        "Danke Anna 👍❤️",
        "Super, danke! :-)\nKofi",
        "Danke und viele Grüße, Kofi",
        "Sehr geehrte Damen und Herren,\nich bedanke mich für Ihre Hilfe.\nMfG\nK. Mensah",
        "Thank you so much for your quick help, it works perfect now!\n\nBest regards\nKofi",
        "Thanks Anna, that worked.",
        "Danke\n-- \nKofi Mensah\nFragen? Rufen Sie an, wir freuen uns über jeden Anruf von Ihnen.",
    ],
)
def test_thanks(text: str) -> None:
    assert is_merely_thanks(text, NAMES)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ok.",
        "Danke, aber die zweite Pumpe geht noch nicht.",
        "Danke! Wann kommt die Rechnung?",
        "Danke, bitte stornieren.",
        "Danke. Die Rechnung fehlt.",
        "Danke für nichts.",
        "Vielen Dank im Voraus! Meine Kundennummer ist 4711.",
        "Danke\n\nViele Grüße\nKofi\n\nPS: Und das Netzteil",
        "Danke\n\nViele Grüße\nKofi\n\nÜbrigens brauche ich das Netzteil auch noch für morgen",
        "Danke\n\nGruß\nKofi\ngeht leider wieder nicht",
        "Thanks, but it still fails.",
        "Thanks. Now the printer is broken.",
        "Danke. " * 120,
    ],
)
def test_more_than_thanks(text: str) -> None:
    assert not is_merely_thanks(text, NAMES)
