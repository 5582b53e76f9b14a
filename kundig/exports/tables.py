"""Writing rows into a file, row by row: CSV, XLSX and JSON lines. Nothing of it grows with the number of rows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import IO, Any

from django.utils.translation import get_language
from xlsxwriter import Workbook  # type: ignore[import-untyped]  # has no types

from kundig.core import caps
from kundig.exports.cells import neutral
from kundig.exports.columns import Value

Cells = Sequence[Value]


def write_csv(file: IO[bytes], headings: Sequence[str], rows: Iterable[Cells]) -> None:
    """Write text in UTF-8 with its mark, all cells quoted, separated as spreadsheets of the language expect it."""
    text = io.TextIOWrapper(file, "utf-8-sig", newline="", write_through=True)
    separator = ";" if get_language() == "de" else ","
    writer = csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL)
    writer.writerow(map(neutral, headings))
    for row in rows:
        writer.writerow([_as_text(value) for value in row])
    text.detach()


def write_xlsx(file: IO[bytes], headings: Sequence[str], rows: Iterable[Cells]) -> None:
    """Write one sheet; text is text whatever it begins with, numbers and times are typed."""
    with Workbook(file, {"constant_memory": True, "remove_timezone": True}) as book:
        sheet = book.add_worksheet("Kundig")
        bold = book.add_format({"bold": True})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for place, heading in enumerate(headings):
            sheet.write_string(0, place, heading, bold)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(headings), 18)
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(number, place, value, moment)
                elif isinstance(value, int):
                    sheet.write_number(number, place, value)
                elif value:
                    sheet.write_string(number, place, value[: caps.EXPORT_CELL_CHARS])


def write_json_lines(file: IO[bytes], rows: Iterable[dict[str, Any]]) -> None:
    """Write one JSON object for each row, a line each."""
    for row in rows:
        file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Return what is in the file from its beginning, piece by piece."""
    file.seek(0)
    while piece := file.read(caps.EXPORT_PIECE_BYTES):
        yield piece


def _as_text(value: Value) -> str:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")[:16]
    return neutral(value) if isinstance(value, str) else str("" if value is None else value)
