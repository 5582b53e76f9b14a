"""The listener as mail servers meet it: SMTP with STARTTLS, LMTP with an answer for each recipient."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.db import OperationalError
from pytest_django.fixtures import Settings

from kundig.channels.email import dialogue, listener, storing
from kundig.channels.email.addresses import reply_address
from kundig.channels.email.tests.mails import mail
from kundig.channels.models import Receipt
from kundig.conversations.models import Channel
from kundig.core import caps
from tests import make
from tests.jobs import forget_jobs
from tests.ports import free_port

pytestmark = pytest.mark.django_db(transaction=True)

SERVICE, SALES = "service@lummer.example", "verkauf@lummer.example"


@pytest.fixture(autouse=True)
def mailboxes() -> Iterator[list[Channel]]:
    """Two open mailboxes."""
    yield [make.channel(address=SERVICE), make.channel(address=SALES, name="Verkauf")]
    forget_jobs()


@contextmanager
def serving(start: Callable[[], Awaitable[asyncio.Server]]) -> Iterator[None]:
    """Run a server in a loop of its own until the block ends."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def begin() -> asyncio.Server:
        return await start()

    async def end() -> None:
        server.close()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    server = asyncio.run_coroutine_threadsafe(begin(), loop).result(10)
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(end(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


@contextmanager
def smtp() -> Iterator[smtplib.SMTP]:
    """Connect to a listener."""
    port = free_port()
    with (
        serving(lambda: listener.start_smtp("127.0.0.1", port)),
        smtplib.SMTP("127.0.0.1", port, local_hostname="mx.example", timeout=10) as client,
    ):
        yield client


def send(client: smtplib.SMTP, *recipients: str, raw: bytes = b"") -> tuple[int, bytes]:
    """Hand over a mail step by step and return the last answer."""
    client.ehlo_or_helo_if_needed()
    client.mail("kofi@mensah.example")
    for recipient in recipients:
        client.rcpt(recipient)
    return client.data(raw or mail())


def test_a_mail_is_committed_before_it_is_acknowledged() -> None:
    with smtp() as client:
        code, _words = send(client, SERVICE)
        assert code == 250
        receipt = Receipt.objects.select_related("blob").get()
        assert bytes(receipt.blob.content) == mail()
        assert receipt.envelope["from"] == "kofi@mensah.example"
        assert receipt.envelope["to"] == [SERVICE]
        assert receipt.envelope["helo"] == "mx.example"


def test_two_mailboxes_get_a_receipt_each_and_one_mailbox_one() -> None:
    signed = reply_address(SERVICE, 7)
    with smtp() as client:
        send(client, SERVICE, SALES, SERVICE.upper(), signed)
    assert Receipt.objects.count() == 2


@pytest.mark.parametrize(
    "address", ["niemand@lummer.example", "service@anderswo.example", "service", "x" * 400 + "@x"]
)
def test_an_unknown_recipient_is_refused(address: str) -> None:
    with smtp() as client:
        client.ehlo()
        client.mail("kofi@mensah.example")
        code, _words = client.rcpt(address)
        assert code in (500, 550, 553, 501)
        assert client.rcpt(SERVICE)[0] == 250


def test_a_closed_mailbox_is_unknown() -> None:
    Channel.objects.filter(address=SALES).update(closed_at=datetime.now(UTC))
    with smtp() as client:
        client.ehlo()
        client.mail("kofi@mensah.example")
        assert client.rcpt(SALES)[0] == 550


def test_recipients_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caps, "LISTENER_RECIPIENTS", 3)
    with smtp() as client:
        client.ehlo()
        client.mail("kofi@mensah.example")
        codes = [client.rcpt(f"service+{n}@lummer.example")[0] for n in range(5)]
    assert codes == [250, 250, 250, 452, 452]


def away(*_args: object, **_named: object) -> None:
    """Stand in for a database that is not there."""
    raise OperationalError("the database is away")


def test_w09_while_the_database_is_away_the_sender_keeps_the_mail(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with smtp() as client:
        client.ehlo()
        client.mail("kofi@mensah.example")
        client.rcpt(SERVICE)
        with monkeypatch.context() as gone:
            gone.setattr(listener, "find_channel", away)
            gone.setattr(storing, "take_in_all", away)
            assert client.rcpt(SALES)[0] == 451, "nobody knows whether it exists"
            assert client.data(mail())[0] == 451
        assert not Receipt.objects.exists()
        client.rset()
        assert send(client, SERVICE)[0] == 250, "and later it is taken"


def broken(*_args: object, **_named: object) -> None:
    """Stand in for a bug of ours, with words inside that nobody may hear."""
    raise ZeroDivisionError("SELECT secret FROM staff_agent")


def test_a16_a_fault_of_ours_is_told_as_passing_and_without_the_inside(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with smtp() as client, monkeypatch.context() as faulty:
        faulty.setattr(storing, "take_in_all", broken)
        assert send(client, SERVICE) == (451, storing.FAILED.encode()[4:])
    with smtp() as client, monkeypatch.context() as faulty:
        client.ehlo()
        client.mail("kofi@mensah.example")
        faulty.setattr(listener, "find_channel", broken)
        # What came with it counts no more: it may be the rest of a mail.
        client.send(f"RCPT TO:<{SERVICE}>\r\nDATA\r\nNOOP\r\n")
        assert client.getreply() == (421, dialogue.FAULT.strip()[4:])
        assert client.file is not None
        assert client.file.read() == b""
    faults = [record for record in caplog.records if record.levelname == "ERROR"]
    assert len(faults) == 2
    with smtp() as client:
        assert send(client, SERVICE)[0] == 250, "later it is taken"


def test_starttls_is_offered_where_there_is_a_certificate(
    settings: Settings, tmp_path: Path
) -> None:
    with smtp() as client:
        client.ehlo()
        assert not client.has_extn("starttls")
    certificate, key = self_signed(tmp_path)
    settings.SMTP_CERTIFICATE, settings.SMTP_KEY = str(certificate), str(key)
    with smtp() as client:
        client.ehlo()
        assert client.has_extn("starttls")
        trusted = ssl.create_default_context(cafile=str(certificate))
        trusted.check_hostname = False
        client.starttls(context=trusted)
        client.ehlo()
        assert send(client, SERVICE)[0] == 250
    assert Receipt.objects.get().envelope["tls"] is True


def test_a_protected_connection_counts_once(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "LISTENER_CONNECTIONS", 2)
    certificate, key = self_signed(tmp_path)
    settings.SMTP_CERTIFICATE, settings.SMTP_KEY = str(certificate), str(key)
    trusted = ssl.create_default_context(cafile=str(certificate))
    trusted.check_hostname = False
    port = free_port()
    with serving(lambda: listener.start_smtp("127.0.0.1", port)):
        for _visit in range(4):
            with smtplib.SMTP("127.0.0.1", port, local_hostname="mx.example", timeout=10) as client:
                client.starttls(context=trusted)
                assert client.ehlo()[0] == 250


def test_a_mail_with_lines_longer_than_the_standard_is_taken(tmp_path: Path) -> None:
    long = mail() + b"<p>" + b"x" * 300_000 + b"</p>\r\n"
    with smtp() as client:
        assert send(client, SERVICE, raw=long)[0] == 250
    path = tmp_path / "lmtp"
    with serving(lambda: listener.start_lmtp(path)), smtplib.LMTP(str(path)) as client:
        assert send(client, SALES, raw=long)[0] == 250
    assert Receipt.objects.count() == 2


def test_lmtp_answers_for_each_recipient(tmp_path: Path) -> None:
    path = tmp_path / "lmtp"
    with serving(lambda: listener.start_lmtp(path)), smtplib.LMTP(str(path)) as client:
        client.ehlo()
        client.mail("kofi@mensah.example")
        assert [client.rcpt(to)[0] for to in (SERVICE, "niemand@lummer.example", SALES)] == [
            250,
            550,
            250,
        ]
        client.putcmd("data")
        assert client.getreply()[0] == 354
        client.send(mail() + b"\r\n.\r\n")
        assert [client.getreply()[0], client.getreply()[0]] == [250, 250]
    assert Receipt.objects.count() == 2
    assert path.stat().st_mode & 0o007 == 0


def self_signed(folder: Path) -> tuple[Path, Path]:
    """Make a certificate and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "cert.pem", folder / "key.pem"
