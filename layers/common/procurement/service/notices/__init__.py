"""Telling others: mails, and events on the bus."""
