"""Invoices: groups of charges, what is decided on them, what corrects them."""
