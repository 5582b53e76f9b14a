"""Customers, their addresses and companies: the people outside.

Verbs: customer.make, customer.change, customer.add_address, customer.remove_address, customer.add_note;
company.rename, company.add_domain, company.remove_domain, company.add_note;
customer_field.make, customer_field.change, customer_field.remove; mail_host.add, mail_host.remove.
"""
