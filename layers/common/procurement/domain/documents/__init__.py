"""Documents of issued invoices and credit memos: what they say, and what became of them."""
