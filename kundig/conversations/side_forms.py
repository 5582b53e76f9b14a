"""What people hand in when they begin a side conversation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kundig.conversations.forms import addresses_in
from kundig.conversations.models import Conversation, Direction, Message
from kundig.core import caps
from kundig.core.text import one_line


class SideForm(forms.Form):
    """To whom to write beside a conversation, what, and which of its messages are repeated."""

    to = forms.CharField(max_length=2000, label=_("To"))
    cc = forms.CharField(required=False, max_length=2000, label=_("Copy to"))
    subject = forms.CharField(max_length=caps.SUBJECT_CHARS, label=_("Subject"))
    text = forms.CharField(
        max_length=caps.MESSAGE_CHARS, label=_("Message"), widget=forms.Textarea({"rows": 8})
    )
    wakes = forms.BooleanField(
        required=False,
        initial=True,
        label=_("An answer brings the conversation back from snoozing"),
    )

    def __init__(self, *args: Any, conversation: Conversation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("subject", conversation.subject)
        self.fields["messages"] = _Messages(
            _repeatable(conversation),
            required=False,
            label=_("Repeat below"),
            widget=forms.CheckboxSelectMultiple,
            help_text=_("With their files. Nothing else of the conversation is passed on."),
        )
        for name in ("to", "cc"):
            self.fields[name].widget.attrs |= {"inputmode": "email", "autocomplete": "off"}

    def clean_to(self) -> list[str]:
        """Return the addresses one by one."""
        return addresses_in(self.cleaned_data["to"])

    def clean_cc(self) -> list[str]:
        """Return the addresses one by one."""
        return addresses_in(self.cleaned_data["cc"])


class _Messages(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # has no parameters at run time
    def label_from_instance(self, message: Message) -> str:
        at = date_format(timezone.localtime(message.created_at), "SHORT_DATETIME_FORMAT")
        name = message.agent.name if message.agent else message.sender.get("name", "")
        words = one_line(message.visible_text or message.text, 100)
        return " · ".join(part for part in (at, name, words) if part)


def _repeatable(conversation: Conversation) -> QuerySet[Message]:
    rows = conversation.messages.exclude(direction=Direction.NOTE).filter(withdrawn_at=None)
    newest = rows.order_by("-created_at", "-pk").values("pk")[: caps.CONVERSATION_MESSAGES]
    shown = Message.objects.filter(pk__in=newest).select_related("agent")
    return shown.order_by("-created_at", "-pk")
