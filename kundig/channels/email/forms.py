"""The form of a mailbox. It cleans; what may be done the verbs decide."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kundig.channels.email.actions import CHANNEL_FIELDS, MAILBOX_FIELDS
from kundig.channels.email.automatic import LANGUAGES
from kundig.channels.email.models import (
    AfterFetching,
    AutomaticAnswers,
    Incoming,
    Mailbox,
    Security,
    SenderChecks,
)
from kundig.core import caps
from kundig.core.actor import Actor
from kundig.staff.models import Team
from kundig.staff.rights import limits

_UNASKED = {
    Incoming.LISTENER: ("incoming_port", "imap_folder", "after_fetching_pop3"),
    Incoming.IMAP: ("after_fetching_pop3",),
    Incoming.POP3: ("imap_folder", "after_fetching"),
}
"""What must be filled in, but not for this way of coming in: the page doesn't show it then."""

_SAFE = _("Only once the mail is safe here.")
_KEPT = _("Leave empty to keep the one we have.")


def _text(label: Any) -> forms.CharField:
    """A field for a longer text; `label` is a lazy translation."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=caps.AUTOMATIC_CHARS,
        widget=forms.Textarea({"rows": 6}),
    )


class MailboxForm(forms.Form):
    """Everything about a mailbox on one page; passwords go in and never come out again."""

    address = forms.EmailField(
        label=_("Mail address"), help_text=_("What customers write to."), max_length=320
    )
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("How your team calls it."))
    sender_name = forms.CharField(
        label=_("Sender’s name"),
        max_length=120,
        required=False,
        help_text=_("What customers see beside the address; empty: the name."),
    )
    further_addresses = forms.CharField(
        label=_("Further addresses"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
        help_text=_(
            "Mail to them comes in here, too, and answers may be written from them. One a line, with a sender’s "
            "name of its own if you like: Sales <sales@company.com>"
        ),
    )
    team = forms.ModelChoiceField(
        label=_("Team"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=_("No team"),
        help_text=_("New conversations go to this team."),
    )
    incoming = forms.ChoiceField(
        label=_("How mail comes in"), choices=Incoming.choices, widget=forms.RadioSelect
    )
    signs_replies = forms.BooleanField(
        label=_("Reply address with a sign of its own"),
        required=False,
        help_text=_(
            "Answers go to address+sign@…, so that they find their conversation even when mail programs "
            "lose the thread. Your mail server must accept a plus in addresses."
        ),
    )
    sender_checks = forms.ChoiceField(
        label=_("Check senders"), choices=SenderChecks.choices, widget=forms.RadioSelect
    )
    authserv_id = forms.CharField(
        label=_("Name of the trusted server"),
        max_length=253,
        required=False,
        help_text=_(
            "The first word of the header Authentication-Results in mails that reach you; your server must remove"
            " headers of that name which come from outside."
        ),
    )
    spam_points = forms.IntegerField(
        label=_("Spam from how many points"),
        min_value=0,
        max_value=caps.SPAM_POINTS_MOST,
        help_text=_(
            "What your mail server’s filter writes into each mail, on the scale of SpamAssassin; other filters’ numbers"
            " are converted. 0: don’t look at points."
        ),
    )
    learns_spam = forms.BooleanField(
        label=_("Learn from what you mark"),
        required=False,
        help_text=_(
            "“Mark as spam”, “No spam” and your answers teach Kundig what spam looks like."
        ),
    )
    incoming_host = forms.CharField(label=_("Server"), max_length=253, required=False)
    incoming_port = forms.IntegerField(
        label=_("Port"),
        min_value=1,
        max_value=65_535,
        help_text=_("Usually 993 for IMAP, 995 for POP3."),
    )
    incoming_security = forms.ChoiceField(label=_("Protection"), choices=Security.choices)
    incoming_user = forms.CharField(label=_("User"), max_length=320, required=False)
    incoming_password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        help_text=_KEPT,
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )
    imap_folder = forms.CharField(
        label=_("Folder"),
        max_length=200,
    )
    further_folders = forms.CharField(
        label=_("Further folders"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea({"rows": 2, "spellcheck": "false"}),
        help_text=_("One a line. New mail there is noticed within a minute."),
    )
    after_fetching = forms.ChoiceField(
        label=_("After fetching"),
        choices=AfterFetching.choices,
        help_text=_SAFE,
    )
    after_fetching_pop3 = forms.ChoiceField(
        label=_("After fetching"),
        # A POP3 server knows neither marks nor folders.
        choices=[
            (AfterFetching.KEEP, _("Leave it there")),
            (AfterFetching.DELETE, AfterFetching.DELETE.label),
        ],
        help_text=_SAFE,
    )
    done_folder = forms.CharField(
        label=_("Folder for fetched mail"),
        max_length=200,
        required=False,
        help_text=_("Where it is moved to; made if it is not there."),
    )
    attachment_megabytes = forms.IntegerField(
        label=_("Attachments up to (MB)"),
        min_value=1,
        max_value=caps.MAIL_ATTACHED_MEGABYTES_MOST,
        help_text=_(
            "Larger files go out as links, from which the customer fetches them. Most servers take mails of 20 MB."
        ),
    )
    smtp_host = forms.CharField(
        label=_("Server"),
        max_length=253,
        required=False,
        help_text=_("Without a server, answers stay on the demo mailbox’s page."),
    )
    smtp_port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65_535)
    smtp_security = forms.ChoiceField(label=_("Protection"), choices=Security.choices)
    smtp_user = forms.CharField(label=_("User"), max_length=320, required=False)
    smtp_password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        help_text=_KEPT,
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, actor: Actor, mailbox: Mailbox | None = None) -> None:
        super().__init__(data, initial=_initial(mailbox or Mailbox()))
        team = self.fields["team"]
        assert isinstance(team, forms.ModelChoiceField)
        team.queryset = Team.objects.filter(archived_at=None)
        own = limits(actor)
        if own is not None:
            # A mailbox without a team would be out of their own reach.
            team.queryset = team.queryset.filter(pk__in=own)
            team.required = True
            team.empty_label = None
        if mailbox is None:
            # There is none yet that could be kept.
            for name in ("incoming_password", "smtp_password"):
                self.fields[name].help_text = ""
        for field in self.fields.values():
            # The parts of the page lie beside the form's element and name it.
            field.widget.attrs["form"] = "mailbox"

    def clean(self) -> dict[str, Any]:
        """Keep what a field holds that nobody sees, whatever it says now."""
        for name in _UNASKED.get(self.cleaned_data.get("incoming", ""), ()):
            if self.errors.pop(name, None):
                self.cleaned_data[name] = self.initial[name]
        return self.cleaned_data

    def clean_further_addresses(self) -> list[tuple[str, str]]:
        """Return the addresses with their senders' names."""
        lines = self.cleaned_data["further_addresses"].splitlines()
        return [_address_and_name(line) for line in lines if line.strip()]

    def clean_further_folders(self) -> list[str]:
        """Return the names of the folders."""
        lines = self.cleaned_data["further_folders"].splitlines()
        return [name.strip() for name in lines if name.strip()]

    @property
    def settings(self) -> dict[str, Any]:
        """Return the clean values as `mailbox.change` takes them: no password keeps the old one."""
        values = dict(self.cleaned_data)
        after = values.pop("after_fetching_pop3")
        if values["incoming"] == Incoming.POP3:
            values["after_fetching"] = after
        return {
            name: (value or None) if name.endswith("_password") else value
            for name, value in values.items()
        }


class AutomaticAnswersForm(forms.Form):
    """What a mailbox answers by itself, in each language."""

    confirms = forms.BooleanField(label=_("Confirm a first message"), required=False)
    confirmation_de = _text(_("Confirmation, German"))
    confirmation_en = _text(_("Confirmation, English"))
    answers_outside_hours = forms.BooleanField(
        label=_("Answer outside opening hours"), required=False
    )
    outside_hours_de = _text(_("Outside opening hours, German"))
    outside_hours_en = _text(_("Outside opening hours, English"))

    def __init__(self, data: Any = None, *, kept: AutomaticAnswers) -> None:
        initial: dict[str, Any] = {
            "confirms": kept.confirms,
            "answers_outside_hours": kept.answers_outside_hours,
        }
        for name in ("confirmation", "outside_hours"):
            texts = getattr(kept, name) or _usual_texts(name)
            initial |= {f"{name}_{language}": texts.get(language, "") for language in LANGUAGES}
        super().__init__(data, initial=initial)
        for field in self.fields.values():
            field.widget.attrs["form"] = "automatic"

    @property
    def settings(self) -> dict[str, Any]:
        """Return the clean values as `mailbox.set_automatic_answers` takes them."""
        data = self.cleaned_data
        texts = {
            name: {one: data[f"{name}_{one}"].replace("\r\n", "\n").strip() for one in LANGUAGES}
            for name in ("confirmation", "outside_hours")
        }
        return {
            "confirms": data["confirms"],
            "answers_outside_hours": data["answers_outside_hours"],
            **texts,
        }


def _usual_texts(name: str) -> dict[str, str]:
    """What is proposed where nobody has written a text yet."""
    texts = {}
    for language in LANGUAGES:
        with translation.override(language):
            texts[language] = str(_USUAL[name])
    return texts


_USUAL = {
    "confirmation": _(
        "Hello {customer},\n\nwe have received your message and will get back to you as soon as we can."
        "\n\n{organisation}"
    ),
    "outside_hours": _(
        "Hello {customer},\n\nwe are not there at the moment. We will be back on {opening} and answer then."
        "\n\n{organisation}"
    ),
}


def _address_and_name(line: str) -> tuple[str, str]:
    """Return address and name of ``Sales <sales@company.com>``; what looks otherwise is left for the verb to judge."""
    match = re.fullmatch(r"([^<>]*)<([^<>]*)>", line.strip())
    return (match[2].strip(), match[1].strip(' "')) if match else (line.strip(), "")


def _initial(mailbox: Mailbox) -> dict[str, Any]:
    initial = {name: getattr(mailbox, name) for name in MAILBOX_FIELDS}
    deletes = mailbox.after_fetching == AfterFetching.DELETE
    initial["after_fetching_pop3"] = AfterFetching.DELETE if deletes else AfterFetching.KEEP
    initial["further_folders"] = "\n".join(mailbox.further_folders)
    if mailbox.pk:
        initial |= {name: getattr(mailbox.channel, name) for name in CHANNEL_FIELDS}
        initial["further_addresses"] = "\n".join(
            f"{one.name} <{one.address}>" if one.name else one.address
            for one in mailbox.channel.further_addresses.all()
        )
    return initial
