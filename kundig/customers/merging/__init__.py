"""One person known twice, or one company: two entries are put together, and taken apart again.

Verbs: customer.merge, customer_merge.undo; company.merge, company_merge.undo.
"""
