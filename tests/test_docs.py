"""The documents say what the code does."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VARIABLE = re.compile(r"KUNDIG_[A-Z_]+|DATABASE_URL")


def test_the_table_of_settings_is_complete() -> None:
    code = "".join(
        (ROOT / "kundig" / "config" / name).read_text()
        for name in ("settings.py", "environment.py")
    )
    table = (ROOT / "docs" / "administrators" / "settings.md").read_text()
    documented = set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE))
    assert documented == set(VARIABLE.findall(code))
    assert len(documented) <= 30


def test_the_readme_is_short() -> None:
    lines = (ROOT / "README.md").read_text().splitlines()
    assert len(lines) <= 80


def test_no_lock_file_names_a_registry() -> None:
    for path in [ROOT / "package-lock.json", *(ROOT / "requirements").glob("*.txt")]:
        assert "://" not in path.read_text(), path


def test_every_link_of_the_documents_leads_somewhere() -> None:
    documents = [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]
    for document in documents:
        for link in re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text()):
            if "://" not in link:
                assert (document.parent / link).exists(), f"{document.name}: {link}"
