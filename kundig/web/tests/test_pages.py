from __future__ import annotations

import re

import pytest
from django.test import Client, RequestFactory
from django.utils import translation

from kundig.web import errors

PAGES = ["/design/", "/design/desk/", "/design/settings/", "/design/narrow/", "/offline/"]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_pages_keep_to_the_content_security_policy(path: str, language: str) -> None:
    response = Client(headers={"accept-language": language}).get(path)
    html = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{language}"' in html
    assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", html)
    for script in re.findall(r"<script[^>]*>", html):
        assert "nonce=" in script or 'type="application/json"' in script


def test_the_page_for_a_breakdown_needs_nothing() -> None:
    request = RequestFactory().get("/")
    request.error_number = "4f0c"  # type: ignore[attr-defined]  # set by the middleware
    with translation.override("de"):
        response = errors.server_error(request)
    assert response.status_code == 500
    assert "Bei uns ist etwas kaputtgegangen" in response.content.decode()
    assert "4f0c" in response.content.decode()
