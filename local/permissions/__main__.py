"""Writes what follows from the table of permissions.

Run as ``python -m local.permissions [--check]``; with ``--check`` nothing is written, and the exit
code says whether everything is up to date.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from local.permissions import functions
from local.permissions.console import roles_of_console
from local.permissions.page import page
from local.permissions.policies import (
    ARN,
    ARN_ELSEWHERE,
    operations_by_role,
    patterns_for_other_accounts,
    yaml_of_groups,
    yaml_of_outputs,
    yaml_of_policies,
)
from local.permissions.table import routes
from local.template import TEMPLATE

PROJECT: Final = TEMPLATE.parent
PAGE: Final = PROJECT / "docs/permissions.md"
FUNCTIONS_PAGE: Final = PROJECT / "docs/permissions-of-functions.md"
ROLES: Final = PROJECT / "layers/common/procurement/data/roles.json"
CONSOLE: Final = PROJECT / "console/src/session/roles.json"
ELSEWHERE: Final = PROJECT / "samples/permissions-of-another-account.yaml"

_ELSEWHERE: Final = """\
# For an account whose people call a Ledgerline of another account: the same roles as there, each as
# a managed policy of this account. The deployment names this account in `CallerAccounts`.
# `make permissions` writes this file.
AWSTemplateFormatVersion: "2010-09-09"
Description: Roles for calling Ledgerline in another account

Parameters:
  ApiId:
    Type: String
    AllowedPattern: "[a-z0-9]+"
    Description: The API, the first label of the host in the deployment's output ApiUrl.
  ApiAccountId:
    Type: String
    AllowedPattern: "[0-9]{12}"
    Description: The account of the deployment.
  ApiRegion:
    Type: String
    Default: us-east-1
    Description: The region of the deployment.

Resources:
"""


def written() -> dict[Path, str]:
    """Every file that follows from the table, as it has to be."""
    template = TEMPLATE.read_text("utf-8")
    others = [
        f"                  - execute-api:/v1/{pattern}"
        for pattern in patterns_for_other_accounts()
    ]
    template = _put(template, "other accounts", others)
    template = _put(template, "roles", yaml_of_policies(ARN))
    template = _put(template, "groups of the console", yaml_of_groups())
    template = _put(template, "roles as outputs", yaml_of_outputs())
    elsewhere = [*yaml_of_policies(ARN_ELSEWHERE), "Outputs:", *yaml_of_outputs()]
    return {
        TEMPLATE: template,
        PAGE: page(),
        FUNCTIONS_PAGE: functions.page(),
        ROLES: json.dumps(operations_by_role(routes()), indent=1) + "\n",
        CONSOLE: json.dumps(roles_of_console(routes()), indent=1) + "\n",
        ELSEWHERE: _ELSEWHERE + "\n".join(elsewhere) + "\n",
    }


def _put(template: str, what: str, lines: Iterable[str]) -> str:
    """The lines between the two comments that name them."""
    pattern = rf"(?ms)^( *# {what}: written by `make permissions`\n).*?^( *# {what}: end)$"
    text = "".join(f"{line}\n" for line in lines)
    changed, count = re.subn(pattern, lambda found: str(found[1]) + text + str(found[2]), template)
    if count != 1:
        raise SystemExit(f"template.yaml has {count} places for {what}")
    return changed


def main() -> int:
    """Write or check the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when stale")
    check = parser.parse_args().check
    stale = {
        path: text
        for path, text in written().items()
        if not path.exists() or path.read_text("utf-8") != text
    }
    for path, text in stale.items():
        if not check:
            path.write_text(text, "utf-8")
        print(f"{'stale' if check else 'wrote'} {path.relative_to(PROJECT)}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
