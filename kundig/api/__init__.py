"""JSON for programs: reads by shapes, does by the registry of actions. docs/developers/api.md says how.

No verbs and no events of its own; its only noun is the idempotency key.
"""
