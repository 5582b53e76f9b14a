"""A real receiver of webhooks on this machine, and a check of signatures written from the standard alone."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from typing import Any

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()


@dataclass(frozen=True)
class Told:
    """One request that came in."""

    headers: Message
    body: bytes

    @property
    def id(self) -> str:
        """Return what the sender calls it, the same in every attempt."""
        return str(self.headers["webhook-id"])

    @property
    def payload(self) -> dict[str, Any]:
        """Return the body."""
        found: dict[str, Any] = json.loads(self.body)
        return found

    def is_signed(self, secret: str) -> bool:
        """Tell whether one of its signatures was made with this secret."""
        key = base64.b64decode(secret.split("_", 1)[1])
        content = f"{self.id}.{self.headers['webhook-timestamp']}.".encode() + self.body
        wanted = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
        signatures = [one.split(",") for one in self.headers["webhook-signature"].split(" ")]
        return any(version == "v1" and one == wanted for version, one in signatures)


@dataclass
class Receiver:
    """Answers as it is told and remembers what came in; while it is down, nobody listens at its port."""

    status: int = 200
    answer: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    port: int = 0
    # After so many requests it answers with 500; and it hangs up after each without having said so.
    fails_after: int | None = None
    hangs_up: bool = False
    # How many connections there were.
    lines: int = 0
    _server: http.server.ThreadingHTTPServer | None = None

    @property
    def address(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self.port}/hook?shop=1"

    @property
    def ids(self) -> set[str]:
        """Return the ids of all that came in."""
        return {one.id for one in self.told}

    def start(self) -> None:
        """Listen, at the port of the last time."""
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # An answer is two writes; waiting to join them would cost 40 ms.
            disable_nagle_algorithm = True

            def setup(self) -> None:
                super().setup()
                receiver.lines += 1

            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.told.append(Told(self.headers, content))
                is_over = receiver.fails_after is not None
                is_over = is_over and len(receiver.told) > (receiver.fails_after or 0)
                self.send_response(500 if is_over else receiver.status)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(receiver.answer)))
                self.end_headers()
                with contextlib.suppress(OSError):  # whoever asked hangs up on too long an answer
                    self.wfile.write(receiver.answer)
                self.close_connection = self.close_connection or receiver.hangs_up

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()

    def stop(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


@contextlib.contextmanager
def receiving() -> Iterator[Receiver]:
    """Listen until the block ends."""
    receiver = Receiver()
    receiver.start()
    try:
        yield receiver
    finally:
        receiver.stop()
