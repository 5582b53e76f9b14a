"""What the design page shows: a believable morning at a shop for heat pumps and spare parts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kundig.web.forms import Switch
from kundig.web.row import Row

COLOURS = (
    (gettext_lazy("Grounds"), ("floor", "ground", "sheet", "raised")),
    (gettext_lazy("Ink and lines"), ("ink", "ink-soft", "ink-faint", "line", "line-control")),
    (gettext_lazy("Accent"), ("accent", "accent-strong", "accent-soft", "accent-line", "focus")),
    (
        gettext_lazy("Meaning"),
        (
            *("breached", "breached-soft", "soon", "soon-soft", "met", "met-soft"),
            *("note", "note-soft", "note-line", "danger"),
        ),
    ),
)


class SampleForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of the team"), max_length=80)
    address = forms.EmailField(
        label=gettext_lazy("Mailbox"),
        help_text=gettext_lazy("Customers see this address as the sender."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[("de", "Deutsch"), ("en", "English")],
    )
    signature = forms.CharField(
        label=gettext_lazy("Signature"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    level = forms.ChoiceField(
        label=gettext_lazy("Level"),
        choices=[("1", gettext_lazy("First level")), ("2", gettext_lazy("Second level"))],
        widget=forms.RadioSelect,
    )
    greet = forms.BooleanField(
        label=gettext_lazy("Confirm receipt to the customer"),
        help_text=gettext_lazy("Once per conversation, never to automatic mail."),
        required=False,
    )
    open_now = forms.BooleanField(
        label=gettext_lazy("Accept new conversations"), widget=Switch, required=False
    )


class SignInSample(forms.Form):
    address = forms.EmailField(label=gettext_lazy("Mail"))
    password = forms.CharField(label=gettext_lazy("Password"), widget=forms.PasswordInput)
    stay = forms.BooleanField(label=gettext_lazy("Stay signed in"), required=False)


def samples() -> dict[str, Any]:
    """Everything the page needs, in the active language; times lie around now."""
    now = timezone.now()
    return {
        "colours": COLOURS,
        "text_sizes": _text_sizes(),
        "spaces": (2, 4, 6, 8, 12, 16, 20, 24, 32, 48, 64),
        "hues": range(12),
        "form": SampleForm(initial={"name": _("Spare parts"), "open_now": True, "level": "1"}),
        "wrong_form": SampleForm(
            {"name": "", "address": "ersatzteile@", "level": "2"}, auto_id="wrong_%s"
        ),
        "rows": _rows(now),
        "more_rows": [replace(row, current=False) for row in _rows(now - timedelta(days=2))],
        "letter": _letter(now),
        "answer": _answer(now),
        "foreign": _foreign(now),
        "bubbles": _bubbles(now),
        "note": _note(now),
        "events": _events(now),
        "attachments": _attachments(),
        "trail": [(_("Settings"), "#"), (_("Channels"), "#"), (_("Mailboxes"), "#")],
        "steps": [_("Organisation"), _("Administrator"), _("First mailbox")],
        "day": now - timedelta(days=1),
        "times": [now - timedelta(**ago) for ago in _times()],
    }


def _times() -> list[dict[str, int]]:
    return [
        {"seconds": 20},
        {"minutes": 5},
        {"hours": 3},
        {"hours": 30},
        {"days": 4},
        {"days": 40},
        {"days": 500},
        {"hours": -2},
        {"days": -3},
    ]


def _text_sizes() -> list[tuple[str, str]]:
    return [
        ("28", _("Conversation with Jürgen Weiß")),
        ("20", _("The heat pump is running again")),
        ("16", _("Good morning, Ms Lindqvist")),
        (
            "reading",
            _("We have looked at your invoice. The amount was booked twice; you get it back."),
        ),
        ("14", _("1.111,11 € · 08:48 · “Äpfel, Öl, Übermaß” · waiting for customer")),
        ("13", _("Spare parts · second level · due on Friday")),
        ("12", _("22.11.2026 16:05 · 3 attachments · sent")),
    ]


def _rows(now: datetime) -> list[Row]:
    parts, service = _("Spare parts"), _("Service")
    return [
        Row(
            url="#",
            name="Jürgen Weiß",
            key=3,
            time=now - timedelta(minutes=4),
            subject=_("Heat pump shows error E7"),
            preview=_("Good morning, since last night our heat pump only blinks and …"),
            unread=True,
            chips=((service, "", "mail"),),
            waiting=(_("12 min left"), "soon"),
            assignee=("Ben Okafor", 12),
        ),
        Row(
            url="#",
            name="Annika Lindqvist",
            key=4,
            time=now - timedelta(minutes=48),
            subject=_("Invoice booked twice"),
            preview=_("You: We have looked at your invoice and found the mistake …"),
            current=True,
            chips=((_("Accounts"), "", "mail"),),
            assignee=("Anna Brandt", 11),
        ),
        Row(
            url="#",
            name="Bäckerei Schönefeld GmbH & Co. KG, Filiale Königs Wusterhausen Süd",
            key=7,
            time=now - timedelta(hours=5),
            subject=_("Re: Re: Fwd: Delivery of the seals for oven 3, please before Christmas"),
            preview=_("Unfortunately nobody has called us back, although on Monday …"),
            unread=True,
            chips=((parts, "", "message-circle"),),
            waiting=(_("2 h late"), "breached"),
        ),
        Row(
            url="#",
            name="Kofi Asante",
            key=9,
            time=now - timedelta(days=1, hours=3),
            subject=_("Thank you!"),
            preview=_("Everything arrived, that was quick. Greetings to Ms Brandt."),
            chips=((_("Resolved"), "", "circle-check"),),
        ),
    ]


def _letter(now: datetime) -> dict[str, Any]:
    return {
        "name": "Annika Lindqvist",
        "key": 4,
        "address": "annika.lindqvist@example.org",
        "to": "service@waermehaus.example",
        "time": now - timedelta(hours=2),
        "body": _(
            "Good morning,\n\non the 3rd you took € 248.90 from my account, and on the 5th the "
            "same amount again. My order was a single circulation pump (the “Öko 25”).\n\n"
            "Please have a look at it. I attach both statements.\n\nKind regards\nAnnika Lindqvist"
        ),
        "quote": _(
            "On 3 November Wärmehaus wrote:\nThank you for your order. Your parcel is on its way."
        ),
        "attachments": _attachments()[:2],
    }


def _answer(now: datetime) -> dict[str, Any]:
    return {
        "name": "Anna Brandt",
        "key": 11,
        "colleague": True,
        "to": "annika.lindqvist@example.org",
        "time": now - timedelta(minutes=48),
        "body": _(
            "Good morning, Ms Lindqvist,\n\nwe have looked at your invoice and found the mistake: the "
            "amount was booked twice. You will have the € 248.90 back in your account by Friday.\n\n"
            "Please excuse the trouble."
        ),
        "delivery": (_("Delivered"), "check-check", False),
    }


def _foreign(now: datetime) -> dict[str, Any]:
    return {
        "name": "نور الدين",
        "key": 21,
        "address": "nour@example.net",
        "time": now - timedelta(minutes=31),
        "body": "صباح الخير، مضخة التدفئة لا تعمل منذ الأمس. رقم الطلب 4711. شكراً جزيلاً",
        "delivery": (_("Not delivered: the mailbox is full"), "circle-alert", True),
    }


def _bubbles(now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "name": "Kofi Asante",
            "key": 9,
            "time": now - timedelta(minutes=9),
            "body": _("Hello, does the seal set 40-118 fit the old boiler from 2009 as well?"),
        },
        {
            "name": "Anna Brandt",
            "key": 11,
            "colleague": True,
            "time": now - timedelta(minutes=7),
            "body": _(
                "It does. For boilers built before 2011 you also need the adapter ring, € 4.20."
            ),
            "delivery": (_("Read"), "check-check", False),
        },
    ]


def _note(now: datetime) -> dict[str, Any]:
    return {
        "name": "Ben Okafor",
        "key": 12,
        "time": now - timedelta(minutes=70),
        "body": _mention(
            _(
                "{person} the direct debit ran twice in the night of the 4th; 31 customers. Please refund."
            )
        ),
    }


def _mention(sentence: str) -> SafeString:
    person = '<span class="mention">@Anna Brandt</span>'
    return mark_safe(sentence.format(person=person))  # noqa: S308 - our own sample sentence


def _events(now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "icon_name": "route",
            "words": _("Assigned to the team Accounts"),
            "why": _("Rule “Invoices”: the subject contains “invoice”."),
            "time": now - timedelta(minutes=119),
        },
        {
            "icon_name": "user-check",
            "words": _("Anna Brandt took over the conversation"),
            "time": now - timedelta(minutes=75),
        },
    ]


def _attachments() -> list[dict[str, Any]]:
    return [
        {
            "name": "Kontoauszug_2026-11.pdf",
            "size": 184_320,
            "content_type": "application/pdf",
            "url": "#",
        },
        {
            "name": "Fehlermeldung an der Wärmepumpe im Keller, Foto von gestern Abend.jpg",
            "size": 2_411_724,
            "content_type": "image/jpeg",
            "url": "#",
        },
        {
            "name": "Messwerte.xlsx",
            "size": 51_200,
            "content_type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "url": "#",
        },
        {
            "name": "Video.mov",
            "size": 0,
            "content_type": "video/quicktime",
            "failed": _("Larger than 25 MB, not attached"),
        },
    ]
