"""Channels: how messages come in and go out. One folder per kind.

What comes in is stored as it is (`intake`), acknowledged, and then understood in a job; what goes out is
queued by `conversation.reply` and sent by a job (`outbox`). A kind of channel is one folder that hands a
`ChannelKind` to `base.register`. Verbs: mailbox.make, change, close, reopen. Events: mailbox.made, changed, …
"""
