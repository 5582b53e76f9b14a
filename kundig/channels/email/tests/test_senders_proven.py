"""Who really wrote: read from a trusted server or found out ourselves, and said in plain words."""

from __future__ import annotations

from types import SimpleNamespace

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from kundig.channels.email import actions as mailboxes
from kundig.channels.email.models import Mailbox, SentMail
from kundig.channels.email.senders import check, dns, proof, results
from kundig.channels.email.senders.dns import Unanswered
from kundig.channels.email.senders.verdict import Verdict, aligned
from kundig.channels.email.tests.mails import mail
from kundig.channels.intake import take_in
from kundig.conversations.models import Channel, Conversation, Message, State
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.errors import Refused
from kundig.staff.models import Agent
from tests.jobs import work_off

KEY = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
PRIVATE = KEY.private_bytes(
    serialization.Encoding.PEM,
    serialization.PrivateFormat.TraditionalOpenSSL,
    serialization.NoEncryption(),
)


def public() -> str:
    """Return the key as a domain publishes it."""
    lines = KEY.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return "v=DKIM1; k=rsa; p=" + "".join(lines.decode().splitlines()[1:-1])


class Names:
    """A name system of our own."""

    def __init__(self, **records: str) -> None:
        self.records = {
            "post._domainkey.mensah.example": public(),
            "post._domainkey.evil.example": public(),
            "_dmarc.mensah.example": "v=DMARC1; p=reject",
            **records,
        }
        self.is_silent = False
        # Whose name servers do not answer.
        self.silent = ""
        self.hosts: dict[str, list[str]] = {}
        self.servers: dict[str, list[str]] = {}
        self.asked = 0
        # How long it takes until a silent one is given up, and how long all of them have taken.
        self.takes = self.waited = 0.0

    def addresses(self, name: str, seconds: float, *, v6: bool) -> list[str]:
        """Return the addresses of a name, of one family."""
        self._answer(name, seconds)
        return [one for one in self.hosts.get(name, []) if (":" in one) == v6]

    def mail_servers(self, name: str, seconds: float) -> list[str]:
        """Return the servers that take a domain's mail."""
        self._answer(name, seconds)
        return self.servers.get(name, [])

    def _answer(self, name: str, seconds: float) -> None:
        self.asked += 1
        self.waited += min(self.takes, seconds) if self._is_silent(name) else 0
        if self._is_silent(name):
            raise Unanswered(name)

    def _is_silent(self, name: str) -> bool:
        return self.is_silent or bool(self.silent and name.endswith(self.silent))

    def texts(self, name: str, seconds: float) -> list[str]:
        """Return what is published under a name."""
        self._answer(name, seconds)
        found = self.records.get(name)
        return [found] if found else []


def signed(raw: bytes, domain: str = "mensah.example") -> bytes:
    """Return a mail with the signature of its domain's server."""
    signature = dkim.sign(
        raw, b"post", domain.encode(), PRIVATE, include_headers=[b"from", b"subject"]
    )
    return bytes(signature) + raw


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """The name system that Kundig asks."""
    names = Names()
    monkeypatch.setattr(check, "resolver", names)
    return names


@pytest.fixture
def trusting(service: Channel) -> Channel:
    """The service mailbox, which trusts the results of its own server."""
    mailbox, _made = Mailbox.objects.get_or_create(channel=service)
    mailboxes.change(mailbox, by=SYSTEM, sender_checks="trusted", authserv_id="mx.lummer.example")
    return service


def told(server: str, words: str, raw: bytes | None = None) -> bytes:
    """Return a mail with a server's results above it."""
    return f"Authentication-Results: {server}; {words}\r\n".encode() + (raw or mail())


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("dmarc=pass header.from=mensah.example", Verdict.PROVEN),
        ("dmarc=fail (p=reject) header.from=mensah.example", Verdict.FAILED),
        ("dmarc=none; dkim=pass header.d=mensah.example", Verdict.PROVEN),
        ("dkim=pass header.i=@mail.mensah.example", Verdict.PROVEN),
        ("spf=pass smtp.mailfrom=bounce@mensah.example", Verdict.PROVEN),
        ("spf=pass smtp.mailfrom=x@evil.example; dkim=pass header.d=evil.example", Verdict.UNPROVEN),
        ("dkim=pass header.d=example", Verdict.UNPROVEN),
        ("dmarc=pass header.from=evil.example", Verdict.UNPROVEN),
        ("dmarc=temperror header.from=mensah.example", Verdict.UNCHECKED),
        ("dkim=fail (dmarc=pass header.from=mensah.example)", Verdict.UNPROVEN),
        ("none", Verdict.UNPROVEN),
    ],
)  # fmt: skip
def test_a_servers_results_are_read(words: str, verdict: Verdict) -> None:
    found = results.trusted_results(told("mx.lummer.example", words), "mx.lummer.example")
    assert found is not None
    assert results.verdict_of(found, "mensah.example") == verdict


def test_only_the_topmost_results_of_the_trusted_server_count() -> None:
    forged = told("mx.lummer.example", "dmarc=pass header.from=mensah.example")
    real = told("MX.lummer.example (said so)", "dmarc=fail header.from=mensah.example", forged)
    found = results.trusted_results(real, "mx.lummer.example")
    assert found is not None
    assert results.verdict_of(found, "mensah.example") == Verdict.FAILED
    assert (
        results.trusted_results(told("mx.evil.example", "dmarc=pass"), "mx.lummer.example") is None
    )


def test_a_signature_proves_its_domain_and_no_other(names: Names) -> None:
    good = signed(mail())
    assert proof.finding_of(good, "mensah.example", names).verdict == Verdict.PROVEN
    assert (
        proof.finding_of(
            good.replace(b"flackert seit", b"brennt seit"), "mensah.example", names
        ).verdict
        == Verdict.FAILED
    )
    assert proof.finding_of(mail(), "mensah.example", names).verdict == Verdict.FAILED
    assert proof.finding_of(mail(), "post.mensah.example", names).verdict == Verdict.FAILED, (
        "its parent speaks for it"
    )
    assert proof.finding_of(mail(), "ohne.example", names).verdict == Verdict.UNPROVEN
    other = signed(mail(), "evil.example")
    assert proof.finding_of(other, "mensah.example", names).verdict == Verdict.FAILED
    names.is_silent = True
    assert proof.finding_of(good, "mensah.example", names).verdict == Verdict.UNCHECKED


def test_m09_a_forgers_silent_name_servers_hide_no_forgery(names: Names) -> None:
    names.silent = "evil.example"
    raw = signed(mail(), "evil.example")
    assert proof.finding_of(raw, "mensah.example", names).verdict == Verdict.FAILED
    way = proof.Way("203.0.113.7", "kofi@evil.example", "mx.evil.example")
    assert proof.finding_of(mail(), "mensah.example", names, way).verdict == Verdict.FAILED
    names.silent = "mensah.example"
    raw = signed(mail(), "mensah.example")
    assert proof.finding_of(raw, "mensah.example", names).verdict == Verdict.UNCHECKED


@pytest.fixture
def clock(names: Names, monkeypatch: pytest.MonkeyPatch) -> Names:
    """The name system, whose silence takes time on the clock that the questions look at."""
    names.takes = 60.0
    monkeypatch.setattr(dns, "time", SimpleNamespace(monotonic=lambda: names.waited))
    return names


def test_m09_slow_name_servers_hold_nobody_up_and_hide_no_forgery(clock: Names) -> None:
    """Whoever forges a sender has signed five times and has five more names, all of them slow."""
    clock.silent = "evil.example"
    raw = mail()
    for number in range(9):
        raw = signed(raw, f"n{number}.evil.example")
    way = proof.Way("203.0.113.7", "kofi@evil.example", "mx.evil.example")
    found = proof.finding_of(raw, "mensah.example", clock, way)
    assert found.verdict == Verdict.FAILED
    assert ("spf", "temperror") in [(one.method, one.result) for one in found.proofs]
    assert clock.waited <= caps.SENDER_SECONDS


def test_many_signatures_of_others_hide_none_of_the_senders(clock: Names) -> None:
    raw = signed(mail())
    for number in range(9):
        raw = signed(raw, f"n{number}.evil.example")
    assert proof.finding_of(raw, "mensah.example", clock).verdict == Verdict.PROVEN


def test_all_questions_about_a_mail_are_counted(
    names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "SENDER_QUESTIONS", 3)
    names.records["mensah.example"] = "v=spf1 " + "a:mx.mensah.example " * 9 + "-all"
    names.hosts = {"mx.mensah.example": ["198.51.100.1"]}
    found = proof.finding_of(mail(), "mensah.example", names, WAY)
    assert found.verdict == Verdict.UNCHECKED
    assert ("dmarc", "temperror") in [(one.method, one.result) for one in found.proofs]
    assert names.asked == 3


def test_who_could_not_be_checked_is_checked_again_and_told_so_meanwhile(
    service: Channel, names: Names, anna: Agent, client: Client
) -> None:
    mailbox, _made = Mailbox.objects.get_or_create(channel=service)
    mailboxes.change(mailbox, by=SYSTEM, sender_checks="own")
    names.is_silent = True
    take_in(service, signed(mail()))
    work_off()
    message = Message.objects.get()
    assert message.sender_check == ""
    client.force_login(anna)
    page = reverse("conversation", args=[message.conversation_id])
    assert (
        "Der Absender konnte nicht geprüft werden" in client.get(page, follow=True).content.decode()
    )
    names.is_silent = False
    work_off(ahead=True)
    message.refresh_from_db()
    assert message.sender_check == "proven"


def test_nobody_is_checked_again_for_ever(service: Channel, names: Names) -> None:
    mailbox, _made = Mailbox.objects.get_or_create(channel=service)
    mailboxes.change(mailbox, by=SYSTEM, sender_checks="own")
    names.is_silent = True
    take_in(service, signed(mail()))
    for _round in range(caps.SENDER_ATTEMPTS + 2):
        work_off(ahead=True)
    # One question each: after it, it is known that the signer is silent.
    assert names.asked == caps.SENDER_ATTEMPTS


def test_a_mail_without_a_head_proves_nothing(names: Names) -> None:
    assert proof.finding_of(b"kein Kopf\r\n" + mail(), "mensah.example", names).verdict == "failed"


@pytest.mark.parametrize(
    "signature",
    [b"x", b"v=1; a=rsa-sha256; d=x; s=y; h=from; bh=; b=", b"\xff\x00", b"v=1;" * 5_000],
)
def test_nonsense_in_a_signature_proves_nothing(names: Names, signature: bytes) -> None:
    raw = b"DKIM-Signature: " + signature + b"\r\n" + mail()
    assert proof.finding_of(raw, "ohne.example", names).verdict == Verdict.UNPROVEN


def test_no_top_level_speaks_for_a_domain() -> None:
    assert not aligned("example", "mensah.example")
    assert not aligned("notmensah.example", "mensah.example")
    assert aligned("Mensah.example.", "mensah.example")


def test_m09_a_forged_colleague_is_shown_as_forged_and_does_nothing(
    trusting: Channel, anna: Agent, client: Client
) -> None:
    raw = mail(sender="Anna <anna@lummer.example>")
    take_in(trusting, told("mx.lummer.example", "dmarc=fail header.from=lummer.example", raw))
    work_off()
    message = Message.objects.get()
    assert {"agent_address", "sender_failed"} <= set(message.warnings)
    assert message.agent is None
    assert message.direction == "in"
    client.force_login(anna)
    page = client.get(reverse("conversation", args=[message.conversation_id]), follow=True)
    assert "Sie kann gefälscht sein." in page.content.decode()


def test_m11_a_forged_participant_changes_nothing_in_the_right_thread(trusting: Channel) -> None:
    take_in(trusting, told("mx.lummer.example", "dmarc=pass header.from=mensah.example"))
    work_off()
    Conversation.objects.update(state=State.RESOLVED)
    forged = mail(
        message_id="<zwei@mensah.example>", in_reply_to="<eins@mensah.example>", text="Neu"
    )
    take_in(trusting, told("mx.lummer.example", "dmarc=fail header.from=mensah.example", forged))
    work_off()
    conversation = Conversation.objects.get()
    assert conversation.state == State.RESOLVED
    last = conversation.messages.latest("pk")
    assert {"foreign_sender", "sender_failed"} <= set(last.warnings)
    assert conversation.messages.first().sender_check == "proven"  # type: ignore[union-attr]  # it is there


def test_f01_whoever_is_forged_gets_no_automatic_answer(service: Channel, names: Names) -> None:
    mailbox, _made = Mailbox.objects.get_or_create(channel=service)
    mailboxes.change(mailbox, by=SYSTEM, sender_checks="own")
    mailboxes.set_automatic_answers(
        mailbox,
        by=SYSTEM,
        confirms=True,
        confirmation={"de": "Danke."},
        answers_outside_hours=False,
        outside_hours={},
    )
    take_in(service, mail())
    work_off(ahead=True)
    assert Message.objects.get().sender_check == "failed"
    assert not SentMail.objects.exists()
    take_in(service, signed(mail(message_id="<zwei@mensah.example>")))
    work_off(ahead=True)
    assert SentMail.objects.count() == 1


WAY = proof.Way("203.0.113.7", "kofi@mensah.example", "mx.mensah.example")


@pytest.mark.parametrize(
    ("record", "sender", "verdict"),
    [
        ("v=spf1 ip4:203.0.113.0/24 -all", "mensah.example", Verdict.PROVEN),
        ("v=spf1 ip4:203.0.113.0/24 -all", "post.mensah.example", Verdict.PROVEN),
        ("v=spf1 ip4:203.0.113.0/24 -all", "evil.example", Verdict.UNPROVEN),
        ("v=spf1 -all", "mensah.example", Verdict.FAILED),
        ("v=spf1 ~all", "mensah.example", Verdict.FAILED),
        ("", "mensah.example", Verdict.FAILED),
    ],
)
def test_the_server_proves_the_domain_that_lets_it_send(
    names: Names, record: str, sender: str, verdict: Verdict
) -> None:
    names.records["mensah.example"] = record
    assert proof.finding_of(mail(), sender, names, WAY).verdict == verdict


def test_a_good_signature_is_enough_where_the_server_is_another(names: Names) -> None:
    names.records["mensah.example"] = "v=spf1 -all"
    found = proof.finding_of(signed(mail()), "mensah.example", names, WAY)
    assert found.verdict == Verdict.PROVEN
    assert [(one.method, one.result) for one in found.proofs] == [
        ("spf", "fail"),
        ("dkim", "pass"),
        ("dmarc", "pass"),
    ]


@pytest.mark.parametrize(
    ("peer", "has_spf"),
    [("203.0.113.7", True), ("127.0.0.1", False), ("::1", False), ("", False), ("10.1.2.3", False)],
)
def test_spf_is_looked_at_for_strangers_servers_only(
    service: Channel, names: Names, settings: Settings, peer: str, has_spf: bool
) -> None:
    settings.OWN_NETWORKS = ["10.0.0.0/8"]
    names.records["mensah.example"] = "v=spf1 ip4:203.0.113.7 -all"
    mailbox, _made = Mailbox.objects.get_or_create(channel=service)
    mailboxes.change(mailbox, by=SYSTEM, sender_checks="own")
    envelope = {"from": "kofi@mensah.example", "peer": peer, "helo": "mx.mensah.example"}
    take_in(service, mail(), envelope=envelope)
    work_off(ahead=True)
    message = Message.objects.get()
    assert message.sender_check == ("proven" if has_spf else "failed")
    assert ("spf" in [one["method"] for one in message.sender_proofs]) == has_spf


def test_what_a_trusted_server_found_is_kept_and_said(
    trusting: Channel, anna: Agent, client: Client
) -> None:
    words = (
        "spf=softfail smtp.mailfrom=x@evil.example; dkim=pass header.d=mensah.example; iprev=pass"
    )
    take_in(trusting, told("mx.lummer.example", words))
    work_off()
    message = Message.objects.get()
    assert message.sender_proofs == [
        {"method": "spf", "result": "softfail", "domain": "evil.example"},
        {"method": "dkim", "result": "pass", "domain": "mensah.example"},
    ]
    client.force_login(anna)
    page = client.get(reverse("conversation", args=[message.conversation_id]), follow=True)
    assert "SPF: wahrscheinlich nicht erlaubt (evil.example)." in page.content.decode()
    assert "DKIM: bestanden (mensah.example)." in page.content.decode()


def test_trusting_needs_a_name(service: Channel) -> None:
    mailbox, _made = Mailbox.objects.get_or_create(channel=service)
    with pytest.raises(Refused):
        mailboxes.change(mailbox, by=SYSTEM, sender_checks="trusted")
