"""A mailbox with keys of both kinds, and an authority that is trusted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from kundig.channels.email import actions as mailboxes
from kundig.channels.email.models import Mailbox, TrustedAuthority
from kundig.channels.email.protected import actions
from kundig.channels.email.protected.tests.people import (
    authority,
    certified,
    pgp,
    pkcs12_of,
)
from kundig.core.actor import SYSTEM

HELP = "hilfe@firma.example"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """What is said is read in English here."""
    with translation.override("en"):
        yield


@pytest.fixture
def mailbox(db: None) -> Mailbox:
    """A mailbox that has no key yet."""
    return mailboxes.make(by=SYSTEM, address=HELP)


@pytest.fixture
def trusted(db: None) -> TrustedAuthority:
    """The authority that has certified everybody in these tests, as far as nothing else is said."""
    return actions.add_authority(by=SYSTEM, content=authority().pem)


@pytest.fixture
def smime_key(mailbox: Mailbox, trusted: TrustedAuthority) -> Mailbox:
    """The mailbox with a certificate."""
    content = pkcs12_of(certified(HELP), "geheim")
    actions.add_key(mailbox, by=SYSTEM, scheme="smime", content=content, password="geheim")
    return mailbox


@pytest.fixture
def pgp_key(mailbox: Mailbox) -> Mailbox:
    """The mailbox with an OpenPGP key."""
    actions.add_key(mailbox, by=SYSTEM, scheme="pgp", content=str(pgp(HELP)).encode())
    return mailbox
