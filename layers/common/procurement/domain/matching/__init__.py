"""Which purchase order an invoice carries, and why."""
