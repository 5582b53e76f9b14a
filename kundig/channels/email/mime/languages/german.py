"""German."""

from __future__ import annotations

from kundig.channels.email.mime.languages.language import Language

GERMAN = Language(
    code="de",
    openers=("Am", "Vom", "An", "Den", "Um"),
    wrote=("schrieb", "schrieben", "schreibt", "hat geschrieben", "geschrieben", "meinte"),
    from_=("Von", "Absender", "Gesendet von"),
    date=("Gesendet", "Datum", "Gesendet am", "Gesendet um"),
    to=("An", "Empfänger"),
    cc=("Cc", "Kopie", "Kopie an", "Bcc"),
    subject=("Betreff", "Betrifft", "Thema"),
    original=("Ursprüngliche Nachricht", "Ursprungliche Nachricht", "Originalnachricht",
              "Original-Nachricht", "Original Nachricht", "Ursprüngliche E-Mail",
              "Ursprüngliche Mail", "Antwort Nachricht", "Originalmail", "Original-Mail"),
    forwarded=("Weitergeleitete Nachricht", "Weitergeleitete E-Mail",
               "Anfang der weitergeleiteten Nachricht", "Anfang der weitergeleiteten E-Mail",
               "Weitergeleitet von …"),
    footers=(
        "Von meinem …", "Von meinem/meiner …", "Von Samsung Mobile gesendet",
        "Gesendet von meinem …", "Gesendet von meiner …",
        "Gesendet mit …", "Gesendet von Mail für …", "Gesendet von Mail …",
        "Gesendet von Outlook…", "Gesendet von Yahoo…", "Gesendet aus …", "Gesendet über …",
        "Gesendet von iPhone", "Gesendet von unterwegs…", "Holen Sie sich Outlook für …",
        "Outlook für … herunterladen", "Outlook für … beziehen",
        "Diese Nachricht wurde von meinem … gesendet…", "Vom iPhone gesendet",
        "Von unterwegs gesendet…", "Verschickt von meinem …",
        "Diese E-Mail wurde von meinem … gesendet…",
    ),
    away=("Abwesenheitsnotiz", "Abwesenheit", "abwesend", "Abwesenheitsmeldung",
          "Abwesenheitsnachricht", "nicht im Büro", "nicht im Haus", "außer Haus", "im Urlaub",
          "Urlaubsmeldung", "Abwesenheitsassistent"),
    robot=("Automatische Antwort", "Automatische Rückantwort", "Autom. Antwort", "Autoantwort",
           "Automatisch generierte", "Eingangsbestätigung", "Automatische Eingangsbestätigung"),
)  # fmt: skip
