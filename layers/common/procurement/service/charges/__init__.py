"""Use cases of cost exports."""
