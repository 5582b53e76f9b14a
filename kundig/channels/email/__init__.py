"""The e-mail channel: mailboxes in, answers out.

Verbs: mailbox.make, change, close, reopen. Events: mailbox.made, changed, closed, reopened. Mails come in by the
own listener (`listener`), from an IMAP server (`fetch`) or from files (`importer`); all meet in `channels.intake`.
"""
