"""Words in files of all kinds, and files made to break whoever looks for them."""

from __future__ import annotations

import pytest

from kundig.core import caps
from kundig.core.content_types import content_type_of
from kundig.core.file_words import words_of
from kundig.core.tests.files import archive, docx, odt, pdf, xlsx


def words(content: bytes, name: str) -> str:
    return words_of(content, content_type_of(content), name)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (pdf("Rechnung Lummer 4711"), "r.pdf"),
        (docx("Rechnung Lummer 4711"), "r.docx"),
        (xlsx("Rechnung", "Lummer", "4711"), "r.xlsx"),
        (odt("Rechnung Lummer 4711"), "r.odt"),
        (b"<html><title>no</title><script>no</script><p>Rechnung <b>Lummer</b> 4711", "r.html"),
        ("Rechnung Lümmer 4711".replace("ü", "u").encode(), "r.txt"),
    ],
)
def test_words_are_found(content: bytes, name: str) -> None:
    assert words(content, name).split() == ["Rechnung", "Lummer", "4711"]


def test_u04_an_archive_is_no_office_file() -> None:
    assert words(archive({"notes/document.xml": "<p><t>no</t></p>"}), "r.zip") == ""


def test_u04_a_bomb_is_not_unpacked() -> None:
    bomb = b"<w:t>" + b"a" * 50_000_000 + b"</w:t>"
    assert (
        words(archive({"[Content_Types].xml": "<Types/>", "word/document.xml": bomb}), "r.docx")
        == ""
    )


def test_u04_entities_are_not_expanded() -> None:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    source = f'<!DOCTYPE x [<!ENTITY a0 "lol">{levels}]><x><t>&a8;</t></x>'
    assert words(archive({"xl/sharedStrings.xml": source, "a": "b"}), "r.xlsx") == ""


def test_u04_names_that_lead_elsewhere_are_only_names() -> None:
    evil = archive(
        {"../../word/document.xml": "<t>no</t>", "word/document.xml": "<x><t>yes</t></x>"}
    )
    assert words(evil, "r.docx") == "yes"


@pytest.mark.parametrize("end", [0, 9, 60, 200])
def test_torn_files_have_no_words(end: int) -> None:
    words(pdf("Rechnung")[:end], "r.pdf")
    assert words(docx("Rechnung")[:end], "r.docx") == ""


def test_more_than_is_kept_is_left_out() -> None:
    assert len(words(docx(*["Rechnung"] * 20_000), "r.docx")) <= caps.FILE_WORDS_CHARS
