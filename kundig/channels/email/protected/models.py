"""Keys for mail: our own, sealed, those of others, and whom we believe."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kundig.core.models import Secret
from kundig.core.text import in_groups
from kundig.core.time import now


class Scheme(models.TextChoices):
    """The two ways in which mails are signed and encrypted."""

    SMIME = "smime", "S/MIME"
    PGP = "pgp", "OpenPGP"


class Encrypts(models.TextChoices):
    """When a mailbox encrypts what goes out."""

    NEVER = "never", _("Not by itself")
    POSSIBLE = "possible", _("Where there is a key for every recipient")
    ALWAYS = "always", _("Always; what can’t be encrypted is not sent")


class ProtectionRule(models.Model):
    """What a mailbox signs and encrypts by itself. Without one: nothing."""

    mailbox = models.OneToOneField(
        "email.Mailbox", primary_key=True, on_delete=models.PROTECT, related_name="protection"
    )
    signs = models.BooleanField(_("sign every mail"), default=False)
    encrypts = models.CharField(
        _("encrypt"), max_length=8, choices=Encrypts.choices, default=Encrypts.NEVER
    )
    # The way that is tried first where there are keys for both.
    prefers = models.CharField(
        _("preferred"), max_length=5, choices=Scheme.choices, default=Scheme.SMIME
    )

    def __str__(self) -> str:
        return f"protection of {self.mailbox_id}"


class KeyQuerySet(models.QuerySet["OwnKey"]):
    """Own keys, narrowed by adjectives."""

    def usable(self) -> KeyQuerySet:
        """Leave out what has ended: it still opens old mails, and signs nothing."""
        lives = Q(expires_at=None) | Q(expires_at__gt=now())
        return self.filter(lives, retired_at=None)


class OwnKey(models.Model):
    """A key of a mailbox. The private part is sealed; a retired one still opens what was encrypted for it."""

    mailbox = models.ForeignKey("email.Mailbox", on_delete=models.PROTECT, related_name="own_keys")
    scheme = models.CharField(max_length=5, choices=Scheme.choices)
    fingerprint = models.CharField(max_length=128)
    name = models.CharField(max_length=200, blank=True)
    addresses = ArrayField(models.CharField(max_length=320), default=list)
    # The certificate with those above it in PEM, or the public key in armor.
    public = models.TextField()
    secret = models.ForeignKey(Secret, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField(default=now)
    retired_at = models.DateTimeField(null=True)

    objects = KeyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-added_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["mailbox", "fingerprint"], name="own_key_once")
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.fingerprint[-16:]}"

    @property
    def shown_fingerprint(self) -> str:
        """Return the fingerprint as people compare it."""
        return in_groups(self.fingerprint)

    @property
    def has_expired(self) -> bool:
        """Tell whether its time is over."""
        return self.expires_at is not None and self.expires_at <= now()


class Source(models.TextChoices):
    """How we came to know somebody’s key."""

    SIGNATURE = "signature", _("from a signed mail")
    AUTOCRYPT = "autocrypt", _("from the header of a mail (Autocrypt)")
    ATTACHED = "attached", _("attached to a mail")
    UPLOAD = "upload", _("uploaded here")


class Trust(models.TextChoices):
    """What somebody here has decided about a key."""

    UNDECIDED = "", _("Not confirmed")
    TRUSTED = "trusted", _("Confirmed")
    DISTRUSTED = "distrusted", _("Rejected")


class KnownKey(models.Model):
    """Somebody else's certificate or public key, for one of their addresses."""

    scheme = models.CharField(max_length=5, choices=Scheme.choices)
    address = models.CharField(max_length=320)
    fingerprint = models.CharField(max_length=128)
    name = models.CharField(max_length=200, blank=True)
    public = models.TextField()
    # By these a signature names it.
    key_ids = ArrayField(models.CharField(max_length=128), default=list)
    source = models.CharField(max_length=10, choices=Source.choices)
    trust = models.CharField(max_length=10, choices=Trust.choices, blank=True)
    # When it came with a mail whose sender was proven; None where anybody can have sent it.
    proven_at = models.DateTimeField(null=True)
    # Whether an authority that we trust vouches for it.
    is_vouched = models.BooleanField(default=False)
    can_encrypt = models.BooleanField(default=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    first_seen_at = models.DateTimeField(default=now)
    seen_at = models.DateTimeField(default=now)

    class Meta:
        ordering: ClassVar[list[str]] = ["address", "-seen_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["address", "scheme", "fingerprint"], name="known_key_once"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["fingerprint"], name="known_key_fingerprint"),
            GinIndex(fields=["key_ids"], name="known_key_ids"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.fingerprint[-16:]} of {self.address}"

    @property
    def shown_fingerprint(self) -> str:
        """Return the fingerprint as people compare it."""
        return in_groups(self.fingerprint)

    @property
    def has_expired(self) -> bool:
        """Tell whether its time is over."""
        return self.expires_at is not None and self.expires_at <= now()

    @property
    def is_confirmed(self) -> bool:
        """Tell whether we know that it belongs to the address: somebody here or an authority says so."""
        return self.trust == Trust.TRUSTED or (self.is_vouched and self.trust != Trust.DISTRUSTED)

    @property
    def is_fit(self) -> bool:
        """Tell whether something could be encrypted for it today, if we knew that it belongs to the address."""
        is_alive = not self.has_expired and self.revoked_at is None
        return self.can_encrypt and is_alive and self.trust != Trust.DISTRUSTED

    @property
    def encrypts_now(self) -> bool:
        """Tell whether mail may be encrypted for it today.

        From is a claim, so what came along with any mail is used for nothing. Nobody vouches for OpenPGP keys:
        there, a mail from a proven sender is enough for a first one. Certificates have their authorities.
        """
        is_first = self.scheme == Scheme.PGP and self.proven_at is not None
        return self.is_fit and (self.is_confirmed or is_first)


class TrustedAuthority(models.Model):
    """An authority whose certificates we believe, besides those of the system."""

    name = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=128, unique=True)
    public = models.TextField()
    expires_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField(default=now)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        verbose_name_plural = "trusted authorities"

    def __str__(self) -> str:
        return self.name

    @property
    def shown_fingerprint(self) -> str:
        """Return the fingerprint as people compare it."""
        return in_groups(self.fingerprint)


class RevocationList(models.Model):
    """Which certificates an authority has revoked, as somebody uploaded it; a newer one takes its place."""

    issuer = models.CharField(max_length=500, unique=True)
    public = models.TextField()
    count = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField(default=now)

    class Meta:
        ordering: ClassVar[list[str]] = ["issuer"]

    def __str__(self) -> str:
        return self.issuer
