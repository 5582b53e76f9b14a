"""Where this room's pages stand in the settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.channels.permissions import GROUP, MANAGE
from kundig.conversations.permissions import SEE, WORK
from kundig.staff.guard import held
from kundig.web.places import Place, register


def register_all() -> None:
    """Hand the places in."""
    may_manage, may_see = held(MANAGE), held(SEE)
    manages_all = held(MANAGE, everywhere=True)
    for place in (
        Place(
            "mailboxes",
            _("Mailboxes"),
            "mail",
            "mailboxes",
            "settings",
            GROUP,
            210,
            may_manage,
            words=_(
                "e-mail address, IMAP, POP3, SMTP, server, password, sender, aliases, signature, "
                "Microsoft 365, Google, OAuth, automatic answers, confirmation, DKIM, SPF, DMARC, health"
            ),
        ),
        Place(
            "keys",
            _("Keys for mail"),
            "key-round",
            "keys",
            "settings",
            GROUP,
            215,
            manages_all,
            words=_(
                "S/MIME, PGP, OpenPGP, certificates, encryption, signing, revocation, authorities"
            ),
        ),
        Place(
            "sent-mail",
            _("Demo mailbox"),
            "mail-open",
            "sent-mails",
            "settings",
            GROUP,
            220,
            may_see,
            words=_("test mails, try out, sent mails"),
        ),
        Place(
            "spam-filter",
            _("Spam filter"),
            "shield-alert",
            "spam-filter",
            "settings",
            GROUP,
            221,
            held(WORK),
            words=_("junk, learning, advertising, filter"),
        ),
    ):
        register(place)
