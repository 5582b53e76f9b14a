"""Files of strangers in a real browser: whatever they are, nothing of them runs."""

from __future__ import annotations

import pytest
from playwright.sync_api import Dialog

from kundig.customers.models import Customer
from kundig.staff.models import Agent
from tests.browser.conftest import SignIn
from tests.security.test_files import PAGE, SVG, attach
from tests.security.test_pictures import photo

pytestmark = pytest.mark.django_db(transaction=True)

XML = (
    b'<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="#s"?><d><x:stylesheet id="s" version="1.0" '
    b'xmlns:x="http://www.w3.org/1999/XSL/Transform"><x:template match="/"><html><script>alert(1)</script></html>'
    b"</x:template></x:stylesheet></d>"
)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\ntrailer<</Root 1 0 R>>"
POLYGLOT = b"GIF89a/*" + PAGE + b"*/=1;alert(1)"


@pytest.mark.parametrize("query", ["", "?download"])
def test_u01_no_file_runs_anything(
    open_desk: SignIn, anna: Agent, kofi: Customer, query: str
) -> None:
    files = [
        attach(kofi, content, name, claimed)
        for content, name, claimed in (
            (SVG, "bild.svg", "image/svg+xml"),
            (PAGE, "bild.png", "image/png"),
            (PDF, "datei.pdf", "application/pdf"),
            (XML, "daten.xml", "text/xml"),
            (POLYGLOT, "a.gif", "image/gif"),
            (photo() + PAGE, "foto.jpg", "image/jpeg"),
        )
    ]
    page = open_desk(anna, "/offline/")
    ran: list[str] = []

    def note(dialog: Dialog) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    for file in files:
        url = f"/attachments/{file.pk}/{query}"
        if file.name == "foto.jpg" and not query:
            page.goto(url)
            assert page.locator("img").evaluate("one => one.naturalWidth") == 20
            page.goto("/offline/")
        else:
            with page.expect_download() as download:
                page.evaluate("url => { location = url }", url)
            assert download.value.suggested_filename == file.name
    assert page.url.endswith("/offline/")
    assert ran == []
