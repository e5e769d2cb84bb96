"""Invoices, and the runs that make them."""
