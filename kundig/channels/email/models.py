"""Mailbox: how one mail address is fed and emptied. SentMail: what a mailbox without a server would have sent."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from kundig.channels.email.services.models import (
    MailService,
    Posting,
    SentThrough,
    ServiceAccount,
)
from kundig.channels.models import Receipt
from kundig.channels.reach import arranged_by
from kundig.conversations.models import Channel, Message
from kundig.core import caps
from kundig.core.actor import Actor
from kundig.core.models import Blob, Secret
from kundig.core.time import now
from kundig.staff.grants import AgentGrants

__all__ = ["MailService", "Posting", "SentThrough", "ServiceAccount"]


class Incoming(models.TextChoices):
    """How mail gets in."""

    LISTENER = "listener", _("The mail server delivers it to Kundig (SMTP or LMTP)")
    IMAP = "imap", _("Kundig fetches it from an IMAP server")
    POP3 = "pop3", _("Kundig fetches it from a POP3 server")


class AfterFetching(models.TextChoices):
    """What becomes of a mail on the server once it is committed here."""

    KEEP = "keep", _("Leave it there, unread")
    SEEN = "seen", _("Leave it there, marked as read")
    MOVE = "move", _("Move it into another folder")
    DELETE = "delete", _("Delete it")


class Security(models.TextChoices):
    """How a connection to a mail server is protected."""

    TLS = "tls", _("TLS")
    STARTTLS = "starttls", _("STARTTLS")
    NONE = "none", _("None")


class SenderChecks(models.TextChoices):
    """How a mailbox finds out whether senders are who they say."""

    NONE = "none", _("Not at all")
    TRUSTED = "trusted", _("By the results that your own mail server writes into each mail")
    OWN = (
        "own",
        _(
            "By Kundig itself: signatures (DKIM), the server that brought the mail (SPF) and the domain’s policy (DMARC)"
        ),
    )


class MailboxQuerySet(models.QuerySet["Mailbox"]):
    """Mailboxes, narrowed by adjectives."""

    def visible_to(self, actor: Actor) -> MailboxQuerySet:
        """Narrow to those whose channel this actor may arrange."""
        return self.filter(channel__in=arranged_by(actor))


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

    # The server that mail is fetched from, by IMAP or POP3.
    incoming_host = models.CharField(_("server"), max_length=253, blank=True)
    incoming_port = models.PositiveIntegerField(_("port"), default=993)
    incoming_security = models.CharField(
        _("protection"), max_length=8, choices=Security.choices, default=Security.TLS
    )
    incoming_user = models.CharField(_("user"), max_length=320, blank=True)
    incoming_secret = models.ForeignKey(
        Secret, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    imap_folder = models.CharField(_("folder"), max_length=200, default="INBOX")
    further_folders = ArrayField(
        models.CharField(max_length=200),
        verbose_name=_("further folders"),
        default=list,
        blank=True,
    )
    after_fetching = models.CharField(
        _("after fetching"),
        max_length=8,
        choices=AfterFetching.choices,
        default=AfterFetching.SEEN,
    )
    # Where fetched mail is moved to.
    done_folder = models.CharField(_("moved to"), max_length=200, blank=True)

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

    # Whether its servers may lie in the networks of our own: not where somebody limited to teams named them.
    reaches_inside = models.BooleanField(default=True, editable=False)

    sender_checks = models.CharField(
        _("check senders"), max_length=8, choices=SenderChecks.choices, default=SenderChecks.NONE
    )
    # From how many points of a filter on the way a mail is spam; 0: points are not looked at.
    spam_points = models.PositiveSmallIntegerField(_("spam from"), default=caps.SPAM_POINTS)
    # Whether marking mail of this mailbox teaches the filter, and the filter decides about it.
    learns_spam = models.BooleanField(_("learn from what is marked"), default=True)
    # The name under which the trusted server writes Authentication-Results.
    authserv_id = models.CharField(_("name of the server"), max_length=253, blank=True)

    # More than this becomes links: what a server refuses as too large nobody gets.
    attachment_megabytes = models.PositiveSmallIntegerField(
        _("attachments up to"), default=caps.MAIL_ATTACHED_MEGABYTES
    )

    # How fetching fares: the last try, the last one that went well, what went wrong since when, and how
    # many mails still lie on the server.
    tried_at = models.DateTimeField(null=True, editable=False)
    fetched_at = models.DateTimeField(null=True, editable=False)
    fetch_error = models.CharField(max_length=40, blank=True, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    backlog = models.PositiveIntegerField(default=0, editable=False)
    # When somebody was told that it fails, or that it is quiet for unusually long; empty while all is well.
    failure_told_at = models.DateTimeField(null=True, editable=False)
    silence_told_at = models.DateTimeField(null=True, editable=False)

    objects = MailboxQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "mailboxes"

    def __str__(self) -> str:
        return str(self.channel)

    @property
    def is_demo(self) -> bool:
        """Tell whether nothing of it leaves this machine."""
        return not self.smtp_host and self.sending_service is None

    @property
    def service(self) -> ServiceAccount | None:
        """Return the mailbox's account at a mail service, if it has one."""
        return getattr(self, "service_account", None)

    @property
    def sending_service(self) -> ServiceAccount | None:
        """Return the account that answers go out through; None where they go by SMTP, or nowhere."""
        return self.service if self.service is not None and self.service.sends else None

    @property
    def fetches(self) -> bool:
        """Tell whether Kundig fetches its mail."""
        return self.incoming in (Incoming.IMAP, Incoming.POP3) and bool(self.incoming_host)

    @property
    def folders(self) -> list[str]:
        """Return the folders that mail is fetched from, each once."""
        return list(dict.fromkeys([self.imap_folder, *self.further_folders]))

    def is_within(self, grants: AgentGrants) -> bool:
        """Tell whether an agent with these grants may arrange the mailbox."""
        return grants.teams is None or self.channel.team_id in grants.teams


class Provider(models.TextChoices):
    """Who signs mailboxes in by OAuth. Each needs a client that one has registered there oneself."""

    MICROSOFT = "microsoft", _("Microsoft 365")
    GOOGLE = "google", _("Google")
    OTHER = "other", _("Another provider")


class OAuthClient(models.Model):
    """Kundig's own registration at a provider: with it, mailboxes are signed in without a password."""

    provider = models.CharField(_("provider"), max_length=10, choices=Provider.choices, unique=True)
    client_id = models.CharField(_("client ID"), max_length=300)
    secret = models.ForeignKey(
        Secret, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    # Microsoft: the directory whose people may sign in.
    tenant = models.CharField(_("directory (tenant)"), max_length=100, blank=True)
    # Another provider: where people sign in, where tokens are given out, and what to ask for.
    authorize_url = models.URLField(_("sign-in page"), max_length=500, blank=True)
    token_url = models.URLField(_("address for tokens"), max_length=500, blank=True)
    scope = models.CharField(_("scopes"), max_length=500, blank=True)

    def __str__(self) -> str:
        return self.get_provider_display()


class Grant(models.Model):
    """Leave to use a mailbox, given by somebody who signed in at its provider; the tokens are sealed."""

    mailbox = models.OneToOneField(
        Mailbox, primary_key=True, on_delete=models.CASCADE, related_name="grant"
    )
    client = models.ForeignKey(OAuthClient, on_delete=models.PROTECT, related_name="grants")
    access = models.ForeignKey(Secret, on_delete=models.PROTECT, related_name="+")
    refresh = models.ForeignKey(Secret, null=True, on_delete=models.SET_NULL, related_name="+")
    expires_at = models.DateTimeField()
    granted_at = models.DateTimeField(default=now)
    refreshed_at = models.DateTimeField(default=now)
    # Why the token can't be renewed, in one word, and since when; empty while it can.
    trouble = models.CharField(max_length=40, blank=True)
    failing_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"grant for {self.mailbox_id}"


class Place(models.Model):
    """Where fetching stands in one folder of one server. UIDs mean something only with the UIDVALIDITY."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="places")
    # Tells this folder from that of other settings: many servers count alike, from 1.
    key = models.CharField(max_length=16)
    folder = models.CharField(max_length=200)
    uid_validity = models.BigIntegerField(null=True)
    last_uid = models.BigIntegerField(default=0)
    # The day before the first fetch: what lay there before is not Kundig's.
    fetched_since = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["mailbox", "key"], name="place_once")
        ]

    def __str__(self) -> str:
        return f"{self.folder} of {self.mailbox_id}"


class FurtherKey(models.Model):
    """The server's key of a further copy of a mail that we have: without it each copy would be fetched for ever."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="further_keys")
    key = models.CharField(max_length=200)
    receipt = models.ForeignKey(Receipt, on_delete=models.CASCADE, related_name="further_keys")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["mailbox", "key"], name="further_key_once")
        ]

    def __str__(self) -> str:
        return f"{self.key} of {self.mailbox_id}"


class AutomaticAnswers(models.Model):
    """What a mailbox answers by itself; nothing at all unless somebody has switched it on."""

    mailbox = models.OneToOneField(
        Mailbox, primary_key=True, on_delete=models.PROTECT, related_name="automatic_answers"
    )
    confirms = models.BooleanField(default=False)
    answers_outside_hours = models.BooleanField(default=False)
    # Texts by language: {"de": "…", "en": "…"}.
    confirmation = models.JSONField(default=dict)
    outside_hours = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "automatic answers"

    def __str__(self) -> str:
        return f"automatic answers of {self.mailbox_id}"


class AutomaticMail(models.Model):
    """That an address was answered by itself: counted, so that it happens rarely and never in a circle."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="automatic_mails")
    address = models.CharField(max_length=320)
    at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["address", "-at"], name="automatic_mail_address"),
            models.Index(fields=["mailbox", "-at"], name="automatic_mail_mailbox"),
        ]

    def __str__(self) -> str:
        return f"automatic mail to {self.address}"


class Quiet(models.Model):
    """An address, or a whole mailbox (no address), that is not answered by itself for a while."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="quiets")
    address = models.CharField(max_length=320, blank=True)
    until = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["mailbox", "address"], name="quiet_once")
        ]

    def __str__(self) -> str:
        return f"quiet for {self.address or self.mailbox_id}"


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
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-at"], name="sent_mail_at"),
            models.Index(fields=["external_id"], name="sent_mail_external"),
        ]

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


class SpamWord(models.Model):
    """In how many messages of each kind a word was; the word itself is not kept, see `junk.words`."""

    key = models.BigIntegerField(primary_key=True)
    spam = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key}: {self.spam} / {self.good}"


class SpamLesson(models.Model):
    """What a message has taught: kept, so that it counts once and can be taken back exactly."""

    message = models.OneToOneField(
        Message, primary_key=True, on_delete=models.PROTECT, related_name="spam_lesson"
    )
    # Empty only while it is being taught.
    is_spam = models.BooleanField(null=True)
    words = ArrayField(models.BigIntegerField())

    def __str__(self) -> str:
        return f"lesson of {self.message_id}"


# The keys for signed and encrypted mail have a folder of their own.
from kundig.channels.email.protected.models import (  # noqa: E402  # they name the mailbox
    KnownKey,
    OwnKey,
    ProtectionRule,
    RevocationList,
    TrustedAuthority,
)

__all__ = [
    "KnownKey",
    "OwnKey",
    "ProtectionRule",
    "RevocationList",
    "TrustedAuthority",
]
