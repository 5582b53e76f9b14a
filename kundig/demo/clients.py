"""The mail programs customers use, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from . import html_clients, plain_clients
from .markup import Letter, Written


@dataclass(frozen=True)
class Client:
    """A mail program. `reply_prefix` stands before the subject of an answer."""

    write: Callable[[Letter], Written]
    reply_prefix: str = "Re: "
    charset: str = "utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


CLIENTS: dict[str, Client] = {
    "plain": Client(plain_clients.plain),
    "thunderbird": Client(
        plain_clients.thunderbird,
        headers={"User-Agent": "Mozilla Thunderbird", "Content-Language": "de-DE"},
    ),
    "iphone": Client(plain_clients.iphone, headers={"X-Mailer": "iPhone Mail (23B85)"}),
    "android": Client(html_clients.android),
    "gmail": Client(html_clients.gmail),
    "outlook": Client(
        html_clients.outlook,
        "AW: ",
        "windows-1252",
        {"X-Mailer": "Microsoft Outlook 16.0", "Content-Language": "de-DE"},
    ),
    "apple": Client(html_clients.apple, headers={"X-Mailer": "Apple Mail (2.3826.200.121)"}),
    "webmail": Client(
        html_clients.webmail, "Aw: ", headers={"X-Priority": "3", "Importance": "normal"}
    ),
    "newsletter": Client(
        html_clients.newsletter,
        headers={
            "Precedence": "bulk",
            "List-Unsubscribe": "<https://news.example/abmelden>",
            "X-Mailer": "SendWell 4.2",
        },
    ),
}
