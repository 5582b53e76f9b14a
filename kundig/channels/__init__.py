"""Channels: how messages come in and go out. One folder per kind."""
