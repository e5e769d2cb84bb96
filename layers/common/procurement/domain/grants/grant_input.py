"""Reading a grant as its writer gave it, and making it (R-234)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from procurement.domain.errors import Problems
from procurement.domain.grants.license_grant import GrantedOperation, GrantStatus, LicenseGrant
from procurement.domain.grants.principal import Principal, PrincipalKind, read_principal
from procurement.domain.organizations.membership import Membership
from procurement.domain.text import has_control_characters

MAX_NAME: Final = 255
MAX_OPERATIONS: Final = 8
MAX_REASON: Final = 400
MAX_TAGS: Final = 50
_REGION: Final = re.compile(r"[a-z]{2}(-[a-z]+)+-[1-9]")
_RULE: Final = "R-234"


@dataclass(frozen=True, kw_only=True, slots=True)
class GrantInput:
    """license-manager:CreateGrantRequest, unchecked.

    `desired_status` is that of its options: ACTIVE makes and activates the grant at once.
    """

    name: str
    principals: Sequence[str]
    operations: Sequence[GrantedOperation]
    home_region: str
    desired_status: GrantStatus | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class GrantChange:
    """license-manager:CreateGrantVersionRequest, unchecked; None keeps what is."""

    name: str | None = None
    operations: Sequence[GrantedOperation] | None = None
    status: GrantStatus | None = None
    status_reason: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Licensed:
    """What is granted: an agreement, its product, and where its buyer belongs."""

    agreement_id: str
    product_id: str
    granter: Membership


def new_grant(
    given: GrantInput, licensed: Licensed, grantee: Membership | None, grant_id: str, now: datetime
) -> LicenseGrant:
    """The grant, or `InvalidInput` with all of its problems.

    `grantee` is the membership of the account that the principal names. An account of the same
    organization, and the organization itself, need not accept; everybody else does first.
    """
    problems = Problems()
    _check_name(given.name, problems)
    _check_operations(given.operations, problems)
    principal = _read_principal(given.principals, licensed.granter, problems)
    if not _REGION.fullmatch(given.home_region):
        problems.add("homeRegion", "INVALID_VALUE", "is an AWS Region", _RULE)
    is_for_all = principal is not None and principal.kind is PrincipalKind.ORGANIZATION
    if given.desired_status is not None:
        is_active = given.desired_status is GrantStatus.ACTIVE
        if not is_active or (principal is not None and not is_for_all):
            message = "is ACTIVE, and for an organization alone"
            problems.add("options.desiredStatus", "INVALID_VALUE", message, _RULE)
    _check_tags(given.tags, problems)
    problems.raise_if_any()
    assert principal is not None
    return LicenseGrant(
        grant_id=grant_id,
        agreement_id=licensed.agreement_id,
        product_id=licensed.product_id,
        granter_account_id=licensed.granter.account_id,
        name=given.name,
        principal=principal,
        operations=tuple(dict.fromkeys(given.operations)),
        home_region=given.home_region,
        status=given.desired_status or _first_status(principal, licensed.granter, grantee),
        created_at=now,
        updated_at=now,
        tags=tuple(sorted(given.tags.items())),
    )


def edited_grant(grant: LicenseGrant, change: GrantChange, now: datetime) -> LicenseGrant:
    """The next version; `InvalidInput` with all problems, `WrongStatus` as `changed` raises it."""
    problems = Problems()
    if change.name is not None:
        _check_name(change.name, problems)
    if change.operations is not None:
        _check_operations(change.operations, problems)
    if change.status not in (None, GrantStatus.ACTIVE, GrantStatus.DISABLED):
        problems.add("status", "INVALID_VALUE", "is ACTIVE or DISABLED", _RULE)
    check_reason(change.status_reason, problems)
    if change.status_reason is not None and change.status is None:
        problems.add("statusReason", "INVALID_VALUE", "belongs to a status", _RULE)
    problems.raise_if_any()
    if change.status is not None:
        grant.expect_answered()
    return grant.changed(
        now,
        name=change.name,
        operations=None if change.operations is None else tuple(dict.fromkeys(change.operations)),
        status=change.status,
        status_reason=change.status_reason,
    )


def check_reason(reason: str | None, problems: Problems) -> None:
    """Note what is wrong with a status reason (license-manager:StatusReasonMessage)."""
    is_odd = has_control_characters(reason or "", except_newlines=True)
    if reason is not None and (not 1 <= len(reason) <= MAX_REASON or is_odd):
        message = f"has 1 to {MAX_REASON} characters, no control characters"
        problems.add("statusReason", "INVALID_VALUE", message, _RULE)


def _first_status(
    principal: Principal, granter: Membership, grantee: Membership | None
) -> GrantStatus:
    if principal.kind is PrincipalKind.ORGANIZATION:
        return GrantStatus.DISABLED
    own = granter.present.organization_id if granter.present else None
    theirs = grantee.present.organization_id if grantee and grantee.present else None
    is_together = own is not None and own == theirs
    return GrantStatus.DISABLED if is_together else GrantStatus.PENDING_ACCEPT


def _read_principal(
    given: Sequence[str], granter: Membership, problems: Problems
) -> Principal | None:
    if len(given) != 1:
        problems.add("principals", "INVALID_VALUE", "holds exactly one principal", _RULE)
        return None
    principal = read_principal(given[0])
    if problem := _wrong_with(principal, granter):
        problems.add("principals[0]", "INVALID_VALUE", problem, _RULE)
        return None
    return principal


def _wrong_with(principal: Principal | None, granter: Membership) -> str | None:
    if principal is None:
        return "is the ARN of an account, an organizational unit or an organization"
    match principal.kind:
        case PrincipalKind.ORGANIZATIONAL_UNIT:
            return "organizational units are not known here: name the accounts or the organization"
        case PrincipalKind.ORGANIZATION:
            stay = granter.present
            own = (stay.organization_id, stay.management_account_id) if stay else None
            if own != (principal.grantee, principal.management_account_id):
                return "is not the organization of the account that grants"
            if not granter.is_managing:
                return "only the management account grants to its organization"
        case PrincipalKind.ACCOUNT if principal.grantee == granter.account_id:
            return "is the account that grants"
    return None


def _check_name(name: str, problems: Problems) -> None:
    if not name.strip() or len(name) > MAX_NAME or has_control_characters(name):
        message = f"has 1 to {MAX_NAME} characters, no control characters"
        problems.add("grantName", "INVALID_VALUE", message, _RULE)


def _check_operations(operations: Sequence[GrantedOperation], problems: Problems) -> None:
    if not 1 <= len(operations) <= MAX_OPERATIONS:
        message = f"holds 1 to {MAX_OPERATIONS} operations"
        problems.add("allowedOperations", "INVALID_VALUE", message, _RULE)
    if GrantedOperation.CREATE_GRANT in operations:
        message = "only the buyer that holds the agreement grants its license"
        problems.add("allowedOperations", "INVALID_VALUE", message, _RULE)


def _check_tags(tags: Mapping[str, str], problems: Problems) -> None:
    if len(tags) > MAX_TAGS:
        problems.add("tags", "INVALID_VALUE", f"holds at most {MAX_TAGS} tags", _RULE)
        return
    for key, value in tags.items():
        if not 1 <= len(key) <= 128 or len(value) > 256:
            message = "keys have 1 to 128 characters, values at most 256"
            problems.add(f"tags[{key[:20]}]", "INVALID_VALUE", message, _RULE)
