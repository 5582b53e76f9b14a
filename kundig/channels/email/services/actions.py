"""Verbs of mail services: set_up, forget, renew_hooks."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from kundig.channels.email import events
from kundig.channels.email.actions import hold, must_leave_letters
from kundig.channels.email.models import Mailbox
from kundig.channels.email.services.account import INTERFACES, forget_keys, sends
from kundig.channels.email.services.models import MailService, ServiceAccount, new_token
from kundig.channels.permissions import MANAGE
from kundig.core import caps, outside, secrets
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.core.models import Secret
from kundig.staff.rights import limits

_DOMAIN = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+", re.IGNORECASE)


@action(
    "mailbox.set_up_service", _("Set up mail service"), needs=MANAGE, icon="mail", offered=False
)
def set_up(
    mailbox: Mailbox,
    *,
    by: Actor,
    service: str,
    sends: bool = False,
    api_key: str | None = None,
    hook_keys: str | None = None,
    domain: str = "",
    api_address: str = "",
) -> ServiceAccount:
    """Let a mail service bring the mailbox's mail and, with `sends`, take its answers out.

    Of keys None keeps the old one and "" forgets it; `hook_keys` are several, one a line. Another service than
    before begins anew, with new webhook addresses, and another address of the interface needs the key again. Refused for what the service can't do or lacks, and where
    Kundig's own letters go through the mailbox, or would, and `by` is no administrator.
    """
    hold(mailbox, by)
    must_leave_letters(mailbox, by)
    if service not in MailService.values:
        raise Refused(_("There is no such mail service."))
    account = mailbox.service or ServiceAccount(mailbox=mailbox, service=service)
    if account.service != service:
        forget_keys(account)
        account.service, account.token, account.trouble = service, new_token(), ""
    if account.api_address != api_address.strip():
        account.reaches_inside = limits(by) is None
    is_elsewhere = account.api_address.rstrip("/") != api_address.strip().rstrip("/")
    if is_elsewhere and account.api_key is not None and api_key is None:
        # Or whoever may set it up, and was never told the key, has it sent to a place of their own.
        raise Refused(_("Another address of the interface needs the API key once more."))
    account.domain, account.api_address = domain.strip().lower(), api_address.strip()
    account.sends = sends
    _keep(account, "api_key", api_key)
    _keep(account, "hook_keys", "\n".join(_several(hook_keys)) if hook_keys is not None else None)
    _check(account)
    account.save()
    mailbox.service_account = account
    must_leave_letters(mailbox, by)
    record(mailbox, events.SERVICE_SET_UP, by=by, service=account.get_service_display())
    return account


@action(
    "mailbox.forget_service", _("Forget mail service"), needs=MANAGE, icon="mail", offered=False
)
def forget(mailbox: Mailbox, *, by: Actor) -> None:
    """Let the mail service bring and take nothing any more; its webhook addresses are gone."""
    hold(mailbox, by)
    must_leave_letters(mailbox, by)
    account = mailbox.service
    if account is None:
        return
    forget_keys(account)
    account.delete()
    record(mailbox, events.SERVICE_FORGOTTEN, by=by)


@action(
    "mailbox.renew_hooks",
    _("New webhook addresses"),
    needs=MANAGE,
    icon="refresh-cw",
    offered=False,
)
def renew_hooks(mailbox: Mailbox, *, by: Actor) -> None:
    """Give the webhooks new addresses; what comes to the old ones is refused from now on."""
    hold(mailbox, by)
    account = mailbox.service
    if account is None:
        return
    account.token = new_token()
    account.save(update_fields=["token"])
    record(mailbox, events.HOOKS_RENEWED, by=by)


def _several(keys: str) -> list[str]:
    """The keys of several lines. Public ones may come in their frame, which is left away."""
    bare = re.sub(r"-----(BEGIN|END) PUBLIC KEY-----", "\n", keys)
    if bare != keys:
        bare = "\n".join("".join(block.split()) for block in re.split(r"\n\s*\n", bare))
    found = [line.strip() for line in bare.splitlines() if line.strip()]
    if len(found) > caps.HOOK_KEYS or any(len(one) > 2_000 or " " in one for one in found):
        raise Refused(_("A webhook key stands on one line; there may be a few of them."))
    return found


def _keep(account: ServiceAccount, field: str, text: str | None) -> None:
    secret: Secret | None = getattr(account, field)
    if text is None or (not text and secret is None):
        return
    if text:
        setattr(account, field, secrets.replace(secret, text.strip()))
        return
    setattr(account, field, None)
    account.save()
    assert secret is not None
    secret.delete()


def _check(account: ServiceAccount) -> None:
    if account.domain and not _DOMAIN.fullmatch(account.domain):
        raise Refused(_("This is not a domain."))
    if account.api_address:
        _check_address(account.api_address, own_networks=account.reaches_inside)
    if not account.sends:
        return
    if not sends(account.service):
        raise Refused(
            _("Answers can’t go out through this service’s interface; please use its SMTP server.")
        )
    if account.api_key is None:
        raise Refused(_("Sending through the service needs its API key."))
    if INTERFACES[MailService(account.service)].is_own_server and not account.api_address:
        raise Refused(_("Please say where your server’s interface lies."))


def _check_address(address: str, *, own_networks: bool) -> None:
    parts = urlsplit(address)
    if parts.scheme not in ("https", "http") or not parts.hostname or "@" in parts.netloc:
        raise Refused(_("This is no address of an interface."))
    if parts.scheme == "http" and not (own_networks and outside.is_inside(parts.hostname)):
        raise Refused(_("Keys travel by https only."))
    if not outside.may_be_named(parts.hostname, own_networks=own_networks):
        raise Refused(
            _("A server must have a public address or be named in the setting KUNDIG_OWN_NETWORKS.")
        )
