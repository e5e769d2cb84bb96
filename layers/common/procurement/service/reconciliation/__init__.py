"""What AWS really printed, compared with what the rules expect, and mended where it may be."""
