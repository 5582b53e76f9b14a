"""Erasing a person (GDPR, Article 17): everything about them goes, counts, states and times stay without them.

Each room says in `erasers` what it keeps of people and takes it out. Verbs: erase, and what the job does. Event: customer.erased.
"""
