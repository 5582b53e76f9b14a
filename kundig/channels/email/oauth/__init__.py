"""Signing mailboxes in without a password, at Microsoft 365, Google or another provider (RFC 6749, 7636, 7628).

Verbs: set_up, grant, revoke, renew. Events: mailbox.granted, mailbox.revoked, mailbox.grant_failed.
"""
