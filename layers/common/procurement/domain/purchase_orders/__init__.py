"""Purchase orders: what they hold, how they change, what is booked on them."""
