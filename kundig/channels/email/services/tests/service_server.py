"""A mail service on this machine: the interfaces that Kundig sends through, as each service documents its own.

It checks the key, answers as the service would, and keeps what it was given as the mail that would leave.
"""

from __future__ import annotations

import base64
import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from kundig.channels.email.services.posted import Posted

KEY = "schneewittchen"
AUTHORISATION = {
    "brevo": ("api-key", KEY),
    "mailersend": ("Authorization", f"Bearer {KEY}"),
    "mailgun": ("Authorization", "Basic " + base64.b64encode(f"api:{KEY}".encode()).decode()),
    "mailjet": (
        "Authorization",
        "Basic " + base64.b64encode(f"oeffentlich:{KEY}".encode()).decode(),
    ),
    "postal": ("X-Server-API-Key", KEY),
    "postmark": ("X-Postmark-Server-Token", KEY),
    "resend": ("Authorization", f"Bearer {KEY}"),
    "sendgrid": ("Authorization", f"Bearer {KEY}"),
    "sparkpost": ("Authorization", KEY),
}


@dataclass
class Given:
    """One mail that was handed over: whom it goes to, and what leaves."""

    recipients: list[str]
    raw: bytes = b""
    fields: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def mail(self) -> EmailMessage:
        """Return the mail that leaves, where the service took it as it was."""
        read = message_from_bytes(self.raw, policy=default)
        assert isinstance(read, EmailMessage)
        return read


@dataclass
class Service:
    """The service's state: what it was given, what it keeps to be fetched, and how it is minded."""

    name: str
    url: str = ""
    given: list[Given] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    # An answer for every request: status and body.
    mood: tuple[int, Any] | None = None
    refused: set[str] = field(default_factory=set)

    def answer(self, method: str, path: str, heard: Posted) -> tuple[int, Any, dict[str, str]]:
        """Return status, body and headers."""
        self.asked.append(f"{method} {path}")
        if path in self.files and "secret" not in path:
            return 200, self.files[path], {}
        if not self._knows(heard):
            return 401, {"message": "unauthorized"}, {}
        if self.mood is not None:
            return (*self.mood, {})
        if path.lstrip("/") in self.files:
            return 200, self.files[path.lstrip("/")], {}
        if method == "GET":
            return 200, {}, {}
        answer = getattr(self, f"_{self.name}")(path, heard)
        return answer if len(answer) == 3 else (*answer, {})

    def _knows(self, heard: Posted) -> bool:
        if self.name == "mandrill":
            return bool(heard.json.get("key") == KEY)
        name, words = AUTHORISATION[self.name]
        return heard.headers.get(name.lower()) == words

    def _keep(self, recipients: list[str], heard: Posted, raw: bytes = b"") -> str:
        fields = {} if raw else heard.json
        self.given.append(Given(recipients, raw, fields, dict(heard.headers)))
        return f"id-{self.name}-{len(self.given)}"

    def _mailgun(self, path: str, heard: Posted) -> tuple[int, Any]:
        assert path == "/lummer.example/messages.mime"
        people = [one.text for one in heard.fields if one.name == "to"]
        raw = next(one for one in heard.fields if one.name == "message")
        assert raw.file_name, "the mail must be a file"
        self._keep(people, heard, raw.content)
        return 200, {"id": str(self.given[-1].mail["Message-ID"]), "message": "Queued. Thank you."}

    def _mandrill(self, path: str, heard: Posted) -> tuple[int, Any]:
        if path == "/users/ping2.json":
            return 200, {"PING": "PONG!"}
        assert path == "/messages/send-raw.json"
        people = heard.json["to"]
        id = self._keep(people, heard, heard.json["raw_message"].encode())
        return 200, [
            {"email": one, "status": "rejected", "reject_reason": "hard-bounce", "_id": f"{id}-{n}"}
            if one in self.refused
            else {"email": one, "status": "sent", "_id": f"{id}-{n}", "reject_reason": None}
            for n, one in enumerate(people)
        ]

    def _postal(self, path: str, heard: Posted) -> tuple[int, Any]:
        assert path == "/api/v1/send/raw"
        if not heard.json:
            words = {"code": "ParameterError", "message": "mail_from is missing"}
            return 200, {"status": "parameter-error", "data": words}
        people = heard.json["rcpt_to"]
        self._keep(people, heard, base64.b64decode(heard.json["data"]))
        start = 100 * len(self.given)
        messages = {one: {"id": start + n, "token": "abc"} for n, one in enumerate(people)}
        return 200, {"status": "success", "data": {"message_id": "x@rp", "messages": messages}}

    def _sparkpost(self, path: str, heard: Posted) -> tuple[int, Any]:
        assert path.rstrip("/") == "/transmissions"
        people = [one["address"]["email"] for one in heard.json["recipients"]]
        id = self._keep(people, heard, heard.json["content"]["email_rfc822"].encode())
        return 200, {"results": {"total_rejected_recipients": 0, "id": id}}

    def _postmark(self, path: str, heard: Posted) -> tuple[int, Any]:
        assert path == "/email"
        people = _addresses(heard.json.get("To"), heard.json.get("Cc"), heard.json.get("Bcc"))
        if set(people) <= self.refused:
            words = "You tried to send to recipients that have been marked as inactive."
            words += (
                f" Found inactive addresses: {', '.join(people)}. Inactive recipients are those."
            )
            return 422, {"ErrorCode": 406, "Message": words}
        id = self._keep(people, heard)
        words, why = "Message OK", "Inactive recipients are ones that have generated a hard bounce."
        inactive = [one for one in people if one in self.refused]
        if inactive:
            words += (
                f", but will not deliver to these inactive addresses: {', '.join(inactive)}. {why}"
            )
        return 200, {"ErrorCode": 0, "Message": words, "MessageID": id, "To": heard.json["To"]}

    def _resend(self, path: str, heard: Posted) -> tuple[int, Any]:
        assert path == "/emails"
        known = [
            one
            for one in self.given
            if one.headers["idempotency-key"] == heard.headers["idempotency-key"]
        ]
        people = _addresses(*(heard.json.get(name) for name in ("to", "cc", "bcc")))
        return 200, {"id": "id-resend-1" if known else self._keep(people, heard)}

    def _brevo(self, path: str, heard: Posted) -> tuple[int, Any]:
        assert path == "/smtp/email"
        people = [one["email"] for name in ("to", "cc", "bcc") for one in heard.json.get(name, [])]
        return 201, {"messageId": f"<{self._keep(people, heard)}@smtp-relay.brevo.example>"}

    def _mailersend(self, path: str, heard: Posted) -> tuple[int, Any, dict[str, str]]:
        assert path == "/email"
        people = [one["email"] for name in ("to", "cc", "bcc") for one in heard.json.get(name, [])]
        return 202, b"", {"X-Message-Id": self._keep(people, heard), "Content-Type": "text/html"}

    def _mailjet(self, path: str, heard: Posted) -> tuple[int, Any]:
        assert path == "/send"
        told = {**heard.json.get("Globals", {}), **heard.json["Messages"][0]}
        by = {name: [one["Email"] for one in told.get(name, [])] for name in ("To", "Cc", "Bcc")}
        self._keep([one for people in by.values() for one in people], heard)
        answer = {
            name: [
                {"Email": one, "MessageID": 10 * len(self.given) + n, "MessageUUID": "u"}
                for n, one in enumerate(people)
            ]
            for name, people in by.items()
        }
        return 200, {"Messages": [{"Status": "success", **answer}]}

    def _sendgrid(self, path: str, heard: Posted) -> tuple[int, Any, dict[str, str]]:
        assert path == "/mail/send"
        [one] = heard.json["personalizations"]
        people = [who["email"] for name in ("to", "cc", "bcc") for who in one.get(name, [])]
        return 202, b"", {"X-Message-Id": self._keep(people, heard)}


def _addresses(*given: Any) -> list[str]:
    from email.utils import getaddresses

    words = [one for many in given if many for one in ([many] if isinstance(many, str) else many)]
    return [address for _name, address in getaddresses(words)]


@contextlib.contextmanager
def running(name: str) -> Iterator[Service]:
    """Serve until the block ends."""
    service = Service(name)

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            heard = Posted(body, {key.lower(): value for key, value in self.headers.items()})
            status, words, headers = service.answer(self.command, self.path, heard)
            content = words if isinstance(words, bytes) else json.dumps(words).encode()
            self.send_response(status)
            for key, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _answer  # noqa: N815  # http.server's names

        def log_message(self, *_words: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
