"""Mailbox: how one mail address is fed and emptied. SentMail: what a mailbox without a server would have sent."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kundig.conversations.models import Channel, Message
from kundig.core import caps
from kundig.core.models import Blob, Secret
from kundig.core.time import now


class Incoming(models.TextChoices):
    """How mail gets in."""

    LISTENER = "listener", _("The mail server delivers it to Kundig (SMTP or LMTP)")
    IMAP = "imap", _("Kundig fetches it from an IMAP server")


class Security(models.TextChoices):
    """How a connection to a mail server is protected."""

    TLS = "tls", _("TLS")
    STARTTLS = "starttls", _("STARTTLS")
    NONE = "none", _("None")


class Mailbox(models.Model):
    """The settings of a mail channel; name, address and team lie on the channel itself."""

    channel = models.OneToOneField(
        Channel, primary_key=True, on_delete=models.PROTECT, related_name="mailbox"
    )
    # Shown to customers beside the address; empty: the channel's name.
    sender_name = models.CharField(_("sender’s name"), max_length=120, blank=True)
    incoming = models.CharField(
        _("incoming mail"), max_length=8, choices=Incoming.choices, default=Incoming.LISTENER
    )
    # Answers come back to address+token@…: finds the conversation even where threads are torn.
    signs_replies = models.BooleanField(_("reply address with a sign of its own"), default=True)

    imap_host = models.CharField(_("server"), max_length=253, blank=True)
    imap_port = models.PositiveIntegerField(_("port"), default=993)
    imap_security = models.CharField(
        _("protection"), max_length=8, choices=Security.choices, default=Security.TLS
    )
    imap_user = models.CharField(_("user"), max_length=320, blank=True)
    imap_secret = models.ForeignKey(
        Secret, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    imap_folder = models.CharField(_("folder"), max_length=200, default="INBOX")

    # Without a server, answers stay on this machine and are shown on the demo mailbox's page.
    smtp_host = models.CharField(_("server"), max_length=253, blank=True)
    smtp_port = models.PositiveIntegerField(_("port"), default=587)
    smtp_security = models.CharField(
        _("protection"), max_length=8, choices=Security.choices, default=Security.STARTTLS
    )
    smtp_user = models.CharField(_("user"), max_length=320, blank=True)
    smtp_secret = models.ForeignKey(
        Secret, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    # More than this becomes links: what a server refuses as too large nobody gets.
    attachment_megabytes = models.PositiveSmallIntegerField(
        _("attachments up to"), default=caps.MAIL_ATTACHED_MEGABYTES
    )

    # Where fetching stands: UIDs mean something only together with the folder's UIDVALIDITY.
    uid_validity = models.BigIntegerField(null=True, editable=False)
    last_uid = models.BigIntegerField(default=0, editable=False)
    # The day of the first fetch from this folder: what lay there before is not Kundig's.
    fetched_since = models.DateField(null=True, editable=False)
    fetched_at = models.DateTimeField(null=True, editable=False)
    fetch_error = models.CharField(max_length=40, blank=True, editable=False)

    class Meta:
        verbose_name_plural = "mailboxes"

    def __str__(self) -> str:
        return str(self.channel)

    @property
    def is_demo(self) -> bool:
        """Tell whether nothing of it leaves this machine."""
        return not self.smtp_host

    @property
    def fetches(self) -> bool:
        """Tell whether Kundig fetches its mail."""
        return self.incoming == Incoming.IMAP and bool(self.imap_host)


class SentMail(models.Model):
    """A mail that stayed here because its mailbox has no server to send through."""

    message = models.ForeignKey(
        Message, null=True, on_delete=models.PROTECT, related_name="sent_mails"
    )
    external_id = models.CharField(max_length=998)
    sender = models.CharField(max_length=320)
    recipients = models.JSONField(default=list)
    subject = models.CharField(max_length=998, blank=True)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["-at"], name="sent_mail_at")]

    def __str__(self) -> str:
        return self.external_id


class Letter(models.Model):
    """A mail of Kundig's own to one of its people, until it is sent; then it is forgotten."""

    to = models.CharField(max_length=320)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    created_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"letter {self.pk}"
