"""Nouns of the staff: Organisation, Level, Team, Role, Agent, Session, Token, Invitation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from kundig.core.actor import Actor
from kundig.staff import passwords
from kundig.staff.grants import AgentGrants
from kundig.web.keys import is_letter, keys_for

LANGUAGES = [("de", "Deutsch"), ("en", "English")]
LANGUAGE_CHOICES = [("", _("Like the browser")), *LANGUAGES]
AWAY_AFTER = [
    (0, _("Never")),
    (10, _("10 minutes")),
    (20, _("20 minutes")),
    (30, _("30 minutes")),
    (60, _("1 hour")),
]
THEMES = [("", _("Like the system")), ("light", _("Light")), ("dark", _("Dark"))]
DENSITIES = [("", _("Comfortable")), ("compact", _("Dense"))]


class Organisation(models.Model):
    """The company that runs this installation; there is one, made by the first-start wizard."""

    name = models.CharField(_("name"), max_length=120)
    # What Kundig itself writes to people who have chosen no language of their own.
    language = models.CharField(_("language"), max_length=5, default="de", choices=LANGUAGES)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="organisation_is_one")]

    def __str__(self) -> str:
        return self.name


class Level(models.Model):
    """A level of support: first, second, …; `rank` orders them."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    rank = models.PositiveSmallIntegerField(_("rank"), default=1)

    class Meta:
        ordering = ["rank", "name"]

    def __str__(self) -> str:
        return self.name


class TeamQuerySet(models.QuerySet["Team"]):
    """Teams, narrowed by adjectives."""

    def current(self) -> TeamQuerySet:
        """Leave out archived teams."""
        return self.filter(archived_at=None)

    def managed_by(self, actor: Actor) -> TeamQuerySet:
        """Narrow to those this actor may manage, where the right to it is held: own ones when limited."""
        grants = actor.grants
        if not isinstance(grants, AgentGrants) or grants.teams is None:
            return self
        return self.filter(pk__in=grants.teams)


class Team(models.Model):
    """People who answer the same matters; `signature` ends their mails."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    level = models.ForeignKey(
        Level, null=True, blank=True, on_delete=models.SET_NULL, verbose_name=_("level")
    )
    signature = models.TextField(_("signature"), blank=True, max_length=4000)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """A named set of permissions. `own_teams_only` limits it to own and the own teams' conversations."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    permissions = models.JSONField(_("permissions"), default=list)
    own_teams_only = models.BooleanField(
        _("Only conversations of one’s own teams and one’s own"), default=False
    )
    # The administrator's role can't lose its rights, or nobody could give them back.
    is_administrator = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Availability(models.TextChoices):
    """Whether an agent takes new work."""

    AVAILABLE = "available", _("Available")
    BUSY = "busy", _("Busy")
    AWAY = "away", _("Away")


class AgentManager(BaseUserManager["Agent"]):
    """Finds agents by mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> Agent:
        """Return the agent who signs in with this address."""
        return self.get(email=(username or "").strip().lower())

    def with_address(self, email: str, *, active: bool = False) -> Agent | None:
        """Return the agent with this address and their role; with `active` only who may sign in."""
        found = self.select_related("role").filter(email=email.strip().lower())
        return (found.filter(is_active=True) if active else found).first()

    def managed_by(self, actor: Actor) -> models.QuerySet[Agent]:
        """Return those this actor may know as a manager of the staff: colleagues in own teams when limited."""
        grants = actor.grants
        if not isinstance(grants, AgentGrants) or grants.teams is None:
            return self.all()
        return self.filter(
            pk__in=Agent.teams.through.objects.filter(team__in=grants.teams).values("agent")
        )

    def active(self) -> models.QuerySet[Agent]:
        """Return those who may sign in."""
        return self.filter(is_active=True)


class Agent(AbstractBaseUser):
    """A person who answers. Never deleted, only deactivated: their work keeps its author."""

    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("mail address"), unique=True)
    role = models.ForeignKey(Role, on_delete=models.PROTECT, verbose_name=_("role"))
    teams = models.ManyToManyField(Team, blank=True, related_name="agents", verbose_name=_("teams"))
    is_active = models.BooleanField(_("may sign in"), default=True)
    availability = models.CharField(
        max_length=12, choices=Availability.choices, default=Availability.AVAILABLE
    )
    # The agent's own words for it, for colleagues to read.
    availability_words = models.CharField(max_length=60, blank=True)
    # Minutes without a sign of life after which they are taken for away; 0: never.
    away_after = models.PositiveSmallIntegerField(default=0, choices=AWAY_AFTER)
    active_at = models.DateTimeField(null=True, editable=False)
    # Away by silence alone: the next sign of life ends it.
    silent_since = models.DateTimeField(null=True, editable=False)
    language = models.CharField(
        _("language"),
        max_length=5,
        blank=True,
        choices=LANGUAGE_CHOICES,
    )
    theme = models.CharField(
        _("theme"),
        max_length=6,
        blank=True,
        choices=THEMES,
    )
    # How much of a list fits on the screen.
    density = models.CharField(max_length=8, blank=True, choices=DENSITIES)
    # Columns and order of the desk's lists where they differ from the usual, by the lists' names.
    own_lists = models.JSONField(default=dict, blank=True)
    # What the send button does with a conversation beside sending, by the name that the rooms above give it.
    usual_send = models.CharField(max_length=16, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    # Verbs and their keys where they differ from kundig.web.keys; an empty key is switched off.
    own_keys = models.JSONField(default=dict, blank=True)
    # Keys that are characters. Whoever dictates switches them off: a word would press them all.
    letter_keys = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())
    # Sessions that began before are void: another role, another password, deactivated for a while.
    signed_out_at = models.DateTimeField(null=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[AgentManager] = AgentManager()

    # What the menu behind the initials shows beside language and appearance.
    menu_template = "staff/parts/account_menu.html"

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("email"), name="agent_email_any_case")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_available(self) -> bool:
        """Tell whether the agent takes new work."""
        return self.availability == Availability.AVAILABLE

    @property
    def availability_shown(self) -> str:
        """Return the availability as colleagues read it: its word, and the agent's own."""
        label = str(Availability(self.availability).label)
        return f"{label}: {self.availability_words}" if self.availability_words else label

    @property
    def availabilities(self) -> Sequence[tuple[str, str | Promise]]:
        """Return what the agent can choose as availability, with its words."""
        return Availability.choices

    @property
    def laid_keys(self) -> dict[str, str]:
        """Return what lies over the keys that everybody has."""
        own = dict(self.own_keys)
        if self.letter_keys:
            return own
        return own | {name: "" for name, key in keys_for(own).items() if is_letter(key)}

    def get_full_name(self) -> str:
        """Return the name, for Django and allauth."""
        return self.name

    def set_password(self, raw_password: str | None) -> None:
        """Keep the hash of the password; the same letters give the same hash, however they are encoded."""
        super().set_password(None if raw_password is None else passwords.normal(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Tell whether the password is right; one that is too long is wrong and costs no hashing."""
        if raw_password is None or passwords.is_too_long(raw_password):
            return False
        return super().check_password(passwords.normal(raw_password))

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Django compares this with what the session carries: whatever is in here ends sessions.
        state = f"{self.password}\0{self.signed_out_at.isoformat() if self.signed_out_at else ''}"
        return salted_hmac(
            "kundig.staff.session", state, secret=secret, algorithm="sha256"
        ).hexdigest()

    def is_own_of(self, agent_id: int) -> bool:
        """Tell whether this is that agent's own account."""
        return self.pk == agent_id

    @cached_property
    def grants(self) -> AgentGrants:
        """Return what the agent may do and see, read once per instance."""
        return AgentGrants(
            agent_id=self.pk,
            permissions=frozenset(self.role.permissions) if self.is_active else frozenset(),
            is_administrator=self.is_active and self.role.is_administrator,
            teams=self.own_teams if self.role.own_teams_only else None,
        )

    @cached_property
    def own_teams(self) -> frozenset[int]:
        """Return the ids of the agent's teams, read once per instance."""
        return frozenset(self.teams.values_list("pk", flat=True))

    @cached_property
    def actor(self) -> Actor:
        """Return the agent as the one who acts."""
        return Actor("agent", self.pk, self.grants)

    def may(self, permission: str, subject: Any = None) -> bool:
        """Tell whether the agent holds `permission`, on `subject` where one is given."""
        return self.grants.allow(permission, subject)


class Session(AbstractBaseSession):
    """A browser's session; `agent` is who has signed in there, so that one query brings both."""

    agent = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="sessions")
    used_at = models.DateTimeField(default=timezone.now)

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """Return what reads and writes these rows."""
        from kundig.staff.sign_in.sessions import SessionStore

        return SessionStore


class TokenQuerySet(models.QuerySet["Token"]):
    """Tokens, narrowed by adjectives."""

    def valid(self) -> TokenQuerySet:
        """Leave out revoked and expired ones and those of agents who may not sign in."""
        return self.filter(
            models.Q(expires_at=None) | models.Q(expires_at__gt=timezone.now()),
            revoked_at=None,
            agent__is_active=True,
        )


class Token(models.Model):
    """An API token of an agent; only its hash is kept."""

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(_("name"), max_length=80)
    hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(db_default=Now())
    used_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    def is_own_of(self, agent_id: int) -> bool:
        """Tell whether the token belongs to that agent."""
        return self.agent_id == agent_id


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations, narrowed by adjectives."""

    def open(self) -> InvitationQuerySet:
        """Leave out accepted, withdrawn and expired ones."""
        return self.filter(accepted_at=None, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """An invitation to become an agent: single use, by a link that only the invited knows, expires."""

    email = models.EmailField(_("mail address"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    role = models.ForeignKey(Role, on_delete=models.PROTECT, verbose_name=_("role"))
    teams = models.ManyToManyField(Team, blank=True, verbose_name=_("teams"))
    hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.email
