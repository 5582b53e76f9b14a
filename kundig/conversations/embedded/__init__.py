"""Cards of other systems beside a conversation: orders, contracts, whatever a program tells of a customer.

Verbs: embedded_card.make, embedded_card.change, embedded_card.remove.
"""
