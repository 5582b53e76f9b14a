"""Customers, their addresses and companies: the people outside.

Verbs: customer.make, customer.change, customer.add_address, customer.remove_address, customer.add_note;
customer_field.make, customer_field.change, customer_field.remove.
"""
