"""Use cases of offers, agreements and their charges."""
