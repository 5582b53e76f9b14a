"""Our own files beside Django: kept by browsers, sent compressed, with the walls of pages."""

from __future__ import annotations

import asyncio
import gzip
from pathlib import Path
from typing import Any

import httpx
import pytest

from kundig.web.body_cap import Receive, Scope, Send
from kundig.web.static_files import with_static_files

STYLE = b"body { color: teal }\n" * 50


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """What the build left: a style sheet under both of its names, and the build's own notes."""
    for name in ("app.css", "app.0123456789ab.css"):
        (tmp_path / name).write_bytes(STYLE)
    (tmp_path / "app.css.gz").write_bytes(gzip.compress(STYLE))
    (tmp_path / "staticfiles.json").write_text("{}")
    return tmp_path


async def pages(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Stands for Django: whatever is no file comes here."""
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b"a page"})


def ask(root: Path, address: str, method: str = "GET", **headers: str) -> httpx.Response:
    """Return the answer to one request."""
    application: Any = with_static_files(pages, root, "/static/")

    async def call() -> httpx.Response:
        transport = httpx.ASGITransport(application)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return await client.request(method, address, headers=named)

    return asyncio.run(call())


def test_a_name_with_a_hash_is_kept_for_ever_and_others_for_a_minute(root: Path) -> None:
    hashed, plain = ask(root, "/static/app.0123456789ab.css"), ask(root, "/static/app.css")
    assert hashed.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert plain.headers["Cache-Control"] == "max-age=60, public"
    assert hashed.headers["Content-Type"] == 'text/css; charset="utf-8"'
    assert hashed.content == plain.content == STYLE


def test_a_file_is_sent_compressed_to_whoever_reads_that(root: Path) -> None:
    packed = ask(root, "/static/app.css", Accept_Encoding="br, gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) < len(STYLE)
    assert packed.content == STYLE
    plain = ask(root, "/static/app.css", Accept_Encoding="identity")
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"


def test_what_the_browser_has_is_not_sent_again(root: Path) -> None:
    first = ask(root, "/static/app.css")
    for name, mark in (("If_None_Match", "ETag"), ("If_Modified_Since", "Last-Modified")):
        again = ask(root, "/static/app.css", **{name: first.headers[mark]})
        assert (again.status_code, again.content) == (304, b""), name


def test_a_file_can_only_be_read(root: Path) -> None:
    assert ask(root, "/static/app.css", "HEAD").content == b""
    assert ask(root, "/static/app.css", "POST").status_code == 405


def test_files_have_the_walls_of_pages(root: Path) -> None:
    headers = ask(root, "/static/app.css", Origin="https://evil.example").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("name", ["", "nothing.css", "staticfiles.json", "app.css.gz"])
def test_whatever_is_no_file_of_ours_is_a_page(root: Path, name: str) -> None:
    assert ask(root, f"/static/{name}").content == b"a page"


def test_without_a_build_there_are_only_pages(tmp_path: Path) -> None:
    assert ask(tmp_path / "nothing", "/static/app.css").content == b"a page"
