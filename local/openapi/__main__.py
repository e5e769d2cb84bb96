"""Writes the document, or says what is wrong with the committed one.

``python -m local.openapi`` writes it. With ``--check`` nothing is written, and the exit code says
whether it is up to date; ``--compare`` says what of it would break a client of the last release;
``--release`` makes it the last release, if the changelog names every operation that breaks.
"""

import argparse
import json
import sys

from local.openapi import release
from local.openapi.document import DOCUMENT, PROJECT, build, text_of


def main() -> int:
    """Do what was asked for; 0 if all is well."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m local.openapi")
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--check", action="store_true", help="write nothing; fail when stale")
    choice.add_argument("--compare", action="store_true", help="with the last release")
    choice.add_argument("--release", action="store_true", help="accept what breaks")
    asked = parser.parse_args()
    if asked.compare or asked.release:
        return release.accept() if asked.release else release.compare()
    text = text_of(build())
    if asked.check:
        is_fresh = DOCUMENT.exists() and DOCUMENT.read_text("utf-8") == text
        print("the OpenAPI document is", "up to date" if is_fresh else "stale: run make openapi")
        return 0 if is_fresh else 1
    DOCUMENT.write_text(text, "utf-8")
    print(f"wrote {DOCUMENT.relative_to(PROJECT)}: {len(json.loads(text)['paths'])} paths")
    return 0


if __name__ == "__main__":
    sys.exit(main())
