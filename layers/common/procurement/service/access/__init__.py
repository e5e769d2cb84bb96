"""Use cases of access policies, and the one place that asks them."""
