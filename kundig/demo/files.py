"""The files customers attach, made when asked for: PDF documents, photos, screenshots, tables.

`make(kind, name, seed)` gives the bytes; the same arguments always give the same bytes.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from math import cos, pi, sin
from random import Random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from .chance import seeded

SIZE = (800, 600)
Painter = Callable[[ImageDraw.ImageDraw, Random], None]


def make(kind: str, name: str, seed: str) -> bytes:
    """The file `name` showing `kind`; KeyError for a kind nobody can draw."""
    ending = name.rpartition(".")[2].lower()
    if ending == "pdf":
        return pdf(PAPERS[kind])
    if ending == "csv":
        return TABLES[kind].encode("utf-8-sig")
    return picture(kind, "PNG" if ending == "png" else "JPEG", seed)


def picture(kind: str, form: str, seed: str) -> bytes:
    """A picture of `kind` as PNG or JPEG."""
    random = seeded(seed)
    size = (220, 64) if kind == "logo" else SIZE
    image = Image.new("RGB", size, "white")
    PAINTERS[kind](ImageDraw.Draw(image), random)
    if kind not in ("logo", "screen"):
        image = image.filter(ImageFilter.GaussianBlur(1.6))
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


def pdf(lines: str) -> bytes:
    """A page of A4 with `lines` in Helvetica; the first line is the heading."""
    drawn = [
        f"BT /F1 {18 if n == 0 else 11} Tf 60 {770 - n * 17 - (n > 0) * 12} Td ({_escaped(line)}) Tj ET"
        for n, line in enumerate(lines.strip().splitlines())
    ]
    content = zlib.compress("\n".join(drawn).encode("cp1252"))
    return _pdf_file(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    )


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _pdf_file(*objects: bytes) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (count, rows, count, len(out))
    )


def _box(draw: ImageDraw.ImageDraw, random: Random) -> None:
    """A cardboard box on a floor, one corner torn."""
    _floor(draw, random, (150, 142, 130))
    left, top = 150 + random.randint(-30, 30), 170 + random.randint(-20, 20)
    draw.polygon(
        [(left, top), (left + 440, top - 30), (left + 470, top + 300), (left + 10, top + 320)],
        (176, 134, 88),
    )
    draw.polygon(
        [(left, top), (left + 440, top - 30), (left + 380, top - 90), (left + 60, top - 70)],
        (196, 155, 106),
    )
    draw.line([(left + 220, top - 80), (left + 235, top + 310)], (206, 190, 150), 26)
    corner = [(left + 470, top + 300)]
    corner += [(left + 300 + n * 28, top + 210 + random.randint(-30, 40)) for n in range(6)]
    draw.polygon(corner, (58, 44, 30))


def _wheel(draw: ImageDraw.ImageDraw, random: Random) -> None:
    """A spoked wheel with a buckled rim."""
    _floor(draw, random, (120, 124, 118))
    middle, buckle = (400 + random.randint(-25, 25), 300), random.uniform(0, 2 * pi)
    rim = []
    for n in range(72):
        angle = n * pi / 36
        radius = 225 - 46 * max(0.0, cos(angle - buckle)) ** 9
        rim.append((middle[0] + radius * cos(angle), middle[1] + radius * sin(angle)))
    for point in rim[::3]:
        draw.line([middle, point], (205, 205, 208), 3)
    draw.line([*rim, rim[0]], (30, 30, 32), 24)
    draw.ellipse([middle[0] - 22, middle[1] - 22, middle[0] + 22, middle[1] + 22], (80, 82, 88))


def _hitch(draw: ImageDraw.ImageDraw, random: Random) -> None:
    """A hitch with a crack across the metal."""
    _floor(draw, random, (108, 112, 122))
    draw.rounded_rectangle([90, 250, 520, 350], 20, (60, 62, 66))
    draw.rounded_rectangle([480, 210, 690, 390], 46, (178, 180, 184))
    draw.ellipse([560, 270, 620, 330], (40, 40, 44))
    crack = [(500 + random.randint(0, 20), 206)]
    crack += [(510 + random.randint(-16, 22), 206 + n * 31) for n in range(1, 7)]
    draw.line(crack, (18, 16, 16), 7)


def _charger(draw: ImageDraw.ImageDraw, random: Random) -> None:
    """A charger on a workbench, its housing scorched where the cable goes in."""
    _floor(draw, random, (150, 122, 92))
    draw.line([(560, 300), (660, 330), (720, 430), (800, 470)], (28, 28, 30), 22, "curve")
    draw.rounded_rectangle([130, 190, 570, 410], 34, (44, 46, 50))
    draw.rounded_rectangle([170, 226, 390, 374], 10, (206, 206, 202))
    for row in range(5):
        draw.rectangle(
            [190, 250 + row * 24, 300 + random.randint(0, 70), 258 + row * 24], (90, 90, 92)
        )
    for size, colour in ((70, (92, 62, 36)), (46, (54, 34, 20)), (24, (16, 12, 10))):
        spread = size + random.randint(0, 10)
        draw.ellipse([520 - spread, 290 - size, 520 + spread, 290 + size], colour)


def _screen(draw: ImageDraw.ImageDraw, random: Random) -> None:
    """A screenshot of the shop's checkout with an error in red."""
    font = ImageFont.load_default(18)
    error = f"Zahlung fehlgeschlagen (Fehler PAY-{random.randint(500, 504)})"
    draw.rectangle([0, 0, 800, 46], (36, 78, 84))
    draw.text((24, 13), "Lummerfeld  ·  Kasse", "white", font)
    draw.rounded_rectangle([40, 80, 760, 136], 6, (250, 226, 224), (176, 42, 36))
    draw.text((60, 98), error, (130, 20, 16), font)
    for row, label in enumerate(("Karteninhaber", "Kartennummer", "Ablaufdatum", "CVC")):
        top = 156 + row * 88
        draw.text((42, top), label, (110, 108, 104), font)
        draw.rounded_rectangle([40, top + 26, 760, top + 72], 6, (250, 250, 249), (210, 208, 204))
    draw.rounded_rectangle([560, 520, 760, 570], 6, (36, 118, 126))
    draw.text((602, 535), "Jetzt bezahlen", "white", font)


def _fabric(draw: ImageDraw.ImageDraw, random: Random) -> None:
    """Rain cover with a torn seam."""
    draw.rectangle([0, 0, *SIZE], (212, 158, 40))
    for n in range(0, 800, 16):
        draw.line([(n, 0), (n + random.randint(-6, 6), 600)], (198, 146, 34), 3)
    seam = [(60 + n * 34, 300 + random.randint(-9, 9)) for n in range(21)]
    draw.line(seam, (244, 240, 226), 6)
    hole = [(300, 296), (380, 270 + random.randint(-14, 6)), (470, 300), (400, 338)]
    draw.polygon(hole, (44, 40, 36))


def _trailer(draw: ImageDraw.ImageDraw, random: Random) -> None:
    """A trailer on a path, seen from the side, a little out of focus."""
    draw.rectangle([0, 0, 800, 340], (186, 208, 216))
    _ground(draw, random, 340, (112, 128, 92))
    colour = random.choice(((212, 158, 40), (92, 118, 84), (84, 96, 112)))
    draw.polygon([(210, 430), (250, 210), (470, 180), (600, 260), (610, 430)], colour)
    draw.polygon([(270, 300), (290, 230), (440, 212), (440, 300)], (58, 66, 70))
    draw.line([(610, 420), (790, 380)], (40, 42, 44), 12)
    draw.ellipse([315, 350, 495, 530], outline=(26, 26, 28), width=18)
    for n in range(14):
        angle = n * pi / 7
        rim = (405 + 74 * cos(angle), 440 + 74 * sin(angle))
        draw.line([(405, 440), rim], (150, 150, 154), 2)
    draw.ellipse([393, 428, 417, 452], fill=(120, 120, 124))


def _logo(draw: ImageDraw.ImageDraw, random: Random) -> None:
    """A small company logo for mail signatures."""
    colour = (random.randint(20, 120), random.randint(60, 130), random.randint(60, 140))
    draw.rounded_rectangle([2, 6, 54, 58], 12, colour)
    draw.arc([14, 18, 42, 46], 30, 330, (255, 255, 255), 6)
    for row, width in enumerate((140, 96)):
        draw.rounded_rectangle([68, 16 + row * 20, 68 + width, 26 + row * 20], 4, colour)


def _floor(draw: ImageDraw.ImageDraw, random: Random, colour: tuple[int, int, int]) -> None:
    _ground(draw, random, 0, colour)


def _ground(
    draw: ImageDraw.ImageDraw, random: Random, top: int, colour: tuple[int, int, int]
) -> None:
    for y in range(top, SIZE[1], 4):
        shade = random.randint(-7, 7) + y // 24
        draw.rectangle([0, y, SIZE[0], y + 4], tuple(max(0, part + shade) for part in colour))


PAINTERS: dict[str, Painter] = {
    "box": _box,
    "wheel": _wheel,
    "hitch": _hitch,
    "charger": _charger,
    "screen": _screen,
    "fabric": _fabric,
    "trailer": _trailer,
    "logo": _logo,
}

PAPERS = {
    "order": """Bestellung 2026-0417
Stadtgärtnerei Beckum, Einkauf
An: Lummerfeld Anhänger GmbH, Münster

Pos. 1   4 Stück   Kranich XL, Art. 3020, feuerverzinkt
Pos. 2   4 Stück   Abdeckplane grau
Pos. 3   8 Stück   Spanngurt 2 m

Lieferung frei Haus, Betriebshof Tor 2, Mo. bis Do. 7 bis 15 Uhr
Zahlung 30 Tage netto. Bitte Auftragsbestätigung per E-Mail.
""",
    "invoice": """Rechnung RE-26-20871
Lummerfeld Anhänger GmbH, An der Alten Seilerei 7, 48155 Münster

1 x Spatz Duo, Art. 1020             679,00 EUR
1 x Buggy-Set                         69,00 EUR
Versand                                0,00 EUR
Gesamtbetrag                         748,00 EUR
darin enthalten 19 % MwSt.           119,43 EUR
""",
    "receipt": """Kaufbeleg
Fahrrad Petersen, Inhaber Nils Petersen, Flensburg

1 x Lummerfeld Dohle, Art. 2020      389,00 EUR
bar erhalten, Vielen Dank für Ihren Einkauf!
""",
    "manual": """Elster: Aufbau in sechs Schritten
Ukrainische Fassung, Text von Hand eingetragen

Schritt 1   Rahmen aufklappen, bis der Hebel einrastet
Schritt 2   Räder aufstecken, grauer Knopf muss herausspringen
Schritt 3   Tasche einhängen, vier Druckknöpfe
""",
    "application": """Lebenslauf
Marvin Tesch, Ausbildung zum Zweiradmechatroniker (2. Lehrjahr abgeschlossen)

2024 bis heute   Zweirad Lohmann, Ahlen
2023             Realschulabschluss, Note 2,3
2022             Praktikum Fahrradwerkstatt der Caritas
Sprachen: Deutsch, Englisch, etwas Polnisch
""",
    "withdrawal": """Widerruf
An Lummerfeld Anhänger GmbH, An der Alten Seilerei 7, 48155 Münster

Hiermit widerrufe ich den von mir abgeschlossenen Vertrag über den
Kauf der folgenden Ware: Einkaufsanhänger Elster, Farbe Schiefer.

Name und Anschrift wie auf der Rechnung.
""",
}

TABLES = {
    "fleet": """Standort;Modell;Seriennummer;Baujahr;Mangel
Kita Regenbogen;Spatz Duo;SD-23-04417;2023;Reifen links abgefahren
Kita Regenbogen;Spatz Duo;SD-23-04418;2023;keiner
Kita Löwenzahn;Spatz Duo;SD-22-01290;2022;Gurtschloss schwergängig
Kita Löwenzahn;Kranich;KR-24-00331;2024;Plane eingerissen
Kita Mühlenbach;Spatz Duo;SD-24-07702;2024;keiner
""",
    "reorder": """Artikel;Bezeichnung;Menge
9112;Kupplung Klick 2;12
9140;Achsadapter M12 x 1,5;10
9203;Laufrad 20 Zoll;6
9310;Regenverdeck Spatz Duo;4
9405;Sicherheitsleine;20
""",
}
