"""Reports: published once, or read as they stood at an instant."""
