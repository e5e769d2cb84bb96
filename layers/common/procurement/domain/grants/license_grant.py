"""A license grant: the use of what an agreement entitles to, for other accounts (R-234).

A grant carries no purchase order and makes no charge. What its grantee uses is charged to the
grantee's account, and takes a purchase order of whoever pays for that one (R-232, R-233).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from procurement.domain.errors import Conflict, StaleVersion, WrongStatus
from procurement.domain.grants.principal import Principal, PrincipalKind


class GrantStatus(StrEnum):
    """license-manager:GrantStatus.

    Here a grant is made in one step: PENDING_WORKFLOW, WORKFLOW_COMPLETED, FAILED_WORKFLOW and
    PENDING_DELETE never occur.
    """

    PENDING_WORKFLOW = "PENDING_WORKFLOW"
    PENDING_ACCEPT = "PENDING_ACCEPT"
    REJECTED = "REJECTED"
    ACTIVE = "ACTIVE"
    FAILED_WORKFLOW = "FAILED_WORKFLOW"
    DELETED = "DELETED"
    PENDING_DELETE = "PENDING_DELETE"
    DISABLED = "DISABLED"
    WORKFLOW_COMPLETED = "WORKFLOW_COMPLETED"


class GrantedOperation(StrEnum):
    """license-manager:AllowedOperation."""

    CREATE_GRANT = "CreateGrant"
    CHECKOUT_LICENSE = "CheckoutLicense"
    CHECKOUT_BORROW_LICENSE = "CheckoutBorrowLicense"
    CHECK_IN_LICENSE = "CheckInLicense"
    EXTEND_CONSUMPTION_LICENSE = "ExtendConsumptionLicense"
    LIST_PURCHASED_LICENSES = "ListPurchasedLicenses"
    CREATE_TOKEN = "CreateToken"  # noqa: S105 - the name of an operation
    LIST_RECEIVED_LICENSES = "ListReceivedLicenses"


_S: Final = GrantStatus
MOVES: Final[Mapping[GrantStatus, frozenset[GrantStatus]]] = {
    _S.PENDING_ACCEPT: frozenset({_S.DISABLED, _S.REJECTED, _S.DELETED}),
    _S.DISABLED: frozenset({_S.ACTIVE, _S.DELETED}),
    _S.ACTIVE: frozenset({_S.DISABLED, _S.DELETED}),
    _S.REJECTED: frozenset({_S.DELETED}),
}
"""All moves that there are; nothing follows a status that is not in it."""

AGREEMENT_ENDED: Final = "The agreement has ended."


@dataclass(frozen=True, kw_only=True, slots=True)
class LicenseGrant:
    """license-manager:Grant: `granter_account_id`, the buyer of the agreement, grants its license.

    `version` rises with every change, as the number behind license-manager's version text.
    """

    grant_id: str
    agreement_id: str
    product_id: str
    granter_account_id: str
    name: str
    principal: Principal
    operations: tuple[GrantedOperation, ...]
    home_region: str
    status: GrantStatus
    created_at: datetime
    updated_at: datetime
    status_reason: str | None = None
    tags: tuple[tuple[str, str], ...] = ()
    version: int = 1

    @property
    def arn(self) -> str:
        """Its ARN, in its granter's account."""
        return f"arn:aws:license-manager::{self.granter_account_id}:grant:{self.grant_id}"

    @property
    def license_arn(self) -> str:
        """The ARN of the license, which is what the agreement entitles to."""
        return license_arn(self.granter_account_id, self.agreement_id)

    def is_received_by(self, account_id: str, organization_id: str | None) -> bool:
        """Whether an account that is in that organization now, None for none, is a grantee."""
        if self.principal.kind is PrincipalKind.ORGANIZATION:
            is_other = account_id != self.granter_account_id
            return is_other and self.principal.grantee == organization_id
        return self.principal.grantee == account_id

    def as_of(self, *, is_agreement_active: bool) -> "LicenseGrant":
        """The grant as it counts: it ends with its agreement, without a change of its own."""
        if is_agreement_active or self.status in (_S.DELETED, _S.REJECTED):
            return self
        return replace(self, status=_S.DELETED, status_reason=AGREEMENT_ENDED)

    def accepted(self, now: datetime) -> "LicenseGrant":
        """The grant after its grantee accepted it: to be activated still."""
        self._expect_pending()
        return self.changed(now, status=_S.DISABLED)

    def rejected(self, now: datetime) -> "LicenseGrant":
        """The grant after its grantee refused it."""
        self._expect_pending()
        return self.changed(now, status=_S.REJECTED)

    def deleted(self, reason: str | None, now: datetime) -> "LicenseGrant":
        """The grant after its granter took it back."""
        return self.changed(now, status=_S.DELETED, status_reason=reason)

    def changed(
        self,
        now: datetime,
        *,
        name: str | None = None,
        operations: tuple[GrantedOperation, ...] | None = None,
        status: GrantStatus | None = None,
        status_reason: str | None = None,
    ) -> "LicenseGrant":
        """The next version; the very same object when nothing would change.

        `WrongStatus` for a move that is not in `MOVES`, and for every change of what has ended.
        """
        if status is not None and status is not self.status:
            self._expect_move(status)
        elif self.status in (_S.DELETED, _S.REJECTED):
            raise self._wrong(f"the grant is {self.status.lower()}")
        after = replace(
            self,
            name=self.name if name is None else name,
            operations=self.operations if operations is None else operations,
            status=status or self.status,
            status_reason=status_reason if status else self.status_reason,
        )
        if after == self:
            return self
        return replace(after, updated_at=now, version=self.version + 1)

    def expect_answered(self) -> None:
        """`WrongStatus` while the grantee has not accepted: nobody else does that."""
        if self.status is _S.PENDING_ACCEPT:
            raise self._wrong("the grantee accepts the grant first")

    def expect_version(self, expected: str | None) -> None:
        """`StaleVersion` when the caller saw another version than the present one."""
        if expected is not None and expected != str(self.version):
            raise StaleVersion(
                f"the grant is at version {self.version}, not {expected}",
                resource_type="LicenseGrant",
                resource_id=self.grant_id,
            )

    def _expect_pending(self) -> None:
        if self.status is not _S.PENDING_ACCEPT:
            raise self._wrong(f"the grant is {self.status.lower()}, and waits for no answer")

    def _expect_move(self, target: GrantStatus) -> None:
        steps = MOVES.get(self.status, frozenset())
        if target not in steps:
            told = ", ".join(sorted(steps)) or "nothing"
            raise self._wrong(f"from {self.status} it goes to {told}, not to {target}")

    def _wrong(self, message: str) -> WrongStatus:
        return WrongStatus(message, resource_type="LicenseGrant", resource_id=self.grant_id)


def license_arn(account_id: str, agreement_id: str) -> str:
    """The ARN of the license that an agreement of this buyer entitles to."""
    return f"arn:aws:license-manager::{account_id}:license:{agreement_id}"


def expect_licensed(agreement_id: str, *, is_active: bool) -> None:
    """`Conflict` for an agreement that entitles to nothing any more."""
    if not is_active:
        raise Conflict(
            "the agreement has ended, and with it its license",
            resource_type="Agreement",
            resource_id=agreement_id,
        )
