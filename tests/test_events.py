"""Every kind of event: what erasing a person blanks, and a sentence in both languages."""

from __future__ import annotations

import pytest
from django.utils import translation

from kundig.core.events import EventKind, kinds

# Texts of the organisation's own, which name no customer.
ABOUT_NOBODY = {
    ("category.archived", "label"),
    ("category.changed", "label"),
    ("status.made", "label"),
    ("status.changed", "label"),
    ("status.moved", "label"),
    ("status.archived", "label"),
    ("status.restored", "label"),
    ("category.made", "label"),
    ("category.merged", "label"),
    ("category.moved", "label"),
    ("category.restored", "label"),
    ("tag.archived", "label"),
    ("tag.changed", "before"),
    ("tag.changed", "label"),
    ("tag.made", "label"),
    ("tag.merged", "label"),
    ("tag.restored", "label"),
    ("tag.separated", "label"),
    ("conversation.fields_set", "labels"),
    ("conversation_field.archived", "label"),
    ("conversation_field.changed", "label"),
    ("conversation_field.made", "label"),
    ("conversation_field.restored", "label"),
    ("customer_field.changed", "label"),
    ("customer_field.made", "label"),
    ("customer_field.removed", "label"),
    ("embedded_card.changed", "title"),
    ("embedded_card.made", "title"),
    ("embedded_card.removed", "title"),
    ("mail_host.added", "host"),
    ("mail_host.removed", "host"),
    ("mailbox.fetching_failed", "reason"),
    ("mailbox.grant_failed", "reason"),
    ("mailbox.granted", "provider"),
    ("mailbox.key_added", "fingerprint"),
    ("mailbox.key_added", "scheme"),
    ("mailbox.key_forgotten", "fingerprint"),
    ("mailbox.key_retired", "fingerprint"),
    ("mailbox.made", "address"),
    ("mailbox.protection_set", "encrypts"),
    ("mailbox.protection_set", "prefers"),
    ("mailbox.service_set_up", "service"),
    ("organisation.job_retried", "task"),
    ("refused.listening", "thing"),
    ("refused.out_of_reach", "thing"),
    ("revocation_list.added", "issuer"),
    ("revocation_list.removed", "issuer"),
    ("trusted_authority.added", "authority"),
    ("trusted_authority.added", "fingerprint"),
    ("trusted_authority.removed", "authority"),
    ("trusted_authority.removed", "fingerprint"),
    ("webhook.removed", "webhook"),
    # Agents' own, in the audit trail, which forgets after its own time.
    ("session.ended", "place"),
    ("sign_in.code_failed", "place"),
    ("sign_in.done", "place"),
    ("sign_in.failed", "place"),
    ("sign_in.unknown", "place"),
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
