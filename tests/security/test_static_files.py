"""Our own files: served to our own pages, and nothing beside them."""

from __future__ import annotations

import httpx
import pytest

from tests.server import Server


def test_a09_static_files_are_not_for_foreign_origins(server: Server) -> None:
    answer = httpx.get(
        f"{server.url}/static/web/mark.svg", headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "../../config/settings.py",
        "..%2f..%2fconfig%2fsettings.py",
        "%2e%2e/%2e%2e/config/settings.py",
        "web/..%5c..%5cconfig%5csettings.py",
        "/etc/passwd",
        "web/%00",
        "web/",
    ],
)
def test_nothing_beside_the_static_files_is_served(server: Server, path: str) -> None:
    answer = httpx.get(f"{server.url}/static/{path}")
    assert answer.status_code in {400, 404}
