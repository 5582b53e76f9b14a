"""What an agent is told of: the bell, pushes to their browsers, the digest by mail, and when it is quiet.

Kinds of notifications are declared by `kinds.notify_on`; `follow` reads the log and tells whom each kind names.
Verbs: tell, read, read all, set ways, set quiet hours. Events: bell.rang, bell.read, bell.set.
"""
