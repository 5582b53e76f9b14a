"""The log of events, the audit trail, blobs, secrets, rate buckets and known words: tables that every room stands on."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.functions import Reverse
from django.utils.translation import gettext_lazy as _

from kundig.core.time import now

if TYPE_CHECKING:
    _IntegerColumn = models.Field[int, int]
else:
    _IntegerColumn = models.Field


class TransactionIdField(_IntegerColumn):
    """PostgreSQL's 64-bit transaction id (xid8): ordered by when transactions began, never reused."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Return the column type."""
        return "xid8"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> int | None:
        """Return the id as a number."""
        return None if value is None else int(value)

    def get_prep_value(self, value: Any) -> Any:
        """Return the id as text, which PostgreSQL reads as xid8; expressions pass through."""
        return str(value) if isinstance(value, int) else value


class CurrentTransactionId(models.Func):
    """The id of the transaction that writes the row."""

    function = "pg_current_xact_id"
    output_field = TransactionIdField()


class Event(models.Model):
    """One fact of the log. Readers order by (tx, id) and read below the snapshot's xmin: see `log`."""

    tx = TransactionIdField(db_default=CurrentTransactionId(), editable=False)
    at = models.DateTimeField(default=now)
    kind = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    cause = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="effects")

    class Meta:
        indexes = [
            models.Index(fields=["tx", "id"], name="event_position"),
            models.Index(fields=["subject_kind", "subject_id", "id"], name="event_subject"),
            models.Index(fields=["at"], name="event_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject_kind}:{self.subject_id}"


class Matter(models.TextChoices):
    """What an entry of the audit trail is about; the trail is read by it."""

    ACCESS = "access", _("Signing in and sessions")
    RIGHTS = "rights", _("People and rights")
    SECRETS = "secrets", _("Passwords, tokens and mailboxes")
    SETTINGS = "settings", _("Settings")
    DATA = "data", _("Data taken out and erased")
    REFUSED = "refused", _("Refused")


class AuditEntry(models.Model):
    """One act that matters for security: see `audit`. The database refuses to change one."""

    tx = TransactionIdField(db_default=CurrentTransactionId(), editable=False)
    nonce = models.UUIDField(unique=True, editable=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=64)
    matter = models.CharField(max_length=10, choices=Matter.choices)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.BigIntegerField(null=True)
    subject_kind = models.CharField(max_length=32, blank=True)
    subject_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    signature = models.CharField(max_length=52)

    class Meta:
        indexes = [
            models.Index(fields=["tx", "id"], name="audit_position"),
            models.Index(fields=["matter", "id"], name="audit_matter"),
            models.Index(fields=["actor_kind", "actor_id", "id"], name="audit_actor"),
            models.Index(fields=["subject_kind", "subject_id", "id"], name="audit_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.actor_kind}:{self.actor_id}"


class AuditSeal(models.Model):
    """A link of the chain over the audit trail's entries: see `audit_chain`."""

    number = models.BigIntegerField(primary_key=True)
    # Where the entry stands, and when it happened: kept when the entry itself is forgotten.
    tx = TransactionIdField(editable=False)
    entry = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    seal = models.CharField(max_length=52)

    def __str__(self) -> str:
        return f"seal {self.number} of entry {self.entry}"


class Blob(models.Model):
    """Bytes that came from outside or go there. The key is random; the content is never shared."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    content = models.BinaryField()
    created_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"blob {self.id} of {self.size} bytes"


class Drawing(models.Model):
    """The picture that lies in a blob, drawn anew to be shown: see `pictures`. Without a type it can't be, or not yet."""

    blob = models.OneToOneField(
        Blob, primary_key=True, on_delete=models.CASCADE, related_name="drawing"
    )
    content_type = models.CharField(max_length=20, blank=True)
    content = models.BinaryField()
    # How often drawing it came to no end, and when last; none where somebody has looked at it and said.
    failures = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"drawing of {self.blob_id}"


class Secret(models.Model):
    """A password or token, sealed with the key that lies outside the database: see `secrets`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"secret {self.id}"


class Bucket(models.Model):
    """One token bucket of the rate limiter: see `limits`."""

    key = models.CharField(primary_key=True, max_length=200)
    tokens = models.FloatField()
    at = models.DateTimeField()
    # What the last spender was told.
    allowed = models.BooleanField()

    def __str__(self) -> str:
        return self.key


class JobFailure(models.Model):
    """Why a job failed last, kept beside the queue until the job has succeeded."""

    job_id = models.BigIntegerField(primary_key=True)
    error = models.CharField(max_length=600)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"failure of job {self.job_id}"


class FreshWords(models.Model):
    """The words of a text that nobody has learned from yet: see `vocabulary`."""

    words = SearchVectorField()

    class Meta:
        verbose_name_plural = "fresh words"

    def __str__(self) -> str:
        return f"fresh words {self.pk}"


class KnownWord(models.Model):
    """A word that was written here some time, and by what it is found from others that are like it."""

    # As the search keeps it: in lower case.
    word = models.TextField(primary_key=True)
    folded = models.TextField()
    stem = models.TextField()
    lookups = ArrayField(models.TextField())

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["lookups"], name="word_lookups"),
            models.Index(fields=["stem"], name="word_stem"),
            models.Index(OpClass("folded", "text_pattern_ops"), name="word_beginning"),
            models.Index(OpClass(Reverse("folded"), "text_pattern_ops"), name="word_end"),
        ]

    def __str__(self) -> str:
        return self.word
