"""Configuration that ships with the package and changes without code."""
