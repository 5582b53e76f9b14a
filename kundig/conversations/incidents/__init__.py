"""Incidents: many conversations with one cause, followed in one place and answered at once.

Verbs: make, change, join, leave, answer all, cancel. A room of its own beside the heart's other capabilities: nothing in a conversation needs to know of it.
"""
