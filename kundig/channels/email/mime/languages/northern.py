"""Dutch, the Nordic and the Baltic languages."""

from __future__ import annotations

from kundig.channels.email.mime.languages.language import Language

DUTCH = Language(
    code="nl",
    openers=("Op", "Om", "Op datum"),
    wrote=("schreef", "heeft geschreven", "schreef het volgende", "schrijft", "geschreven"),
    from_=("Van", "Afzender", "Verzonden door"),
    date=("Verzonden", "Datum", "Verzonden op", "Verstuurd"),
    to=("Aan", "Ontvanger"),
    cc=("Cc", "Kopie"),
    subject=("Onderwerp", "Betreft"),
    original=("Oorspronkelijk bericht", "Origineel bericht", "Oorspronkelijke bericht"),
    forwarded=("Doorgestuurd bericht", "Begin doorgestuurd bericht"),
    footers=(
        "Verzonden vanaf mijn …", "Verstuurd vanaf mijn …", "Verzonden van mijn …",
        "Verstuurd van …", "Verzonden via …", "Verstuurd via …", "Verzonden met …",
        "Verstuurd met …", "Verzonden vanuit …", "Outlook voor … downloaden",
        "Outlook voor … ophalen", "Download Outlook voor …",
    ),
    away=("afwezig", "niet aanwezig", "afwezigheid", "Afwezigheidsbericht", "niet op kantoor"),
    robot=("Automatisch antwoord", "Automatische reactie", "Automatische beantwoording"),
)  # fmt: skip

DANISH = Language(
    code="da",
    openers=("Den", "D.", "På", "Kl.", "On", "Am"),
    wrote=("skrev", "skrev følgende", "har skrevet"),
    from_=("Fra", "Afsender"),
    date=("Sendt", "Dato", "Sendt den"),
    to=("Til", "Modtager"),
    cc=("Cc", "Kopi"),
    subject=("Emne", "Vedr"),
    original=("Oprindelig meddelelse", "Original meddelelse", "Original besked",
              "Oprindelig besked", "Oprindelig mail", "Original meddelelse"),
    forwarded=("Videresendt meddelelse", "Videresendt besked", "Start på videresendt besked"),
    footers=("Sendt fra min …", "Sendt fra mit …", "Sendt fra …", "Sendt via …", "Sendt med …",
             "Hent Outlook til …"),
    away=("ikke på kontoret", "fraværende", "ferie", "Fraværsbesked"),
    robot=("Automatisk svar", "Autosvar"),
)  # fmt: skip

SWEDISH = Language(
    code="sv",
    openers=("Den", "På", "Kl.", "Vid"),
    wrote=("skrev", "skriver", "skrev följande", "har skrivit"),
    from_=("Från", "Avsändare"),
    date=("Skickat", "Datum", "Skickad", "Skickades"),
    to=("Till", "Mottagare"),
    cc=("Cc", "Kopia"),
    subject=("Ämne", "Rubrik"),
    original=("Ursprungligt meddelande", "Originalmeddelande", "Ursprungligt e-postmeddelande"),
    forwarded=("Vidarebefordrat meddelande", "Vidarebefordrat brev",
               "Påbörjat vidarebefordrat brev"),
    footers=("Skickat från min …", "Skickat från mitt …", "Skickat från …", "Skickat via …",
             "Skickat med …", "Skickades från …", "Hämta Outlook för …", "Sent from Outlook"),
    away=("inte på kontoret", "frånvarande", "semester", "Frånvaro"),
    robot=("Automatiskt svar", "Autosvar"),
)  # fmt: skip

NORWEGIAN = Language(
    code="no",
    openers=("Den", "På", "Kl.", "Dato"),
    wrote=("skrev", "skreiv", "skrev følgende"),
    from_=("Fra", "Avsender"),
    date=("Sendt", "Dato"),
    to=("Til", "Mottaker"),
    cc=("Kopi", "Cc"),
    subject=("Emne",),
    original=("Opprinnelig melding", "Original melding", "Opprinnelig e-post"),
    forwarded=("Videresendt melding", "Start på videresendt melding"),
    footers=("Sendt fra min …", "Sendt fra …", "Sendt via …", "Hent Outlook for …",
             "Skaff deg Outlook for …"),
    away=("ikke på kontoret", "fraværende", "Fravær"),
    robot=("Automatisk svar", "Autosvar"),
)  # fmt: skip

FINNISH = Language(
    code="fi",
    wrote=("kirjoitti", "kirjoittaa", "kirjoitti seuraavasti"),
    from_=("Lähettäjä", "Keneltä"),
    date=("Lähetetty", "Päivämäärä", "Päiväys", "Aika"),
    to=("Vastaanottaja", "Kenelle", "Saaja"),
    cc=("Kopio", "Cc"),
    subject=("Aihe",),
    original=("Alkuperäinen viesti", "Alkuperäinen sähköposti"),
    forwarded=("Välitetty viesti", "Välitetyn viestin alku", "Edelleenlähetetty viesti"),
    footers=("Lähetetty …", "Hanki Outlook …", "Lähetetty iPhonesta"),
    away=("poissa", "poissaolo", "lomalla", "Poissaoloilmoitus"),
    robot=("Automaattinen vastaus",),
)  # fmt: skip

ESTONIAN = Language(
    code="et",
    wrote=("kirjutas",),
    from_=("Saatja", "Kellelt"),
    date=("Saadetud", "Kuupäev"),
    to=("Adressaat", "Kellele", "Saaja"),
    cc=("Koopia", "Cc"),
    subject=("Teema",),
    original=("Algne kiri", "Algne teade"),
    forwarded=("Edastatud kiri", "Edastatud sõnum"),
    footers=("Saadetud minu …", "Saadetud iPhone'ist"),
    away=("kontorist väljas", "puhkusel"),
    robot=("Automaatvastus",),
)  # fmt: skip

LATVIAN = Language(
    code="lv",
    wrote=("rakstīja", "uzrakstīja"),
    from_=("No", "Sūtītājs"),
    date=("Nosūtīts", "Datums"),
    to=("Kam", "Saņēmējs"),
    cc=("Kopija", "Cc"),
    subject=("Tēma", "Temats"),
    original=("Sākotnējais ziņojums",),
    forwarded=("Pārsūtīts ziņojums",),
    footers=("Nosūtīts no mana …",),
    away=("ārpus biroja", "atvaļinājumā"),
    robot=("Automātiska atbilde",),
)  # fmt: skip

LITHUANIAN = Language(
    code="lt",
    wrote=("rašė", "parašė"),
    from_=("Nuo", "Siuntėjas"),
    date=("Išsiųsta", "Data"),
    to=("Kam", "Gavėjas"),
    cc=("Kopija", "Cc"),
    subject=("Tema",),
    original=("Pradinis laiškas", "Originalus laiškas"),
    forwarded=("Persiųstas laiškas",),
    footers=("Išsiųsta iš mano …",),
    away=("ne darbe", "atostogose"),
    robot=("Automatinis atsakymas",),
)  # fmt: skip
