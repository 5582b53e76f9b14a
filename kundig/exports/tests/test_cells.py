"""A17: no cell of an export is a formula, whichever separator a program believes in."""

from __future__ import annotations

import csv
import io
import tempfile
import tracemalloc
from zipfile import ZipFile

import pytest
from django.utils import translation

from kundig.core import caps
from kundig.exports.cells import neutral
from kundig.exports.columns import Value
from kundig.exports.tables import write_csv, write_json_lines, write_xlsx

STARTS = [
    "=",
    "+",
    "-",
    "@",
    "\t=",
    "\r=",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
    " =",
    '"=',
    "\xa0=",
]


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("before", ["", "Hallo;", "Hallo,", "Hallo\t", "Hallo\n", "Hallo\r\n"])
def test_a17_what_could_be_a_formula_stays_text(before: str, start: str) -> None:
    told = neutral(f"{before}{start}cmd|' /C calc'!A0")
    begun = told[len(before) :].lstrip(' "\xa0\t\r')
    assert begun.startswith("'")


def test_a17_ordinary_words_stay_as_they_are() -> None:
    for text in ("Müller & Söhne", "a = b", "Rechnung 4-711", "anna@lummer.example", "", "1;2"):
        assert neutral(text) == text


def test_a17_a_table_as_text_is_read_back_whole_with_every_separator() -> None:
    cells: list[Value] = ["=1+1", "x;=2", 'Sie sagte: "Ja"', "Zeile\nzwei", -5, None]
    with tempfile.TemporaryFile() as file, translation.override("de"):
        write_csv(file, ["Betreff", "=Feld"], [cells])
        file.seek(0)
        written = file.read().decode("utf-8-sig")
    heading, row = csv.reader(io.StringIO(written), delimiter=";")
    assert heading == ["Betreff", "'=Feld"]
    assert row == ["'=1+1", "x;'=2", 'Sie sagte: "Ja"', "Zeile\nzwei", "-5", ""]
    for line in csv.reader(io.StringIO(written), delimiter=","):
        assert not any(cell.lstrip("\"' ").startswith("=") and "'" not in cell for cell in line)


def test_a17_text_in_a_workbook_is_typed_as_text() -> None:
    with tempfile.TemporaryFile() as file:
        write_xlsx(file, ["Betreff"], [["=HYPERLINK(1)"], ["https://boese.example"], ["007"], [7]])
        file.seek(0)
        with ZipFile(file) as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert "=HYPERLINK(1)</t>" in sheet
    assert sheet.count("inlineStr") == 4
    assert "<v>7</v>" in sheet


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_a18_a_hundred_thousand_rows_never_lie_in_memory(write: object) -> None:
    assert callable(write)
    rows = ([number, f"Anliegen {number} " + "x" * 80] for number in range(100_000))
    with tempfile.TemporaryFile() as file:
        tracemalloc.start()
        write(file, ["Nummer", "Betreff"], rows)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert file.seek(0, 2) > caps.EXPORT_PIECE_BYTES
    assert peak < 12_000_000


def test_a18_json_lines_are_written_line_by_line() -> None:
    rows = ({"id": number, "subject": "x" * 100} for number in range(100_000))
    with tempfile.TemporaryFile() as file:
        tracemalloc.start()
        write_json_lines(file, rows)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 2_000_000
