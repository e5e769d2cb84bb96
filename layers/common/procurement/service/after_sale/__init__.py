"""Use cases of cancellation and payment requests, and of what nobody answers."""
