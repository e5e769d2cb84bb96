"""Use cases that look ahead: previews, forecasts, radar."""
