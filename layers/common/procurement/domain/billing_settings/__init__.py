"""How an account is billed: invoice units, payment settings, and who may issue what."""
