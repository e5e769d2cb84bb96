"""After the sale: what a seller asks of the buyer of an agreement, and how it is answered."""
