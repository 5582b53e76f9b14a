"""One person known twice, or one company: two entries are put together, and taken apart again.

Verbs: customer.merge, customer_merge.undo, customer_merge.complete; company.merge, company_merge.undo;
customer.look_for_same, same_person.deny.
"""
