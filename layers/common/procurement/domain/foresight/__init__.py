"""What coming invoice runs will do: previews, forecasts, and the radar."""
