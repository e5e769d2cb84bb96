"""Use cases of metered usage."""
