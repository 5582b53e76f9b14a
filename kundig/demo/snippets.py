"""The snippets of Lummerfeld: everybody's, a team's and one of Anna's own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Snippet:
    """A text by language; without `agent` and `team` everybody has it."""

    title: str
    shortcut: str
    folder: str
    texts: dict[str, str]
    agent: str = ""
    team: str = ""


SNIPPETS = (
    Snippet(
        "Dank für die Nachricht",
        "danke",
        "Anfang und Ende",
        {
            "de": "{{greeting}},\n\nvielen Dank für Ihre Nachricht.",
            "en": "{{greeting}},\n\nthank you for your message.",
        },
    ),
    Snippet(
        "Wir melden uns in drei Tagen",
        "melden",
        "Anfang und Ende",
        {
            "de": "Ich kläre das und melde mich bis {{weekday+3}}, {{date+3}}, bei Ihnen.",
            "en": "I will look into this and get back to you by {{weekday+3}}, {{date+3}}.",
        },
    ),
    Snippet(
        "Rücksendung mit Etikett",
        "retoure",
        "Rückgabe",
        {
            "de": (
                "Sie können den Artikel innerhalb von 30 Tagen zurücksenden. Das Etikett finden Sie im Anhang;"
                " kleben Sie es bitte gut sichtbar auf das Paket. Sobald es bei uns ist, erstatten wir den Betrag."
            ),
            "en": (
                "You can return the item within 30 days. Please find the label attached and stick it clearly"
                " visible onto the parcel. We refund you as soon as it has reached us."
            ),
        },
    ),
    Snippet(
        "Sendungsverfolgung",
        "paket",
        "Versand",
        {"de": "{{customer.first_name|Guten Tag}}, Ihr Paket ist unterwegs; die Nummer lautet: "},
        team="versand",
    ),
    Snippet(
        "Termin in der Werkstatt",
        "termin",
        "Werkstatt",
        {
            "de": (
                "Bringen Sie den Anhänger gern zu uns: An der Alten Seilerei 7, 48155 Münster, werktags von 9 bis"
                " 17 Uhr. Passt Ihnen {{weekday+2}}, der {{date+2}}?"
            )
        },
        team="werkstatt",
    ),
    Snippet(
        "Mein Schluss",
        "gruss",
        "",
        {"de": "Viele Grüße\n{{agent.first_name}}", "en": "Kind regards\n{{agent.first_name}}"},
        agent="anna",
    ),
)
