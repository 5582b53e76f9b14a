"""What the tests of mail services share."""

from __future__ import annotations

import pytest

from kundig.conversations.models import Channel
from tests import make


@pytest.fixture
def service_box(db: None) -> Channel:
    """The company's mailbox; `service` is the name of a mail service here."""
    return make.channel()
