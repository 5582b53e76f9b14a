"""Plain makers of raw mails."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP


def mail(
    *,
    sender: str = "Kofi Mensah <kofi@mensah.example>",
    to: str = "service@lummer.example",
    subject: str = "Meine Lampe flackert",
    text: str = "Guten Tag,\n\nmeine Lampe flackert seit gestern.\n\nKofi",
    message_id: str = "<eins@mensah.example>",
    in_reply_to: str = "",
    references: str = "",
    html: str = "",
    **headers: str,
) -> bytes:
    """Return a mail as its sender's program would write it; further headers by name, `_` for `-`."""
    made = EmailMessage(policy=SMTP)
    made["From"] = sender
    made["To"] = to
    made["Subject"] = subject
    made["Date"] = "Mon, 23 Nov 2026 09:00:00 +0100"
    if message_id:
        made["Message-ID"] = message_id
    if in_reply_to:
        made["In-Reply-To"] = in_reply_to
    if references:
        made["References"] = references
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html")
    return made.as_bytes()
