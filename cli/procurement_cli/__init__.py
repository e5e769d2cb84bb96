"""Purchase orders as files: a client of Ledgerline's API for the command line.

It knows nothing of the application but its API, and can be installed without it. Whoever operates a
deployment has verbs besides that work on the stack: on queues, tables and functions.
"""

from importlib.metadata import version

__version__ = version("ledgerline-cli")
