"""Verbs of mailboxes: make, change, close, reopen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from kundig.channels.email import automatic, events
from kundig.channels.email.letters import carrier
from kundig.channels.email.models import (
    AfterFetching,
    AutomaticAnswers,
    Incoming,
    Mailbox,
    Security,
    SenderChecks,
)
from kundig.channels.email.services.account import forget_keys
from kundig.channels.permissions import MANAGE
from kundig.channels.reach import arranged_by, must_arrange, must_give
from kundig.conversations.models import Channel, ChannelAddress
from kundig.core import caps, outside, secrets
from kundig.core.actions import action, lock
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.core.mail_address import is_mail_address
from kundig.core.placeholders import unknown
from kundig.core.text import one_line
from kundig.core.time import now
from kundig.staff.models import Team
from kundig.staff.rights import administers, limits

KIND = "email"

# What `change` may set, by where it lies; passwords have parameters of their own.
CHANNEL_FIELDS = ("name", "address", "team")
MAILBOX_FIELDS = (
    "sender_name", "incoming", "signs_replies", "attachment_megabytes",
    "sender_checks", "authserv_id", "spam_points", "learns_spam",
    "incoming_host", "incoming_port", "incoming_security", "incoming_user", "imap_folder", "further_folders",
    "after_fetching", "done_folder",
    "smtp_host", "smtp_port", "smtp_security", "smtp_user",
)  # fmt: skip
# What decides where connections lead.
_SERVERS = frozenset({"incoming_host", "incoming_port", "smtp_host", "smtp_port"})


@action("mailbox.make", _("Add mailbox"), needs=MANAGE, icon="mail-plus", offered=False)
def make(
    *,
    by: Actor,
    address: str,
    name: str = "",
    team: Team | None = None,
    sender_name: str = "",
    **settings: Any,
) -> Mailbox:
    """Set up a mailbox; without further settings it listens, and answers stay on the demo page.

    `settings` are those of `change`. Refused for what is no mail address, or one in use already, for
    whoever is limited to teams also one that a closed mailbox of others had, and where Kundig's own letters
    would go through it and `by` is no administrator; NotAllowed where whoever is limited to teams gives it
    to none of them.
    """
    must_give(by, team)
    address = _checked_address(address)
    channel = Channel(kind=KIND, name=one_line(name or address, 80), address=address, team=team)
    _save_channel(channel)
    mailbox = Mailbox.objects.create(channel=channel, sender_name=one_line(sender_name, 120))
    if settings:
        _apply(mailbox, settings, by)
    must_leave_letters(mailbox, by)
    _must_take_nothing(by, _addresses(channel))
    record(mailbox, events.MADE, by=by, address=address)
    return mailbox


@action("mailbox.change", _("Change mailbox"), needs=MANAGE, icon="mail", offered=False)
def change(mailbox: Mailbox, *, by: Actor, **settings: Any) -> None:
    """Change a mailbox; what is not given stays as it is.

    Takes the fields of the channel (name, address, team) and of the mailbox, `further_addresses` as pairs of
    address and sender's name, and `incoming_password` and `smtp_password`: text replaces the old one, "" forgets
    it, None keeps it. TypeError for anything else.
    Refused for a server in the networks of our own where whoever names it is limited to teams, for an address that `make` would not take, for another server where `by` is no administrator and does
    not give the password that was kept for the one before, and where Kundig's own letters go through it, or
    would, and `by` is no administrator; NotAllowed where whoever is limited to teams gives it to none of them.
    """
    hold(mailbox, by)
    if "team" in settings:
        must_give(by, settings["team"])
    must_leave_letters(mailbox, by)
    if settings.get("address"):
        settings["address"] = _checked_address(settings["address"])
    _must_know_passwords(mailbox, by, settings)
    before = _addresses(mailbox.channel)
    changed = _apply(mailbox, settings, by)
    must_leave_letters(mailbox, by)
    _must_take_nothing(by, _addresses(mailbox.channel) - before)
    if changed:
        record(mailbox, events.CHANGED, by=by, fields=changed)


@action("mailbox.close", _("Close mailbox"), needs=MANAGE, icon="archive", offered=False)
def close(mailbox: Mailbox, *, by: Actor) -> None:
    """Stop taking and sending mail; conversations stay, passwords are forgotten."""
    channel = mailbox.channel
    hold(mailbox, by)
    if channel.closed_at is not None:
        return
    # Letters would go through the next one.
    must_leave_letters(mailbox, by)
    channel.closed_at = now()
    channel.save(update_fields=["closed_at"])
    for field in ("incoming", "smtp"):
        _set_password(mailbox, field, "")
    if mailbox.service is not None:
        forget_keys(mailbox.service)
    record(mailbox, events.CLOSED, by=by)


@action("mailbox.reopen", _("Open mailbox again"), needs=MANAGE, icon="rotate-ccw", offered=False)
def reopen(mailbox: Mailbox, *, by: Actor) -> None:
    """Take and send mail again; refused where the address is in use by another mailbox."""
    channel = mailbox.channel
    hold(mailbox, by)
    if channel.closed_at is None:
        return
    channel.closed_at = None
    _save_channel(channel)
    must_leave_letters(mailbox, by)
    record(mailbox, events.REOPENED, by=by)


@action(
    "mailbox.set_automatic_answers",
    _("Set automatic answers"),
    needs=MANAGE,
    icon="bot",
    offered=False,
)
def set_automatic_answers(
    mailbox: Mailbox,
    *,
    by: Actor,
    confirms: bool,
    confirmation: dict[str, str],
    answers_outside_hours: bool,
    outside_hours: dict[str, str],
) -> None:
    """Say what the mailbox answers by itself, with texts by language.

    Refused for a placeholder that there is none of, and for what is switched on without a text.
    """
    hold(mailbox, by)
    for is_on, texts in ((confirms, confirmation), (answers_outside_hours, outside_hours)):
        _check_texts(is_on, texts)
    kept, _made = AutomaticAnswers.objects.get_or_create(mailbox=mailbox)
    wanted = {
        "confirms": confirms,
        "confirmation": confirmation,
        "answers_outside_hours": answers_outside_hours,
        "outside_hours": outside_hours,
    }
    if all(getattr(kept, name) == value for name, value in wanted.items()):
        return
    AutomaticAnswers.objects.filter(pk=kept.pk).update(**wanted)
    record(
        mailbox,
        events.AUTOMATIC_ANSWERS_SET,
        by=by,
        confirms=confirms,
        outside=answers_outside_hours,
    )


def hold(mailbox: Mailbox, by: Actor) -> None:
    """Lock the channel, and ask once more whose it is: it may have gone to another team meanwhile."""
    lock(mailbox.channel)
    must_arrange(by, mailbox.channel)


def _check_texts(is_on: bool, texts: dict[str, str]) -> None:
    for text in texts.values():
        strange = unknown(text, automatic.PLACEHOLDERS)
        if strange:
            raise Refused(_("There is no placeholder {%(name)s}.") % {"name": strange[0]})
        if len(text) > caps.AUTOMATIC_CHARS:
            raise Refused(_("The text is too long."))
    if is_on and not any(text.strip() for text in texts.values()):
        raise Refused(_("An automatic answer needs a text in at least one language."))


def must_leave_letters(mailbox: Mailbox, by: Actor) -> None:
    """Refuse anybody but administrators where Kundig's own letters go through this mailbox.

    Whoever reads those can become anybody, so only administrators say where they go.
    """
    if not administers(by) and carrier() == mailbox:
        raise Refused(
            _("Kundig’s own letters go through this mailbox; only administrators may change it.")
        )


def _must_know_passwords(mailbox: Mailbox, by: Actor, settings: dict[str, Any]) -> None:
    """Refuse anybody but administrators to lead a password or a sign-in that they did not give to another server."""
    if administers(by):
        return
    for field in ("incoming", "smtp"):
        host = settings.get(f"{field}_host")
        if host is None or host.lower() == getattr(mailbox, f"{field}_host").lower():
            continue
        is_kept = getattr(mailbox, f"{field}_secret_id") is not None
        if is_kept and settings.get(f"{field}_password") is None:
            raise Refused(_("Another server needs the password once more."))
        if hasattr(mailbox, "grant"):
            raise Refused(_("Please forget the sign-in first: it is meant for the server before."))


def _apply(mailbox: Mailbox, settings: dict[str, Any], by: Actor) -> list[str]:
    """Set what differs and return the names of what was changed."""
    known = {
        *CHANNEL_FIELDS,
        *MAILBOX_FIELDS,
        "further_addresses",
        "incoming_password",
        "smtp_password",
    }
    unknown = set(settings) - known
    if unknown:
        raise TypeError(f"a mailbox has no {sorted(unknown)}")
    changed = _set(mailbox.channel, CHANNEL_FIELDS, settings)
    if changed:
        _save_channel(mailbox.channel)
    own = _set(mailbox, MAILBOX_FIELDS, settings)
    if _SERVERS.intersection(own):
        mailbox.reaches_inside = limits(by) is None
    _check(mailbox)
    mailbox.save()
    if _set_further(mailbox.channel, settings.get("further_addresses")):
        own.append("further_addresses")
    for field in ("incoming", "smtp"):
        password = settings.get(f"{field}_password")
        if password is not None and _set_password(mailbox, field, password):
            own.append(f"{field}_password")
    return changed + own


def _set(target: Channel | Mailbox, names: tuple[str, ...], settings: dict[str, Any]) -> list[str]:
    changed = [n for n in names if n in settings and getattr(target, n) != settings[n]]
    for name in changed:
        setattr(target, name, settings[name])
    return changed


def _set_further(channel: Channel, wanted: Sequence[tuple[str, str]] | None) -> bool:
    """Let the channel have these further addresses, with their names, and tell whether that is news."""
    if wanted is None:
        return False
    checked = {_checked_address(address): one_line(name, 120) for address, name in wanted}
    checked.pop(channel.address, None)
    kept = {one.address: one.name for one in channel.further_addresses.all()}
    if checked == kept:
        return False
    if len(checked) > caps.FURTHER_ADDRESSES:
        raise Refused(_("These are too many addresses for one mailbox."))
    channel.further_addresses.all().delete()
    for address, name in checked.items():
        _must_be_free(channel, address)
        ChannelAddress.objects.create(channel=channel, address=address, name=name)
    return True


def _must_be_free(channel: Channel, address: str) -> None:
    own = Channel.objects.filter(kind=KIND, address__iexact=address, closed_at=None)
    further = ChannelAddress.objects.filter(address__iexact=address)
    if own.exclude(pk=channel.pk).exists() or further.exclude(channel=channel).exists():
        raise Refused(_("Another mailbox has this address."))


def _addresses(channel: Channel) -> set[str]:
    further = ChannelAddress.objects.filter(channel=channel).values_list("address", flat=True)
    return {address.lower() for address in (channel.address, *further)}


def _must_take_nothing(by: Actor, addresses: set[str]) -> None:
    """Refuse whoever is limited to teams the address of another team's closed mailbox.

    That one could not be opened again. The sentence is that of an open one: it tells neither from the other.
    """
    closed = Channel.objects.annotate(lowered=Lower("address")).filter(
        kind=KIND, lowered__in=addresses
    )
    if closed.exclude(closed_at=None).exclude(pk__in=arranged_by(by)).exists():
        raise Refused(_("Another mailbox has this address."))


def _set_password(mailbox: Mailbox, field: str, password: str) -> bool:
    secret = getattr(mailbox, f"{field}_secret")
    if not password and secret is None:
        return False
    kept = secrets.replace(secret, password) if password else None
    setattr(mailbox, f"{field}_secret", kept)
    mailbox.save(update_fields=[f"{field}_secret"])
    if kept is None:
        secret.delete()
    return True


def _check(mailbox: Mailbox) -> None:
    if mailbox.incoming not in Incoming.values:
        raise Refused(_("There is no such way for mail to come in."))
    if not {mailbox.incoming_security, mailbox.smtp_security} <= set(Security.values):
        raise Refused(_("There is no such protection of a connection."))
    if mailbox.incoming != Incoming.LISTENER and not (
        mailbox.incoming_host and mailbox.incoming_user
    ):
        raise Refused(_("Fetching mail needs a server and a user."))
    _check_fetching(mailbox)
    hosts = filter(None, [mailbox.incoming_host, mailbox.smtp_host])
    if not all(outside.may_be_named(one, own_networks=mailbox.reaches_inside) for one in hosts):
        raise Refused(
            _("A server must have a public address or be named in the setting KUNDIG_OWN_NETWORKS.")
        )
    if mailbox.sender_checks not in SenderChecks.values:
        raise Refused(_("There is no such way to check senders."))
    if mailbox.sender_checks == SenderChecks.TRUSTED and not mailbox.authserv_id:
        raise Refused(_("Trusting a server’s results needs the name under which it writes them."))
    if not 0 <= mailbox.spam_points <= caps.SPAM_POINTS_MOST:
        raise Refused(_("This is no number of points."))
    if not 1 <= mailbox.attachment_megabytes <= caps.MAIL_ATTACHED_MEGABYTES_MOST:
        raise Refused(_("This is no size for attachments."))
    if not all(0 < port < 65_536 for port in (mailbox.incoming_port, mailbox.smtp_port)):
        raise Refused(_("A port is a number from 1 to 65535."))


def _check_fetching(mailbox: Mailbox) -> None:
    if mailbox.after_fetching not in AfterFetching.values:
        raise Refused(_("There is no such thing to do with fetched mail."))
    if len(mailbox.further_folders) > caps.FETCHED_FOLDERS:
        raise Refused(_("These are too many folders for one mailbox."))
    if mailbox.after_fetching != AfterFetching.MOVE or mailbox.incoming != Incoming.IMAP:
        return
    if not mailbox.done_folder:
        raise Refused(_("Moving fetched mail needs a folder to move it into."))
    if mailbox.done_folder in mailbox.folders:
        raise Refused(_("Fetched mail can’t be moved into a folder that is fetched."))


def _checked_address(address: str) -> str:
    local, at, domain = address.strip().rpartition("@")
    address = f"{local}{at}{domain.lower()}"
    if not is_mail_address(address):
        raise Refused(_("This is not a mail address."))
    return address


def _save_channel(channel: Channel) -> None:
    taken = Refused(_("Another mailbox has this address."))
    if ChannelAddress.objects.filter(address__iexact=channel.address).exists():
        raise taken
    same = Channel.objects.filter(kind=KIND, address__iexact=channel.address, closed_at=None)
    if same.exclude(pk=channel.pk).exists():
        raise taken
    try:
        with transaction.atomic():
            channel.save()
    except IntegrityError:
        raise taken from None
