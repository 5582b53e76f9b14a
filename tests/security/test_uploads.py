"""U07 and U10: uploads that break off, repeat, are too many, or find the disk nearly full."""

from __future__ import annotations

import shutil
from collections import namedtuple
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kundig.conversations import actions
from kundig.conversations.jobs import forget_uploads
from kundig.conversations.models import Attachment, Conversation
from kundig.core import caps
from kundig.core.errors import Refused
from kundig.core.models import Blob
from kundig.core.time import now
from kundig.customers.models import Customer
from kundig.staff.models import Agent
from tests import make

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def annas(anna: Agent, client: Client) -> Client:
    """Anna's browser."""
    client.force_login(anna)
    return client


def post(browser: Client, name: str = "Zettel.txt", content: bytes = b"Zettel") -> int:
    return browser.post("/uploads/", {"file": SimpleUploadedFile(name, content)}).status_code


def test_u07_what_is_empty_or_cut_off_leaves_nothing(annas: Client) -> None:
    whole = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        + b"Zettel" * 100
    )
    assert post(annas, content=b"") == 409
    # The last boundary is missing, as where a connection breaks at 99 %: nothing, or what came, but one file at most.
    annas.post("/uploads/", whole, content_type="multipart/form-data; boundary=x")
    assert Attachment.objects.count() == Blob.objects.count() <= 1


def test_u07_the_same_twice_is_two_files_and_what_is_never_sent_is_swept(annas: Client) -> None:
    assert [post(annas), post(annas)] == [201, 201]
    assert Attachment.objects.count() == 2
    old = now() - timedelta(hours=caps.UPLOAD_HOURS + 1)
    Attachment.objects.update(created_at=old)
    forget_uploads(0)
    assert not Attachment.objects.exists()
    assert not Blob.objects.exists()


def test_u10_no_agent_holds_more_than_the_quota(
    anna: Agent, ada: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "UPLOADS_UNSENT_BYTES", 10)
    actions.upload(by=anna.actor, name="a", content=b"x" * 6)
    with pytest.raises(Refused):
        actions.upload(by=anna.actor, name="b", content=b"x" * 6)
    actions.upload(by=ada.actor, name="c", content=b"x" * 6)
    assert Attachment.objects.count() == 2


def test_u10_on_a_nearly_full_disk_uploads_end_and_mail_goes_on(
    annas: Client, kofi: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(1_000, 951, 49))
    assert post(annas) == 507
    assert not Attachment.objects.exists()
    make.inbound(customer=kofi)
    assert Conversation.objects.count() == 1
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(1_000, 949, 51))
    assert post(annas) == 201


def test_u10_a_path_in_the_name_is_no_path(annas: Client) -> None:
    assert post(annas, name="..\\..\\etc\\passwd") == 201
    file = Attachment.objects.get()
    answer = annas.get(f"/attachments/{file.pk}/")
    assert "/" not in answer["Content-Disposition"].replace("\\", "/").partition("filename")[2]
