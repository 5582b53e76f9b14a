"""Mail services post to a real server on a real database, side by side and again and again."""

from __future__ import annotations

import contextlib
import http.client
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from kundig.channels.email.services.models import About, Posting, ServiceAccount
from kundig.channels.email.services.tests import postings
from kundig.channels.email.tests.mails import mail
from kundig.channels.models import Receipt
from kundig.conversations.models import Message
from tests import make
from tests.jobs import work_off
from tests.server import Server

SIDE_BY_SIDE = 8


def deliver(server: Server, account: ServiceAccount, *, webhooks: int, times: int) -> list[int]:
    """Post each of so many webhooks so many times, each from several connections at once; the statuses."""
    requests = [
        postings.signed(account, About.MAIL, postings.mail(account.service, _mail(number)))
        for number in range(webhooks)
    ]
    path, where = postings.path(account, About.MAIL), urlsplit(server.url).netloc
    # The same one many times in a row, so that it meets itself; each worker has every n-th of them.
    again = [one for one in requests for _ in range(times)]

    def post_all(share: list[postings.Request]) -> list[int]:
        statuses = []
        with contextlib.closing(http.client.HTTPConnection(where, timeout=60)) as line:
            for one in share:
                line.request("POST", path, one.body, one.headers)
                with line.getresponse() as answer:
                    answer.read()
                    statuses.append(answer.status)
        return statuses

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        shares = pool.map(post_all, [again[n::SIDE_BY_SIDE] for n in range(SIDE_BY_SIDE)])
        return [status for share in shares for status in share]


def _mail(number: int) -> bytes:
    return mail(
        sender=f"Kundin {number} <kundin{number}@mensah.example>",
        message_id=f"<{number}@mensah.example>",
        text=f"Anliegen Nummer {number}",
    )


def test_r06_the_same_webhook_again_and_again_is_one_message(server: Server) -> None:
    check(server, webhooks=12, times=10)


def check(server: Server, *, webhooks: int, times: int) -> None:
    """Deliver each webhook so many times in parallel and count the messages."""
    account = postings.account(make.channel(), "mailgun")
    statuses = deliver(server, account, webhooks=webhooks, times=times)
    assert statuses == [200] * (webhooks * times)
    assert Posting.objects.count() == webhooks
    work_off(ahead=True)
    assert Receipt.objects.count() == webhooks
    assert Message.objects.count() == webhooks
    assert len(set(Message.objects.values_list("external_id", flat=True))) == webhooks
