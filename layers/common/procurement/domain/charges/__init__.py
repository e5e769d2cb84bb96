"""Charges: under agreements, and from cost exports."""
