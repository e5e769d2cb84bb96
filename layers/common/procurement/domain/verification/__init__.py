"""Whether what is stored is what the decisions made of it."""
