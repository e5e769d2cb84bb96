"""Procurement portals: where invoices are delivered, and what stops them on the way."""
