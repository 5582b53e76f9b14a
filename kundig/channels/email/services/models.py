"""ServiceAccount: a mailbox's account at a mail service. Posting: what the service posted. SentThrough: its names for our mails."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from kundig.conversations.models import Channel, Message
from kundig.core.models import Blob, Secret
from kundig.core.time import now


class MailService(models.TextChoices):
    """The mail services that are understood; their names are the same in every language."""

    AMAZON_SES = "amazon_ses", "Amazon SES"
    BREVO = "brevo", "Brevo"
    MAILERSEND = "mailersend", "MailerSend"
    MAILGUN = "mailgun", "Mailgun"
    MAILJET = "mailjet", "Mailjet"
    MANDRILL = "mandrill", "Mandrill"
    POSTAL = "postal", "Postal"
    POSTMARK = "postmark", "Postmark"
    RESEND = "resend", "Resend"
    SENDGRID = "sendgrid", "SendGrid"
    SPARKPOST = "sparkpost", "SparkPost"


class About(models.TextChoices):
    """What a webhook brings: mails, or what became of ours."""

    MAIL = "mail", _("Incoming mail")
    NEWS = "news", _("Delivery events")


def new_token() -> str:
    """Return a word of 256 bits that nobody guesses."""
    return secrets.token_urlsafe(32)


class ServiceAccount(models.Model):
    """What a mailbox needs to get mail from a service and to send through it; keys are sealed."""

    mailbox = models.OneToOneField(
        "email.Mailbox", primary_key=True, on_delete=models.PROTECT, related_name="service_account"
    )
    service = models.CharField(_("mail service"), max_length=12, choices=MailService.choices)
    # Names the mailbox in the webhooks' addresses.
    token = models.CharField(max_length=43, unique=True, default=new_token, editable=False)
    sends = models.BooleanField(_("answers go out through it"), default=False)
    api_key = models.ForeignKey(
        Secret, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    # What the service signs its webhooks with, one a line: while a key is changed, both count.
    hook_keys = models.ForeignKey(
        Secret, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    # Mailgun: the domain that mail is sent from.
    domain = models.CharField(_("sending domain"), max_length=253, blank=True)
    # Another address of the interface: of a region, or of one's own server.
    api_address = models.URLField(_("address of the interface"), max_length=300, blank=True)

    # Whether it may lie in the networks of our own: not where somebody limited to teams named it.
    reaches_inside = models.BooleanField(default=True, editable=False)

    mail_at = models.DateTimeField(null=True, editable=False)
    news_at = models.DateTimeField(null=True, editable=False)
    # When somebody last posted something that the service had not signed.
    refused_at = models.DateTimeField(null=True, editable=False)
    # What is wrong with how the service is set up, in one word of `health.TROUBLE`; empty while nothing is.
    trouble = models.CharField(max_length=40, blank=True, editable=False)

    def __str__(self) -> str:
        return f"{self.get_service_display()} of {self.mailbox_id}"


class Posting(models.Model):
    """What a mail service posted, exactly as it came. Committed before the service hears that we have it."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="postings")
    service = models.CharField(max_length=12, choices=MailService.choices)
    about = models.CharField(max_length=4, choices=About.choices)
    # The service's own key for this delivery, or the content's sum: the same twice is one.
    key = models.CharField(max_length=200)
    blob = models.OneToOneField(Blob, on_delete=models.PROTECT, related_name="+")
    headers = models.JSONField(default=dict)
    posted_at = models.DateTimeField(default=now, db_index=True)
    read_at = models.DateTimeField(null=True)
    # The inputs that its mails became, or were already: what is deleted for good there must not stay here.
    receipts = ArrayField(models.BigIntegerField(), default=list)
    # How often it was put off because what it speaks of was not known yet, or could not be fetched.
    waits = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["channel", "about", "key"], name="posting_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["receipts"], name="posting_receipts"),
            models.Index(
                fields=["channel"], condition=models.Q(read_at=None), name="posting_unread"
            ),
        ]

    def __str__(self) -> str:
        return f"posting {self.pk} of {self.channel_id}"


class SentThrough(models.Model):
    """Under which id a service knows a message of ours, or the copy of it that went to one recipient."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="sent_through")
    service = models.CharField(max_length=12, choices=MailService.choices)
    service_id = models.CharField(max_length=300)
    at = models.DateTimeField(default=now, db_index=True)

    class Meta:
        verbose_name_plural = "sent through"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["service", "service_id", "message"], name="sent_through_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.service_id} is {self.message_id}"
