"""Who posts: what a service has not signed is refused before anything of it is kept."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

import pytest
from django.test import Client

from kundig.channels.email.services import actions, sns
from kundig.channels.email.services.models import About, MailService, Posting, ServiceAccount
from kundig.channels.email.services.tests import postings
from kundig.channels.email.tests.mails import mail
from kundig.conversations.models import Channel
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.outside import Unreachable
from tests import make

pytestmark = pytest.mark.django_db
SERVICES = MailService.values
SIGNING = sorted(postings._SIGNERS)
# These sign with every attempt, or the moment alone tells nothing of the body.
WITH_MOMENT = ["amazon_ses", "mailgun", "resend", "sendgrid"]


def post(account: ServiceAccount, about: str, request: postings.Request) -> int:
    """Post a request to the account's webhook and return the answer's status."""
    answer = Client().post(postings.path(account, about), **request.for_client)
    assert answer.content == b"", "the answer tells nothing"
    return answer.status_code


def news(account: ServiceAccount, **words: Any) -> postings.Request:
    """Return something signed that is no news of any mail."""
    content: Any = {"hello": "there"}
    if account.service in ("mandrill", "sparkpost", "sendgrid"):
        content = []
    return postings.signed(account, About.NEWS, content, **words)


@pytest.mark.parametrize("service", SERVICES)
def test_w01_what_is_signed_is_kept_and_what_is_not_is_refused(
    service_box: Channel, service: str
) -> None:
    account = postings.account(service_box, service)
    request = news(account)
    assert post(account, About.NEWS, request) == 200
    assert Posting.objects.get().blob.content == request.body
    bare = {"Content-Type": request.headers["Content-Type"]}
    unsigned = request.body.replace(b'"signature"', b'"other"').replace(b'"Signature"', b'"other"')
    assert post(account, About.NEWS, postings.Request(unsigned, bare)) == 401
    wrong = {
        "postal": "other",
        "sendgrid": "other",
        "amazon_ses": "arn:aws:sns:eu-central-1:9:other",
        "resend": "whsec_" + base64.b64encode(b"another").decode(),
    }
    assert post(account, About.NEWS, news(account, key=wrong.get(service, "wrong"))) == 401
    assert Posting.objects.count() == 1
    account.refresh_from_db()
    assert account.refused_at is not None


@pytest.mark.parametrize("service", sorted(set(SIGNING) - {"mailgun"}))
def test_w02_one_space_more_is_refused(service_box: Channel, service: str) -> None:
    account = postings.account(service_box, service)
    request = news(account)
    body = (
        request.body + b" " if service != "amazon_ses" else request.body.replace(b"hello", b"hellO")
    )
    assert post(account, About.NEWS, postings.Request(body, request.headers)) == 401


@pytest.mark.parametrize("moment", [b"1e999", b"-1e999", b"NaN", b"[]", b'"x"', b"null"])
def test_w01_a_moment_without_end_is_no_signature(service_box: Channel, moment: bytes) -> None:
    account = postings.account(service_box, "mailgun")
    body = b'{"signature": {"timestamp": %s, "token": "t", "signature": "s"}}' % moment
    request = postings.Request(body, {"Content-Type": "application/json"})
    assert post(account, About.NEWS, request) == 401


def test_w09_what_can_not_be_checked_now_is_posted_again(
    service_box: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = postings.account(service_box, "amazon_ses")
    sns.certificates.clear()

    def unreachable(*_given: object, **_named: object) -> None:
        raise Unreachable("away")

    monkeypatch.setattr(sns, "fetch", unreachable)
    assert post(account, About.NEWS, news(account)) == 503
    assert not Posting.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"Type": "UnsubscribeConfirmation"},
        {"Type": "notification"},
        {"Type": ["Notification"]},
        {"Type": None},
        {"SignatureVersion": "3"},
        {"SignatureVersion": 2},
        {"Signature": "kein base64"},
        {"SigningCertURL": "https://sns.evil.example/SimpleNotificationService-0a1b.pem"},
        {"SigningCertURL": "https://sns.eu-central-1.amazonaws.com@evil.example/S.pem"},
        {"SigningCertURL": f"{postings.CERTIFICATE}\n"},
        {"SigningCertURL": f"{postings.CERTIFICATE}?"},
        {"SigningCertURL": postings.CERTIFICATE.replace("https", "http")},
        {"SigningCertURL": [postings.CERTIFICATE]},
    ],
)
def test_w01_nothing_is_fetched_for_what_amazon_does_not_sign(
    service_box: Channel, monkeypatch: pytest.MonkeyPatch, changed: dict[str, Any]
) -> None:
    account = postings.account(service_box, "amazon_ses")
    sns.certificates.clear()
    fetched: list[object] = []

    def fetch(*given: object, **_named: object) -> None:
        fetched.append(given)
        raise Unreachable("away")

    monkeypatch.setattr(sns, "fetch", fetch)
    request = news(account)
    body = json.dumps({**json.loads(request.body), **changed}).encode()
    assert post(account, About.NEWS, postings.Request(body, request.headers)) == 401
    assert fetched == []


def test_w02_mailgun_signs_a_token_which_counts_once(service_box: Channel) -> None:
    """Its signature does not cover the body: so the same signature with another body is the same delivery."""
    account = postings.account(service_box, "mailgun")
    request = news(account)
    assert post(account, About.NEWS, request) == 200
    changed = postings.Request(request.body.replace(b"there", b"thief"), request.headers)
    assert post(account, About.NEWS, changed) == 200
    assert Posting.objects.get().blob.content == request.body


@pytest.mark.parametrize("service", WITH_MOMENT)
def test_w03_signed_in_the_future_or_long_ago_is_refused(
    service_box: Channel, service: str
) -> None:
    account = postings.account(service_box, service)
    assert post(account, About.NEWS, news(account, passed=-360)) == 401
    # Who signs each attempt anew is held to minutes; the others post for hours what they signed once.
    late = 360 if service == "resend" else caps.POSTED_AGAIN_SECONDS + 60
    assert post(account, About.NEWS, news(account, passed=late)) == 401
    assert not Posting.objects.exists()


@pytest.mark.parametrize("service", SERVICES)
def test_w04_the_same_twice_is_one(service_box: Channel, service: str) -> None:
    account = postings.account(service_box, service)
    request = news(account)
    assert [post(account, About.NEWS, request) for _ in range(3)] == [200, 200, 200]
    assert Posting.objects.count() == 1


def test_w08_what_is_packed_or_too_large_or_no_form_is_refused(service_box: Channel) -> None:
    account = postings.account(service_box, "postmark")
    request = news(account)
    packed = {**request.headers, "Content-Encoding": "gzip"}
    assert post(account, About.NEWS, postings.Request(gzip.compress(request.body), packed)) == 415
    picture = {**request.headers, "Content-Type": "image/png"}
    assert post(account, About.NEWS, postings.Request(request.body, picture)) == 415
    large = postings.Request(b" " * (caps.POSTED_NEWS_BYTES + 1), request.headers)
    assert post(account, About.NEWS, large) == 413
    assert not Posting.objects.exists()


@pytest.mark.parametrize("service", ["mailgun", "postmark", "mandrill", "resend"])
def test_w10_one_mailboxs_secret_opens_no_other(service_box: Channel, service: str) -> None:
    mine = postings.account(service_box, service)
    theirs = postings.account(make.channel(address="werkstatt@lummer.example"), service)
    key = "whsec_" + base64.b64encode(b"another").decode() if service == "resend" else "another"
    actions.set_up(theirs.mailbox, by=SYSTEM, service=service, hook_keys=key)
    theirs.refresh_from_db()
    assert post(theirs, About.NEWS, news(mine)) == 401


def test_w10_while_a_key_is_changed_both_count(service_box: Channel) -> None:
    account = postings.account(service_box, "mailgun")
    actions.set_up(account.mailbox, by=SYSTEM, service="mailgun", hook_keys="neu\nsieben-zwerge")
    account.refresh_from_db()
    assert post(account, About.NEWS, news(account)) == 200
    other = postings.signed(account, About.NEWS, {"hello": "again"}, key="neu")
    assert post(account, About.NEWS, other) == 200


def test_nobody_is_at_an_unknown_address_or_a_closed_mailbox(service_box: Channel) -> None:
    from kundig.channels.email.actions import close

    account = postings.account(service_box, "postmark")
    request, where = news(account), postings.path(account, About.NEWS)
    assert Client().get(where).status_code == 204
    assert Client().post("/hooks/mail/unknown/news/", **request.for_client).status_code == 404
    actions.renew_hooks(account.mailbox, by=SYSTEM)
    assert Client().post(where, **request.for_client).status_code == 404
    account.refresh_from_db()
    assert post(account, About.NEWS, request) == 401, "the password went with the address"
    close(account.mailbox, by=SYSTEM)
    assert post(account, About.NEWS, news(account)) == 404


def test_many_wrong_signatures_are_told_to_wait(
    service_box: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "UNSIGNED_POSTINGS", (2, 60))
    account = postings.account(service_box, "mailgun")
    found = [post(account, About.NEWS, news(account, key="wrong")) for _ in range(4)]
    assert found == [401, 401, 429, 429]
    assert post(account, About.NEWS, news(account)) == 200, "who signs is heard"


def test_r01_what_is_acknowledged_lies_there_as_it_came(service_box: Channel) -> None:
    account = postings.account(service_box, "mailgun")
    request = postings.signed(account, About.MAIL, postings.mail("mailgun", mail()))
    assert post(account, About.MAIL, request) == 200
    posting = Posting.objects.get()
    assert bytes(posting.blob.content) == request.body
    assert posting.read_at is None
