"""What people hand in about conversations, cleaned."""

from __future__ import annotations

import contextlib
import re
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kundig.conversations.answer_check import CHECKS
from kundig.conversations.invitations import Participation
from kundig.conversations.models import (
    Attachment,
    Category,
    Channel,
    Conversation,
    Direction,
    Message,
    Priority,
    Relation,
    Status,
)
from kundig.conversations.snoozing import UNTIL_REPLY, presets_for
from kundig.core import caps, refusals
from kundig.core.errors import Refused
from kundig.core.languages import LANGUAGES
from kundig.core.mail_address import is_mail_address
from kundig.core.text import one_line
from kundig.staff.models import Agent, Team


def cleaned(form: forms.Form) -> dict[str, Any]:
    """Return what the form holds; Refused with its first complaint where it has no place to show one."""
    if form.is_valid():
        return form.cleaned_data
    field, complaints = next(iter(form.errors.items()))
    label = form.fields[field].label if field in form.fields else None
    raise Refused(f"{label}: {complaints[0]}" if label else str(complaints[0]))


class AssignForm(forms.Form):
    """Whom to give a conversation to; nobody when empty."""

    agent = forms.ModelChoiceField(Agent.objects.active(), required=False, label=_("Assignee"))


class FollowerForm(forms.Form):
    """Who follows, or no longer; oneself when empty."""

    agent = forms.ModelChoiceField(Agent.objects.all(), required=False, label=_("Follower"))


class TeamForm(forms.Form):
    """Which team to hand a conversation to."""

    team = forms.ModelChoiceField(Team.objects.filter(archived_at=None), label=_("Team"))


class CategoryForm(forms.Form):
    """What a conversation is about; nothing when empty."""

    category = forms.ModelChoiceField(
        Category.objects.current(), required=False, label=_("Category")
    )


class StatusOfForm(forms.Form):
    """Which status a conversation gets; none when empty."""

    status = forms.ModelChoiceField(Status.objects.current(), required=False, label=_("Status"))


class PriorityForm(forms.Form):
    """How urgent a conversation is."""

    priority = forms.TypedChoiceField(
        choices=Priority.choices,
        coerce=lambda value: Priority(int(value)),
        label=_("Priority"),
    )


class ThanksForm(forms.Form):
    """What becomes of conversations when the customer only says thanks."""

    lets_rest = forms.BooleanField(required=False, label=_("Let the conversation rest"))


class InvitationForm(forms.Form):
    """Whether we come."""

    answer = forms.TypedChoiceField(
        choices=Participation.choices, coerce=Participation, label=_("Answer")
    )


class LanguageForm(forms.Form):
    """The language that a customer writes."""

    language = forms.ChoiceField(choices=list(LANGUAGES.items()), label=_("Language"))


class SubjectForm(forms.Form):
    """What a conversation is about."""

    subject = forms.CharField(max_length=caps.SUBJECT_CHARS, label=_("Subject"))


class TagForm(forms.Form):
    """A tag by its name."""

    name = forms.CharField(max_length=caps.TAG_CHARS, label=_("Tag"))


class SensitiveDataForm(forms.Form):
    """Which kinds of sensitive data are looked for; the names are those of `sought.ALL`."""

    kinds = forms.MultipleChoiceField(
        label=_("Look for"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("card", _("Card numbers")),
            ("account", _("Bank accounts (IBAN)")),
            ("password", _("Passwords")),
            ("key", _("Secret keys of services")),
            ("recording", _("Cookies and passwords in recordings of a browser (HAR)")),
        ],
    )


class AnswerChecksForm(forms.Form):
    """Which checks of answers there are; the names are those of `answer_check.CHECKS`."""

    checks = forms.MultipleChoiceField(
        label=_("Tell of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(check.name, check.label) for check in CHECKS],
    )

    @property
    def off(self) -> set[str]:
        """Return what was not chosen."""
        return {check.name for check in CHECKS} - set(self.cleaned_data["checks"])


class _MomentForm(forms.Form):
    """A moment: one of those that are offered for a channel, or an own one."""

    def __init__(self, *args: Any, channel: Channel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._channel = channel

    def offered(self, name: str) -> datetime | None:
        """Return the offered moment of this name."""
        found = (one.at for one in presets_for(self._channel) if one.name == name)
        return next(found, None) if name else None


class SnoozeForm(_MomentForm):
    """Until when to put a conversation away: an offered moment, an own one, or `reply`, when the customer writes."""

    preset = forms.CharField(required=False)
    at = forms.DateTimeField(
        required=False,
        label=_("Date and time"),
        widget=forms.DateTimeInput({"type": "datetime-local"}),
    )

    def clean(self) -> dict[str, Any]:
        """Put the moment under `until`."""
        data = super().clean() or {}
        if data.get("preset") == UNTIL_REPLY:
            return {**data, "until": None}
        until: datetime | None = self.offered(data.get("preset", "")) or data.get("at")
        if until is None and not self.errors:
            raise forms.ValidationError(_("Please choose when the conversation comes back."))
        return {**data, "until": until}


class PromiseForm(forms.Form):
    """A promise that somebody notes by hand."""

    due_at = forms.DateTimeField(label=_("Promised by"))
    words = forms.CharField(required=False, max_length=300)


class LaterForm(_MomentForm):
    """When an answer is to be sent: one of the offered moments (`later` names it), or an own one."""

    later = forms.CharField(max_length=20)
    later_at = forms.DateTimeField(required=False, label=_("Date and time"))

    def clean(self) -> dict[str, Any]:
        """Put the moment under `until`."""
        data = super().clean() or {}
        until: datetime | None = self.offered(data.get("later", "")) or data.get("later_at")
        if until is None and not self.errors:
            raise forms.ValidationError(_("Please choose when the answer is sent."))
        return {**data, "until": until}


class _ProtectedForm(forms.Form):
    """What the author decided about signing and encrypting, where the composer offered it (`protects`)."""

    protects = forms.BooleanField(required=False)
    sign = forms.BooleanField(required=False)
    encrypt = forms.BooleanField(required=False)

    @property
    def decided(self) -> dict[str, bool | None]:
        """Return what was decided; None leaves it to the channel."""
        data = self.cleaned_data
        return {name: data[name] if data["protects"] else None for name in ("sign", "encrypt")}


class WritingForm(_ProtectedForm):
    """An answer or a note as it stands in the composer."""

    text = forms.CharField(required=False, max_length=caps.MESSAGE_CHARS, strip=False)
    html = forms.CharField(required=False, max_length=caps.RICH_TEXT_CHARS)
    to = forms.CharField(required=False, max_length=2000)
    cc = forms.CharField(required=False, max_length=2000)
    bcc = forms.CharField(required=False, max_length=2000)
    sender = forms.CharField(required=False, max_length=320)
    seen = forms.CharField(required=False, max_length=caps.MARK_CHARS)
    attachments = forms.ModelMultipleChoiceField(Attachment.objects.none(), required=False)

    def __init__(self, *args: Any, agent: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attachments"] = _own_files(agent)

    def clean_to(self) -> list[str]:
        """Return the addresses one by one."""
        return addresses_in(self.cleaned_data["to"])

    def clean_cc(self) -> list[str]:
        """Return the addresses one by one."""
        return addresses_in(self.cleaned_data["cc"])

    def clean_bcc(self) -> list[str]:
        """Return the addresses one by one."""
        return addresses_in(self.cleaned_data["bcc"])


class CheckForm(forms.Form):
    """An answer that is about to be sent, as far as the answer check looks at it."""

    text = forms.CharField(required=False, max_length=caps.MESSAGE_CHARS, strip=False)
    attachments = forms.ModelMultipleChoiceField(Attachment.objects.none(), required=False)

    def __init__(self, *args: Any, agent: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attachments"] = _own_files(agent)


class ForwardForm(forms.Form):
    """To whom something is passed on, and what is said with it."""

    to = forms.CharField(max_length=2000, label=_("To"))
    cc = forms.CharField(required=False, max_length=2000, label=_("Copy to"))
    text = forms.CharField(
        required=False,
        max_length=caps.MESSAGE_CHARS,
        label=_("Message"),
        widget=forms.Textarea({"rows": 5}),
        help_text=_("Stands above what is forwarded."),
    )
    in_clear = forms.BooleanField(
        required=False,
        label=_("Forward it unencrypted"),
        help_text=_("Otherwise it goes out encrypted, or not at all."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("to", "cc"):
            self.fields[name].widget.attrs |= {"inputmode": "email", "autocomplete": "off"}

    def clean_to(self) -> list[str]:
        """Return the addresses one by one."""
        return addresses_in(self.cleaned_data["to"])

    def clean_cc(self) -> list[str]:
        """Return the addresses one by one."""
        return addresses_in(self.cleaned_data["cc"])


class DraftForm(_ProtectedForm):
    """What is being written, kept as it is: it need not be right yet."""

    direction = forms.ChoiceField(
        choices=[(Direction.OUTBOUND.value, ""), (Direction.NOTE.value, "")]
    )
    # The version that it was written upon, empty for a new one; left out, whatever is there gives way.
    known = forms.CharField(required=False, max_length=40)
    text = forms.CharField(required=False, max_length=caps.MESSAGE_CHARS, strip=False)
    html = forms.CharField(required=False, max_length=caps.RICH_TEXT_CHARS)
    to = forms.CharField(required=False, max_length=2000)
    cc = forms.CharField(required=False, max_length=2000)
    bcc = forms.CharField(required=False, max_length=2000)
    sender = forms.CharField(required=False, max_length=320)
    attachments = forms.ModelMultipleChoiceField(Attachment.objects.none(), required=False)

    def __init__(self, *args: Any, agent: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attachments"] = _own_files(agent)

    def clean_known(self) -> str | None:
        """Tell an empty version from none."""
        known: str = self.cleaned_data["known"]
        return known if "known" in self.data else None


class OfferForm(_ProtectedForm):
    """To whom an answer would go: it need not be right yet."""

    to = forms.CharField(required=False, max_length=2000)
    cc = forms.CharField(required=False, max_length=2000)
    bcc = forms.CharField(required=False, max_length=2000)
    sender = forms.CharField(required=False, max_length=320)

    @property
    def recipients(self) -> list[str]:
        """Return the addresses that are complete."""
        typed = ",".join(self.cleaned_data[name] for name in ("to", "cc", "bcc"))
        found = []
        for piece in re.split(r"[,;\n]", typed):
            with contextlib.suppress(forms.ValidationError):
                found += addresses_in(piece)
        return found


class TargetForm(forms.Form):
    """The other conversation of a merge or a move (`act`), among those the agent may see."""

    into = forms.ModelChoiceField(Conversation.objects.none(), label=_("Conversation"))

    def __init__(self, *args: Any, agent: Agent, act: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actor, self._act = agent.actor, act
        self.fields["into"] = forms.ModelChoiceField(
            Conversation.objects.visible_to(agent.actor), label=_("Conversation")
        )

    def clean(self) -> None:
        """Note in the audit trail that somebody named a conversation out of their reach."""
        if "into" in self.errors:
            unseen = Conversation.objects.all()
            refusals.out_of_reach(self._act, by=self._actor, rows=unseen, ids=_ids(self, "into"))


class LinkForm(TargetForm):
    """Another conversation, and what one is to it."""

    relation = forms.TypedChoiceField(
        choices=Relation.choices, coerce=Relation, label=_("Relation")
    )


class MessagesForm(forms.Form):
    """Some messages of one conversation that are to be split off."""

    messages = forms.ModelMultipleChoiceField(Message.objects.none(), label=_("Messages"))

    def __init__(self, *args: Any, conversation: Conversation, agent: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._actor = agent.actor
        self.fields["messages"] = forms.ModelMultipleChoiceField(
            conversation.messages.filter(withdrawn_at=None), label=_("Messages")
        )

    def clean(self) -> None:
        """Note in the audit trail that somebody named messages out of their reach."""
        if "messages" in self.errors:
            visible = Conversation.objects.visible_to(self._actor)
            unseen = Message.objects.exclude(conversation__in=visible)
            refusals.out_of_reach(
                "conversation.split", by=self._actor, rows=unseen, ids=_ids(self, "messages")
            )


class StartForm(forms.Form):
    """A conversation that the company begins: through which channel, to whom, about what."""

    channel = forms.ModelChoiceField(Channel.objects.none(), label=_("From"), empty_label=None)
    to = forms.EmailField(
        max_length=320,
        label=_("To"),
        help_text=_("A name you know, or a mail address. Somebody new becomes a customer."),
    )
    subject = forms.CharField(max_length=caps.SUBJECT_CHARS, label=_("Subject"))
    text = forms.CharField(
        max_length=caps.MESSAGE_CHARS, label=_("Message"), widget=forms.Textarea({"rows": 8})
    )
    html = forms.CharField(
        required=False, max_length=caps.RICH_TEXT_CHARS, widget=forms.HiddenInput()
    )
    attachments = forms.ModelMultipleChoiceField(Attachment.objects.none(), required=False)

    def __init__(self, *args: Any, agent: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channels = Channel.objects.open().visible_to(agent.actor)
        self.fields["channel"].queryset = channels  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["channel"].initial = channels.filter(team__agents=agent).first()
        self.fields["attachments"] = _own_files(agent)


class StartDraftForm(StartForm):
    """A new conversation as far as it is typed: nothing of it need be right yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = forms.CharField(max_length=320)
        for field in self.fields.values():
            field.required = False


def addresses_in(text: str) -> list[str]:
    """Return the mail addresses of a list as it was typed: by commas, semicolons or lines."""
    parts = re.split(r"[,;\n]", text)
    found = [_bare(part).strip() for part in parts if part.strip()]
    for address in found:
        if not is_mail_address(address):
            raise forms.ValidationError(
                _("“%(address)s” is no mail address.") % {"address": one_line(address, 80)}
            )
    return found


def _bare(text: str) -> str:
    """Return the address of ``Ida König <ida@koenig.example>``, or the text as it is."""
    match = re.search(r"<([^<>]*)>\s*$", text)
    return match[1] if match else text


def _ids(form: forms.Form, field: str) -> list[int]:
    """Return the numbers that somebody sent in a field."""
    sent = form.data.getlist(field) if isinstance(form.data, QueryDict) else []
    return [
        int(one) for one in sent if one.isascii() and one.isdigit() and len(one) <= caps.ID_DIGITS
    ]


def _own_files(agent: Agent) -> forms.ModelMultipleChoiceField[Attachment]:
    """A field for the files that this agent has uploaded and not attached yet."""
    return forms.ModelMultipleChoiceField(
        Attachment.objects.filter(message=None, uploaded_by=agent),
        required=False,
        error_messages={"invalid_choice": _("A file is no longer there; please attach it again.")},
    )
