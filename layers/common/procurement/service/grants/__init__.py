"""Use cases of license grants."""
