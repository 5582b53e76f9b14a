"""Pages that somebody opens come compressed; what else could be asked for again and again does not."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client

OPENED = {"accept-encoding": "gzip, br", "sec-fetch-dest": "document", "sec-fetch-site": "none"}


@pytest.mark.django_db
@pytest.mark.parametrize("site", ["none", "same-origin"])
def test_a_page_that_a_person_opens_is_compressed(site: str) -> None:
    plain = Client().get("/design/")
    packed = Client().get("/design/", headers={**OPENED, "sec-fetch-site": site})
    assert packed["Content-Encoding"] == "gzip"
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content) / 3
    assert gzip.decompress(packed.content).startswith(b"<!doctype html>")
    assert "Sec-Fetch-Site" in plain["Vary"]


@pytest.mark.django_db
def test_the_same_page_is_not_always_as_long() -> None:
    # The offline page holds nothing that changes but the nonce.
    lengths = {len(Client().get("/offline/", headers=OPENED).content) for _ in range(12)}
    assert len(lengths) > 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": ""},
        {"sec-fetch-dest": "iframe"},
        {"sec-fetch-dest": "empty"},
        {"accept-encoding": "br"},
    ],
)
def test_what_others_ask_for_or_parts_of_pages_are_not(other: dict[str, str]) -> None:
    assert not Client().get("/design/", headers={**OPENED, **other}).has_header("Content-Encoding")


@pytest.mark.django_db
def test_no_page_whose_address_brings_words_along() -> None:
    answer = Client().get("/design/?q=secret", headers=OPENED)
    assert not answer.has_header("Content-Encoding")
    assert not Client().post("/design/", headers=OPENED).has_header("Content-Encoding")
