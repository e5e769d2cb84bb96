"""The local stack: an emulated AWS on this machine, with Ledgerline deployed to it.

Nothing in this package ships to Lambda. `python -m local --help` lists the verbs;
`local.stack.LocalStack` is the same thing for programs and tests.
"""
