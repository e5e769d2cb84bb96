"""To whom a license is granted: an account, or all accounts of an organization (R-234)."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_ACCOUNT: Final = re.compile(r"arn:aws:iam::([0-9]{12}):root")
_ORGANIZATION: Final = re.compile(
    r"arn:aws:organizations::([0-9]{12}):organization/(o-[a-z0-9]{10,32})"
)
_UNIT: Final = re.compile(
    r"arn:aws:organizations::[0-9]{12}:ou/o-[a-z0-9]{10,32}/ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}"
)


class PrincipalKind(StrEnum):
    """The kinds of principals that license-manager:CreateGrantRequest takes."""

    ACCOUNT = "ACCOUNT"
    ORGANIZATION = "ORGANIZATION"
    ORGANIZATIONAL_UNIT = "ORGANIZATIONAL_UNIT"


@dataclass(frozen=True, kw_only=True, slots=True)
class Principal:
    """One principal: `grantee` is the ID of an account or of an organization.

    The ARN of an organization also names its management account.
    """

    arn: str
    kind: PrincipalKind
    grantee: str
    management_account_id: str | None = None


def read_principal(arn: str) -> Principal | None:
    """The principal that `arn` names; None when it names none."""
    if found := _ACCOUNT.fullmatch(arn):
        return Principal(arn=arn, kind=PrincipalKind.ACCOUNT, grantee=found[1])
    if found := _ORGANIZATION.fullmatch(arn):
        return Principal(
            arn=arn,
            kind=PrincipalKind.ORGANIZATION,
            grantee=found[2],
            management_account_id=found[1],
        )
    if _UNIT.fullmatch(arn):
        unit = arn.rpartition("/")[2]
        return Principal(arn=arn, kind=PrincipalKind.ORGANIZATIONAL_UNIT, grantee=unit)
    return None
