"""Use cases of invoices and invoice runs."""
