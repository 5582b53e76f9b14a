"""Mail services: mail in by their webhooks, answers out by their HTTP interface, and what they tell of delivery.

`hooks` takes what they post, checks who it comes from (`signatures`, `sns`) and stores it; `reading` lets it become
mails (`payloads`) or news about our own (`news`). `sending` hands answers over. Verbs: mailbox.set_up_service,
forget_service, renew_hook_addresses.
"""
