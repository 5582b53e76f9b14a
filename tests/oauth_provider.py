"""A provider that signs people in: a real server on loopback with the three endpoints that mail needs."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

CLIENT_ID, CLIENT_SECRET = "kundig-client", "Geheim-sehr"


class OAuthProvider:
    """Gives out codes and tokens as RFC 6749 and RFC 7636 say, and tells a mail server whose a token is."""

    def __init__(self) -> None:
        self.codes: dict[str, dict[str, str]] = {}
        self.access: dict[str, str] = {}
        self.refresh: set[str] = set()
        # Every question for tokens, and what to answer instead of tokens.
        self.asked: list[dict[str, str]] = []
        self.refuses = ""
        self.seconds = 3_600
        self.user = "service"
        self._made = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def serve(self) -> None:
        """Answer until closed."""
        self._server.serve_forever(0.05)

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()

    def give_leave(self, address: str) -> dict[str, str]:
        """Do as somebody who signs in and agrees; returns what their browser takes back to Kundig."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = self._name("code")
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def token(self, asked: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Answer a question for tokens."""
        self.asked.append(asked)
        if self.refuses:
            return 400, {"error": self.refuses}
        if (asked.get("client_id"), asked.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return 401, {"error": "invalid_client"}
        if asked["grant_type"] == "refresh_token":
            if asked["refresh_token"] not in self.refresh:
                return 400, {"error": "invalid_grant"}
            self.refresh.discard(asked["refresh_token"])
        else:
            begun = self.codes.pop(asked["code"], None)
            digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
            if begun is None or (begun["code_challenge"], begun["redirect_uri"]) != (
                challenge,
                asked["redirect_uri"],
            ):
                return 400, {"error": "invalid_grant"}
        access, refresh = self._name("access"), self._name("refresh")
        self.access[access] = self.user
        self.refresh.add(refresh)
        return 200, {"access_token": access, "refresh_token": refresh, "expires_in": self.seconds}

    def _name(self, kind: str) -> str:
        self._made += 1
        return f"{kind}-{self._made}"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # the standard library's name
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                asked = {name: values[0] for name, values in parse_qs(body).items()}
                if self.path == "/token":
                    self._answer(*provider.token(asked))
                else:
                    user = provider.access.get(asked.get("token", ""))
                    found = {"active": True, "username": user} if user else {"active": False}
                    self._answer(200, found)

            def _answer(self, status: int, said: dict[str, Any]) -> None:
                content = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_words: object) -> None:
                """Say nothing."""

        return Handler


@contextlib.contextmanager
def oauth_provider() -> Iterator[OAuthProvider]:
    """Run a provider until the block ends."""
    provider = OAuthProvider()
    thread = threading.Thread(target=provider.serve, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.close()
        thread.join(5)


def query(**asked: str) -> str:
    """Return what comes behind the question mark."""
    return f"?{urlencode(asked)}"
