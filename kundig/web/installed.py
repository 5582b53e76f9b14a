"""Kundig as an app on a phone or a desktop: its manifest, and the service worker at the address that covers all pages."""

from __future__ import annotations

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

# The floor of the light scheme; a manifest knows one colour only.
FLOOR = "#f2f0ec"
ICONS = (192, 512)


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """What the system shows of the installed app, in the reader's language."""
    values = {
        "id": "/",
        "name": "Kundig",
        "short_name": "Kundig",
        "description": _("The desk for all who answer customers."),
        "lang": getattr(request, "LANGUAGE_CODE", "de"),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": FLOOR,
        "theme_color": FLOOR,
        "icons": [_icon(side, purpose) for side in ICONS for purpose in ("any", "maskable")],
    }
    response = JsonResponse(values, content_type="application/manifest+json")
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django gives it to every view
    """The script that browsers keep running for us. They ask for it anew, so that a new version counts at once."""
    response = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "private, no-cache"
    return response


def _script() -> bytes:
    name = "web/service-worker.js"
    if staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as file:
            return bytes(file.read())
    # Nothing is collected while somebody works on the pages.
    found = finders.find(name)
    if not isinstance(found, str):
        raise Http404
    with open(found, "rb") as file:
        return file.read()


def _icon(side: int, purpose: str) -> dict[str, str]:
    return {
        "src": static(f"web/icon-{side}.png"),
        "sizes": f"{side}x{side}",
        "type": "image/png",
        "purpose": purpose,
    }
