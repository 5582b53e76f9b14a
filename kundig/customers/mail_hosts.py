"""Mail hosts whose domain says nothing about a person's company."""

from __future__ import annotations

PUBLIC_MAIL_HOSTS = frozenset(
    """
    aol.com aol.de arcor.de bluewin.ch email.de freenet.de fastmail.com gmail.com gmx.at gmx.ch gmx.com
    gmx.de gmx.net googlemail.com hey.com hispeed.ch hotmail.at hotmail.ch hotmail.com hotmail.de
    hotmail.fr icloud.com kabelmail.de laposte.net libero.it live.at live.com live.de mac.com
    magenta.de mail.com mail.de mail.ru mailbox.org me.com mein.gmx msn.com netcologne.de orange.fr
    outlook.at outlook.com outlook.de outlook.fr pm.me posteo.at posteo.de posteo.net proton.me
    protonmail.com qq.com rocketmail.com seznam.cz sfr.fr sunrise.ch t-online.de tutanota.com
    tutanota.de tuta.com tuta.io unitybox.de vodafone.de vodafonemail.de wanadoo.fr web.de wp.pl
    yahoo.co.uk yahoo.com yahoo.de yahoo.fr yandex.ru ymail.com zoho.com
    """.split()
)


def is_public_mail_host(domain: str) -> bool:
    """Tell whether people of any company write from this domain."""
    return domain.lower().rstrip(".") in PUBLIC_MAIL_HOSTS
