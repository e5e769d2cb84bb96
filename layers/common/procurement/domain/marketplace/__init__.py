"""AWS Marketplace: private offers, their payments, agreements, and the numbers on charges."""
