"""Slavic languages, Hungarian, Romanian, Greek, Turkish."""

from __future__ import annotations

from kundig.channels.email.mime.languages.language import Language

POLISH = Language(
    code="pl",
    openers=("W dniu", "Dnia", "W", "Użytkownik", "On"),
    wrote=("napisał", "napisała", "napisał(a)", "napisał/a", "pisze", "napisano", "napisali",
           "napisał/-a"),
    from_=("Od", "Nadawca"),
    date=("Wysłano", "Data", "Wysłane", "Dnia"),
    to=("Do", "Adresat"),
    cc=("DW", "Cc", "Kopia", "UDW"),
    subject=("Temat", "Dotyczy"),
    original=("Wiadomość oryginalna", "Oryginalna wiadomość", "Oryginalna wiadomosc",
              "Wiadomość pierwotna", "Treść oryginalnej wiadomości"),
    forwarded=("Wiadomość przekazana dalej", "Przekazana wiadomość", "Wiadomość przesłana",
               "Treść przekazanej wiadomości"),
    footers=("Wysłane z …", "Wysłano z …", "Wysłane przez …", "Wysłane za pomocą …",
             "Pobierz program Outlook dla …", "Pobierz aplikację Outlook dla …"),
    away=("poza biurem", "nieobecność", "nieobecny", "urlop", "jestem na urlopie"),
    robot=("Odpowiedź automatyczna", "Automatyczna odpowiedź", "Autoodpowiedź"),
)  # fmt: skip

CZECH = Language(
    code="cs",
    openers=("Dne", "V", "Dnia"),
    wrote=("napsal", "napsala", "napsal(a)", "napsal/a", "píše", "odeslal", "odeslal(a)"),
    from_=("Od", "Odesílatel"),
    date=("Odesláno", "Datum", "Odeslaná", "Dne"),
    to=("Komu", "Příjemce", "Pro"),
    cc=("Kopie", "Cc", "Skrytá"),
    subject=("Předmět", "Věc"),
    original=("Původní zpráva", "Původní e-mail", "Puvodni zprava"),
    forwarded=("Přeposlaná zpráva", "Začátek přeposílané zprávy", "Přeposlaný e-mail"),
    footers=("Odesláno z …", "Odoslané z …", "Posláno z …", "Získat Outlook pro …",
             "Získejte Outlook pro …"),
    away=("mimo kancelář", "nepřítomnost", "dovolená", "mimo kancelar"),
    robot=("Automatická odpověď",),
)  # fmt: skip

SLOVAK = Language(
    code="sk",
    openers=("Dňa", "V", "Dna"),
    wrote=("napísal", "napísala", "napísal(a)", "napísal/a", "píše"),
    from_=("Od", "Odosielateľ"),
    date=("Odoslané", "Dátum", "Poslané"),
    to=("Komu", "Pre", "Adresát"),
    cc=("Kópia", "Cc"),
    subject=("Predmet",),
    original=("Pôvodná správa", "Pôvodný e-mail"),
    forwarded=("Preposlaná správa", "Začiatok preposlanej správy"),
    footers=("Odoslané z …", "Poslané z …", "Získať Outlook pre …"),
    away=("mimo kancelárie", "neprítomnosť", "dovolenka"),
    robot=("Automatická odpoveď",),
)  # fmt: skip

SLOVENIAN = Language(
    code="sl",
    openers=("Dne", "V", "Oseba"),
    wrote=("je napisal", "je napisala", "je napisal/a", "napisal", "piše", "je oseba"),
    from_=("Od", "Pošiljatelj"),
    date=("Poslano", "Datum"),
    to=("Za", "Prejemnik"),
    cc=("Kp", "Cc"),
    subject=("Zadeva",),
    original=("Izvirno sporočilo", "Prvotno sporočilo"),
    forwarded=("Posredovano sporočilo",),
    footers=("Poslano iz …", "Poslano z …"),
    away=("odsoten", "odsotna", "dopust"),
    robot=("Samodejni odgovor",),
)  # fmt: skip

CROATIAN = Language(
    code="hr",
    openers=("Dana", "U", "Dne", "Na datum"),
    wrote=("je napisao", "je napisala", "je napisao/la", "napisao", "napisala", "piše",
           "je napisao(la)"),
    from_=("Od", "Šalje", "Pošiljatelj"),
    date=("Poslano", "Datum", "Poslato"),
    to=("Za", "Prima", "Primatelj"),
    cc=("Kopija", "Cc"),
    subject=("Predmet", "Naslov"),
    original=("Izvorna poruka", "Originalna poruka", "Prvobitna poruka"),
    forwarded=("Proslijeđena poruka", "Prosleđena poruka"),
    footers=("Poslano s …", "Poslano sa …", "Poslato sa …", "Poslano iz …"),
    away=("izvan ureda", "odsutan", "godišnji odmor"),
    robot=("Automatski odgovor",),
)  # fmt: skip

HUNGARIAN = Language(
    code="hu",
    wrote=("írta", "ezt írta", "a következőt írta", "írt", "írja"),
    from_=("Feladó", "Küldő"),
    date=("Elküldve", "Dátum", "Küldve", "Küldés dátuma"),
    to=("Címzett", "Címzettek"),
    cc=("Másolatot kap", "Másolat", "Cc"),
    subject=("Tárgy",),
    original=("Eredeti üzenet", "Eredeti e-mail"),
    forwarded=("Továbbított üzenet", "Továbbított levél"),
    footers=("Elküldve az …", "Elküldve a …", "iPhone-ról küldve", "Az Outlook letöltése…"),
    away=("házon kívül", "szabadságon", "irodán kívül"),
    robot=("Automatikus válasz",),
)  # fmt: skip

ROMANIAN = Language(
    code="ro",
    openers=("În", "La", "Pe", "Pe data de", "In data de", "În data de"),
    wrote=("a scris", "scrie", "a scris următoarele"),
    from_=("De la", "Expeditor"),
    date=("Trimis", "Data", "Dată", "Trimis la"),
    to=("Către", "Catre", "Destinatar", "Pentru"),
    cc=("Cc", "Copie"),
    subject=("Subiect", "Subiectul"),
    original=("Mesaj original", "Mesajul original", "Mesaj iniţial"),
    forwarded=("Mesaj redirecționat", "Mesaj redirecţionat", "Mesaj transmis"),
    footers=("Trimis de pe …", "Trimis din …", "Trimis de la …", "Obțineți Outlook pentru …"),
    away=("plecat din birou", "în concediu", "absent din birou"),
    robot=("Răspuns automat",),
)  # fmt: skip

BULGARIAN = Language(
    code="bg",
    openers=("На", "В"),
    wrote=("написа", "пише", "написал", "написала"),
    from_=("От", "Подател"),
    date=("Изпратено", "Дата"),
    to=("До", "Получател"),
    cc=("Копие", "Cc"),
    subject=("Относно", "Тема"),
    original=("Оригинално съобщение", "Първоначално съобщение"),
    forwarded=("Препратено съобщение",),
    footers=("Изпратено от …",),
    away=("извън офиса", "в отпуск"),
    robot=("Автоматичен отговор",),
)  # fmt: skip

RUSSIAN = Language(
    code="ru",
    openers=("В", "На", "Сообщение от"),
    wrote=("написал", "написала", "написал(а)", "пишет", "писал", "писала", "писал(а)",
           "написал следующее", "написали", "пишете", "вы писали", "сообщил", "сообщает"),
    from_=("От", "Отправитель", "От кого"),
    date=("Отправлено", "Дата", "Отправлен", "Дата отправки"),
    to=("Кому", "Получатель"),
    cc=("Копия", "Cc"),
    subject=("Тема",),
    original=("Исходное сообщение", "Оригинальное сообщение", "Первоначальное сообщение",
              "Исходное письмо", "Original Message"),
    forwarded=("Пересылаемое сообщение", "Пересланное сообщение",
               "Начало переадресованного сообщения", "Начало переадресованного письма",
               "Конец пересылаемого сообщения"),
    footers=("Отправлено с …", "Отправлено из …", "Отправлено через …", "С уважением, iPhone"),
    away=("нет на работе", "в отпуске", "отсутствую", "вне офиса"),
    robot=("Автоматический ответ", "Автоответ"),
)  # fmt: skip

UKRAINIAN = Language(
    code="uk",
    openers=("У", "В", "Від"),
    wrote=("написав", "написала", "пише", "писав", "писала", "написав(ла)", "написав(-ла)",
           "написав/ла", "писав(ла)", "написав(-ла) наступне"),
    from_=("Від", "Відправник", "Від кого"),
    date=("Надіслано", "Дата", "Відправлено"),
    to=("Кому", "Одержувач", "До"),
    cc=("Копія", "Cc"),
    subject=("Тема",),
    original=("Оригінальне повідомлення", "Початкове повідомлення", "Вихідне повідомлення"),
    forwarded=("Переслане повідомлення", "Початок переадресованого листа"),
    footers=("Надіслано з …", "Відправлено з …", "Надіслано із …"),
    away=("не в офісі", "у відпустці", "відсутній"),
    robot=("Автоматична відповідь",),
)  # fmt: skip

GREEK = Language(
    code="el",
    openers=("Στις", "Την", "Στις ημέρες", "Στην"),
    wrote=("έγραψε", "έγραψες", "ο χρήστης"),
    from_=("Από", "Αποστολέας"),
    date=("Στάλθηκε", "Ημερομηνία", "Εστάλη"),
    to=("Προς", "Παραλήπτης"),
    cc=("Κοιν", "Κοινοποίηση", "Cc"),
    subject=("Θέμα",),
    original=("Αρχικό μήνυμα", "Πρωτότυπο μήνυμα"),
    forwarded=("Προωθημένο μήνυμα",),
    footers=("Στάλθηκε από …", "Εστάλη από …"),
    away=("εκτός γραφείου", "σε άδεια"),
    robot=("Αυτόματη απάντηση",),
)  # fmt: skip

TURKISH = Language(
    code="tr",
    wrote=("yazdı", "şunları yazdı", "tarihinde yazdı", "şunu yazdı", "yazmış"),
    from_=("Kimden", "Gönderen"),
    date=("Gönderildi", "Tarih", "Gönderilme", "Gönderme Tarihi"),
    to=("Kime", "Alıcı"),
    cc=("Bilgi", "Cc"),
    subject=("Konu",),
    original=("Özgün İleti", "Orijinal Mesaj", "Asıl ileti", "Orijinal ileti"),
    forwarded=("İletilen mesaj", "Yönlendirilen ileti", "İletilmiş mesaj"),
    footers=("iPhone'umdan gönderildi", "iPhone’umdan gönderildi", "…cihazımdan gönderildi",
             "…aygıtından gönderildi", "…telefonumdan gönderildi"),
    away=("ofis dışında", "izindeyim", "yıllık izin"),
    robot=("Otomatik Yanıt", "Otomatik Cevap"),
)  # fmt: skip
