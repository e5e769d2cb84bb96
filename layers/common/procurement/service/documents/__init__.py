"""Use cases around the documents of invoices."""
