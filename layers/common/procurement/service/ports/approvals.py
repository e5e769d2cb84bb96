"""Who has to approve what an organization's accounts buy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from procurement.domain.marketplace.agreement_request import AgreementRequest
    from procurement.domain.marketplace.approval_plan import ApprovalPlans
    from procurement.domain.marketplace.procurement_system import ProcurementSystem
    from procurement.service.ports.page import Page


class ApprovalSettings(Protocol):
    """Approval plans and procurement system of accounts that pay."""

    def plans(self, account_id: str) -> ApprovalPlans:
        """The account's plans; none of version 0 when none were put."""

    def system(self, account_id: str) -> ProcurementSystem:
        """The account's procurement system; none of version 0 when none was put."""

    def save_plans(self, before: ApprovalPlans, after: ApprovalPlans) -> None:
        """Stage the plans; the commit raises `LostRace` unless `before` still stands."""

    def save_system(self, before: ProcurementSystem, after: ProcurementSystem) -> None:
        """Stage the system; the commit raises `LostRace` unless `before` still stands."""

    def requests(self, account_id: str, *, limit: int, token: str | None) -> Page[AgreementRequest]:
        """Requests that the account approves, newest first (eventually consistent)."""
