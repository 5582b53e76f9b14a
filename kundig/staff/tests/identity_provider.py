"""A small OpenID Connect provider on this machine: it answers with whatever claims the test gives it."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import jwt

CLIENT = "kundig"
SECRET = "a secret of at least thirty-two bytes"


class Provider(ThreadingHTTPServer):
    """The provider; `claims` is who signs in there, `asked` what the token endpoint was sent."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.claims: dict[str, Any] = {}
        self.asked: list[dict[str, list[str]]] = []

    @property
    def url(self) -> str:
        """Return the issuer."""
        return f"http://127.0.0.1:{self.server_port}"

    def app(self) -> dict[str, Any]:
        """Return allauth's settings for this provider."""
        entry = {
            "provider_id": "oidc",
            "name": "Lummer-Konto",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": self.url},
        }
        return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [entry]}}


class _Answer(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        """Answer for the configuration and for who is signed in."""
        if self.path == "/.well-known/openid-configuration":
            url = self.server.url
            self._send(
                {
                    "issuer": url,
                    "authorization_endpoint": f"{url}/authorize",
                    "token_endpoint": f"{url}/token",
                    "userinfo_endpoint": f"{url}/userinfo",
                    "jwks_uri": f"{url}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        elif self.path == "/userinfo":
            self._send(self.server.claims)

    def do_POST(self) -> None:
        """Answer for the token."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append(parse_qs(body))
        now = int(time.time())
        claims = {"iss": self.server.url, "aud": CLIENT, "iat": now, "exp": now + 60}
        token = jwt.encode({**claims, **self.server.claims}, SECRET, algorithm="HS256")
        self._send({"access_token": "access", "token_type": "Bearer", "id_token": token})

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def _send(self, data: dict[str, Any]) -> None:
        body = json.dumps(data).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextlib.contextmanager
def running() -> Iterator[Provider]:
    """Run a provider until the block ends."""
    with Provider() as provider:
        threading.Thread(target=provider.serve_forever, daemon=True).start()
        yield provider
        provider.shutdown()
