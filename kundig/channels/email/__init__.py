"""The e-mail channel: mailboxes in, replies out."""
