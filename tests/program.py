"""A program that calls the API with an agent's token."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from kundig.staff.models import Agent, Token
from kundig.staff.tokens import hash_of, new_text


class Program:
    """A client that speaks JSON with a token."""

    def __init__(self, agent: Agent) -> None:
        self.token = new_text()
        Token.objects.create(agent=agent, name="test", hash=hash_of(self.token))
        self.client = Client(raise_request_exception=False)

    def get(self, path: str, query: dict[str, Any] | None = None) -> Any:
        """Read `path` below /api/v1/."""
        return self.client.get(f"/api/v1/{path}", query, headers=self._headers())

    def post(self, path: str, body: Any = None, *, key: str | None = None) -> Any:
        """Send `body` as JSON (bytes as they are) to `path` below /api/v1/."""
        content = body if isinstance(body, bytes) else json.dumps({} if body is None else body)
        headers = self._headers() | ({"Idempotency-Key": key} if key else {})
        return self.client.post(
            f"/api/v1/{path}", content, content_type="application/json", headers=headers
        )

    def upload(self, path: str, content: bytes, *, name: str) -> Any:
        """Send bytes as they are."""
        return self.client.post(
            f"/api/v1/{path}",
            content,
            content_type="application/octet-stream",
            headers=self._headers(),
            query_params={"name": name},
        )

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}
