"""What an account is told: notices about its invoices, and the calendar of what comes."""
