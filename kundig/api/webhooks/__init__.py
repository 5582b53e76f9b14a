"""Webhooks: Kundig tells programs elsewhere what has happened, signed and at least once.

Nouns: Webhook, WebhookDelivery, WebhookAttempt. Verbs: make, change, switch_on, switch_off, rotate,
remove, test, replay, replay_failed, replay_span. Events: webhook.made, .changed, .switched_on,
.switched_off, .rotated, .removed, .replayed. docs/developers/webhooks.md says what receivers get.
"""
