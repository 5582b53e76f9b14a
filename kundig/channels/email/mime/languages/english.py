"""English."""

from __future__ import annotations

from kundig.channels.email.mime.languages.language import Language

ENGLISH = Language(
    code="en",
    openers=("On", "At", "In reply to", "In a message dated"),
    wrote=("wrote", "writes", "said", "has written", "replied", "sent"),
    from_=("From", "Sender"),
    date=("Sent", "Date", "Sent on", "Sent at"),
    to=("To", "Recipient"),
    cc=("Cc", "Bcc", "Copy"),
    subject=("Subject", "Re"),
    original=("Original Message", "Original Email", "Original Mail", "Reply Message",
              "Replied Message", "Reply"),
    forwarded=("Forwarded message", "Forwarded Message", "Begin forwarded message",
               "Forwarded by …", "Forwarded mail"),
    footers=(
        "Sent from my …", "Sent from …iPhone", "Sent from …iPad", "Sent from Yahoo Mail…",
        "Sent from Mail for Windows…", "Sent from Outlook…", "Sent from Samsung…",
        "Sent from Gmail Mobile", "Sent from ProtonMail…", "Sent from Proton Mail…",
        "Sent with Proton…", "Sent via the Samsung…", "Sent via BlackBerry…", "Sent via iPhone",
        "Sent on the …", "Sent by …mobile…", "Sent from mobile…", "Sent from Nine",
        "Get Outlook for …", "Get BlueMail for …", "Sent using …Mail…",
        "Sent from Polymail", "Sent from …App", "Sent with Airmail", "Sent from Spark", "Sent from Mailspring…",
        "Sent from Front", "Sent with Mailtrack", "Sent from Superhuman…", "Via Newton Mail",
        "Sent from Posteo…", "Sent from AOL…", "Sent from Zoho Mail…",
    ),
    away=("out of office", "out of the office", "out-of-office", "away from the office",
          "on vacation", "on holiday", "vacation reply", "I am away"),
    robot=("auto-reply", "autoreply", "auto reply", "auto-response", "auto response",
           "automatic reply", "automatic response", "automated reply", "automated response",
           "autoresponse", "automatically generated"),
)  # fmt: skip
