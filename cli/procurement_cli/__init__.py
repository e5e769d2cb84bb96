"""Purchase orders as files: a client of Ledgerline's API for the command line.

It knows nothing of the application but its API, and can be installed without it.
"""

from importlib.metadata import version

__version__ = version("ledgerline-cli")
