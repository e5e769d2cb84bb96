"""The procurement system of an organization: Coupa or SAP Ariba, through cXML (R-262 to R-264)."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from procurement.domain.errors import Problems, StaleVersion


class SystemName(StrEnum):
    """The procurement systems that there are."""

    COUPA = "COUPA"
    SAP_ARIBA = "SAP_ARIBA"


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcurementSystem:
    """The setup of the payer `account_id` for its whole organization; version 0 for none.

    In test mode requests flow through the system, but nothing is bought (R-263). With pre-approval
    on, what costs nothing needs no order (R-264).
    """

    account_id: str
    name: SystemName | None = None
    is_test: bool = True
    is_free_pre_approved: bool = False
    version: int = 0
    updated_at: datetime | None = None

    def expect_version(self, expected: int | None) -> None:
        """`StaleVersion` when the caller saw another version than the present one."""
        if expected is not None and expected != self.version:
            raise StaleVersion(
                f"the procurement system is at version {self.version}, not {expected}",
                resource_type="ProcurementSystemConfiguration",
                resource_id=self.account_id,
            )


def configured(
    before: ProcurementSystem,
    name: SystemName | None,
    *,
    is_test: bool,
    is_free_pre_approved: bool,
    now: datetime,
) -> ProcurementSystem:
    """The setup with that system, None to be without; the very same object if it is so already.

    A system that is new here starts in test mode: `InvalidInput` otherwise (R-263).
    """
    problems = Problems()
    if name is not None and name is not before.name and not is_test:
        message = "a new setup starts in test mode: switch it off once the tests are done"
        problems.add("isTestMode", "INVALID_VALUE", message, "R-263")
    if name is None and not is_test:
        problems.add("isTestMode", "INVALID_VALUE", "belongs to a system", "R-263")
    problems.raise_if_any()
    after = replace(before, name=name, is_test=is_test, is_free_pre_approved=is_free_pre_approved)
    if after == before:
        return before
    return replace(after, version=before.version + 1, updated_at=now)
