"""Orders of procurement portals: what they say, which of them counts, what they make of a PO."""
