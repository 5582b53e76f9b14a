"""Pushes to browsers: encrypted for one device (RFC 8291), signed as this installation (RFC 8292), sent by RFC 8030."""
