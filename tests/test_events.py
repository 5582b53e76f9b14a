"""Every kind of event: what erasing a person blanks, and a sentence in both languages."""

from __future__ import annotations

import pytest
from django.utils import translation

from kundig.core.events import EventKind, kinds

# Texts of the organisation's own, which name no customer.
ABOUT_NOBODY = {
    ("customer_field.changed", "label"),
    ("customer_field.made", "label"),
    ("customer_field.removed", "label"),
    ("mail_host.added", "host"),
    ("mail_host.removed", "host"),
    ("mailbox.made", "address"),
    ("organisation.job_retried", "task"),
}


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)
def test_every_text_in_an_event_can_be_erased(kind: EventKind) -> None:
    texts = {name for name, content in kind.fields.items() if content is str}
    assert {
        name for name in texts - set(kind.erases) if (kind.name, name) not in ABOUT_NOBODY
    } == set()


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)
def test_every_event_has_a_sentence_in_both_languages(kind: EventKind) -> None:
    with translation.override("de"):
        german = str(kind.sentence)
    with translation.override("en"):
        assert german != str(kind.sentence)
    assert kind.icon
