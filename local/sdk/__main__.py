"""Writes the SDK models: the service `purchase-orders`, and the extras to models of AWS.

Run as ``python -m local.sdk [--check]``; with ``--check`` nothing is written, and the exit code
says whether the committed models are up to date.
"""

import argparse
import sys

from local.home import PROJECT
from local.sdk.files import build, differences, write


def main() -> int:
    """Write or check the models."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when stale")
    check = parser.parse_args().check
    made = build()
    wrong = differences(made)
    if check:
        print("the SDK models are", "stale: run make sdk" if wrong else "up to date")
        return 1 if wrong else 0
    write(made)
    for path in wrong:
        print(f"wrote {path.relative_to(PROJECT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
