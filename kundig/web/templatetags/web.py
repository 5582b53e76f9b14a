"""The tags pages are drawn with; docs/developers/design.md lists them with examples."""

from __future__ import annotations

import functools
from collections.abc import Hashable, Mapping
from datetime import datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from kundig.web import drawing, relative
from kundig.web.keys import KEYS, Key, keys_for, written
from kundig.web.parts import draw_part
from kundig.web.places import Area, Place, places_for
from kundig.web.row import Row

register = template.Library()

THEMES = ("light", "dark")
DENSITIES = ("compact",)


@register.simple_tag(takes_context=True)
def document_attributes(context: dict[str, Any]) -> SafeString:
    """``<html {% document_attributes %}>``: language, direction, chosen theme and density."""
    request = context.get("request")
    cookies, user = _cookies(request), getattr(request, "user", None)
    # What this browser chose lies over what its person prefers everywhere.
    theme = cookies.get("theme") or getattr(user, "theme", "")
    found = {
        "lang": get_language() or "en",
        "dir": "rtl" if get_language_bidi() else "ltr",
        "data-theme": _one_of(THEMES, theme),
        "data-density": _one_of(DENSITIES, getattr(user, "density", "")),
    }
    parts = [format_html('{}="{}"', name, value) for name, value in found.items() if value]
    return mark_safe(" ".join(parts))  # noqa: S308 - every part was escaped by format_html


@register.simple_tag(takes_context=True)
def pane_widths(context: dict[str, Any]) -> SafeString:
    """The list's width as this browser last drew it, so that nothing moves when the page loads."""
    request = context.get("request")
    width = _cookies(request).get("list_width", "")
    if not (width.isdecimal() and len(width) <= 4):
        return SafeString()
    nonce = getattr(request, "csp_nonce", "")
    return format_html('<style nonce="{}">:root{{--list-width:{}px}}</style>', nonce, int(width))


# ``{% icon "mail" %}``, ``{% avatar customer.name customer.pk %}``, ``{% relative_time message.sent_at %}``,
# ``{% banner words "note" "info" %}``, ``{% quote text %}``, ``{{ customer.name|initials }}``,
# ``{% icon file.content_type|file_icon %}``
register.simple_tag(drawing.icon, name="icon")
register.simple_tag(drawing.avatar, name="avatar")
register.simple_tag(drawing.relative_time, name="relative_time")
register.simple_tag(drawing.banner, name="banner")
register.simple_tag(drawing.quote, name="quote")
register.filter("initials", drawing.initials)
register.filter("file_icon", drawing.file_icon)


@register.simple_tag
def chip(
    words: object, tone: str = "", icon_name: str = "", plain: bool = False, title: str = ""
) -> SafeString:
    """``{% chip _("2 h late") "breached" "clock" %}``: a fact in short."""
    return drawing.chip(str(words), tone, icon_name, plain, title)


@register.simple_tag
def list_row(row: Row, link_target: str = "", select_name: str = "") -> SafeString:
    """``{% list_row row "#main" %}``: a conversation; `link_target` is what its link replaces."""
    return row.drawn(link_target, select_name)


@register.simple_tag(takes_context=True)
def part(context: dict[str, Any], template: str, number: int, **facts: Hashable) -> SafeString:
    """``{% part "conversations/head/more.html" conversation.pk can_work=can_work %}``: drawn once for all of a kind.

    The template calls the number ``number`` and sees nothing else but the facts.
    """
    return draw_part(template, number, context.get("csrf_token", ""), **facts)


@register.filter
def exact_time(value: datetime) -> str:
    """``{{ message.sent_at|exact_time }}``: 22.11.2026 16:05 in the reader's zone."""
    return relative.exact(value)


@register.inclusion_tag("web/components/places.html", takes_context=True)
def places(context: dict[str, Any], area: Area) -> dict[str, Any]:
    """``{% places "rail" %}``: links of one area; the context's ``place`` is the current one."""
    request = context.get("request")
    if not isinstance(request, HttpRequest):
        return {"places": [], "current": "", "area": area}
    found, current = places_for(request, area), context.get("place", "")
    if current not in {place.name for place in found}:
        is_setting = any(place.name == current for place in places_for(request, "settings"))
        current = "settings" if is_setting else _place_above(request.path, found)
    return {"places": found, "current": current, "area": area}


@register.simple_tag
def page_words() -> SafeString:
    """The words the islands show, as a data block they read; nothing in it runs."""
    return _page_words(get_language())


@functools.cache
def _page_words(_language: str | None) -> SafeString:
    words = relative.ticking_words() | {
        "failed": _("That did not work. Nothing you typed is lost; please try again."),
        "unreachable": _("No connection. Nothing you typed is lost."),
        "refused": _("You may not do that, or it no longer exists."),
        "signedOut": _("You have been signed out. Sign in again in another tab, then go on here."),
        "tooLarge": _("That file is too large."),
        "control": _("Ctrl"),
        "dismiss": _("Dismiss"),
        "remove": _("Remove"),
    }
    return json_script(words, "words")


@register.simple_tag(takes_context=True)
def page_keys(context: dict[str, Any]) -> SafeString:
    """Which key does what on this page; the keys of whoever reads it lie over the list in keys.py."""
    own = _own_keys(context)
    return _page_keys(tuple(sorted(own.items())))


@functools.lru_cache(maxsize=64)
def _page_keys(own: tuple[tuple[str, str], ...]) -> SafeString:
    return json_script(keys_for(dict(own)), "keys")


@register.simple_tag(takes_context=True)
def key_sheet(context: dict[str, Any]) -> SafeString:
    """The dialog behind ``?`` with every key that is switched on."""
    own = _own_keys(context)
    return _key_sheet(get_language(), tuple(sorted(own.items())))


# The same for everybody who reads the same language and has no keys of their own.
@functools.lru_cache(maxsize=64)
def _key_sheet(_language: str | None, own: tuple[tuple[str, str], ...]) -> SafeString:
    active = keys_for(dict(own))
    shown = [(key, written(active[key.name])) for key in KEYS if key.name in active]
    groups: dict[str, list[tuple[Key, list[str]]]] = {}
    for key, caps in shown:
        groups.setdefault(str(key.group), []).append((key, caps))
    return render_to_string("web/components/keys.html", {"groups": groups, "mod": _("Ctrl")})


def _own_keys(context: dict[str, Any]) -> Mapping[str, str]:
    """What the context or the signed-in person says of keys."""
    user = getattr(context.get("request"), "user", None)
    found: Mapping[str, str] = context.get("own_keys") or getattr(user, "laid_keys", None) or {}
    return found


def _place_above(path: str, found: list[Place]) -> str:
    """The place a page lies below, which need not know it: all settings lie below one of the rail."""
    above = [place for place in found if place.url != "/" and path.startswith(place.url)]
    return max(above, key=lambda place: len(place.url)).name if above else ""


def _cookies(request: object) -> dict[str, str]:
    return request.COOKIES if isinstance(request, HttpRequest) else {}


def _one_of(allowed: tuple[str, ...], value: str | None) -> str:
    return value if value in allowed else ""
