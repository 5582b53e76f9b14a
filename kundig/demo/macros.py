"""The macros of Lummerfeld, which everybody has."""

from __future__ import annotations

from typing import Any

Step = dict[str, Any]

MACROS: dict[str, list[Step]] = {
    "Rücksendung annehmen": [
        {"do": "assign", "value": "me"},
        {"do": "tag", "value": "Rücksendung"},
        {
            "do": "draft",
            "value": "{{greeting}},\n\ngern nehmen wir den Artikel zurück. Das Etikett finden Sie im Anhang.",
        },
    ],
    "Eilt: dringend und zu mir": [
        {"do": "set_priority", "value": 4},
        {"do": "assign", "value": "me"},
    ],
    "Erledigt ohne Antwort": [
        {"do": "note", "value": "Keine Antwort nötig."},
        {"do": "resolve", "value": None},
    ],
}
