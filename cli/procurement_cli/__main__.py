"""`python -m procurement_cli`: the same as the command `procurement`."""

import sys

from procurement_cli.command_line import main

if __name__ == "__main__":
    sys.exit(main())
