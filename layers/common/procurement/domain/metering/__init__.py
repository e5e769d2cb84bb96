"""What sellers meter of their agreements: records hour by hour, their months, what these cost."""
