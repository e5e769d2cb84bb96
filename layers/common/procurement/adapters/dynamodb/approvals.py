"""Approval plans and procurement systems in DynamoDB, one document each."""

from typing import Any, Final

from procurement.adapters.dynamodb.documents import from_document, to_document
from procurement.adapters.dynamodb.paging import Listing
from procurement.adapters.dynamodb.tables.agreements import AgreementItem
from procurement.adapters.dynamodb.tables.settings import ApprovalSettingsItem
from procurement.adapters.dynamodb.transaction import Transaction, lost, translated
from procurement.domain.marketplace.agreement_request import AgreementRequest
from procurement.domain.marketplace.approval_plan import ApprovalPlans
from procurement.domain.marketplace.procurement_system import ProcurementSystem
from procurement.service.ports.page import Page

_PLANS: Final = "APPROVAL-PLANS"
_SYSTEM: Final = "PROCUREMENT-SYSTEM"


class DynamoApprovalSettings:
    """`service.ports.ApprovalSettings` on the PurchaseOrders table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def plans(self, account_id: str) -> ApprovalPlans:
        """One strongly consistent read."""
        document = _find(account_id, _PLANS)
        if document is None:
            return ApprovalPlans(account_id=account_id)
        return from_document(document, ApprovalPlans)

    def system(self, account_id: str) -> ProcurementSystem:
        """One strongly consistent read."""
        document = _find(account_id, _SYSTEM)
        if document is None:
            return ProcurementSystem(account_id=account_id)
        return from_document(document, ProcurementSystem)

    def save_plans(self, before: ApprovalPlans, after: ApprovalPlans) -> None:
        """Put them over the version that was read."""
        self._put(after.account_id, _PLANS, before.version, after.version, to_document(after))

    def save_system(self, before: ProcurementSystem, after: ProcurementSystem) -> None:
        """Put it over the version that was read."""
        self._put(after.account_id, _SYSTEM, before.version, after.version, to_document(after))

    def requests(self, account_id: str, *, limit: int, token: str | None) -> Page[AgreementRequest]:
        """One query of the proposer index, where requests lie apart, newest first."""
        apart = _apart(account_id)
        return Listing("requests-under-approval", ("proposed_by", apart)).page(
            self._transaction.page_tokens,
            token,
            lambda start: AgreementItem.by_proposer.query(
                apart, scan_index_forward=False, limit=limit, last_evaluated_key=start
            ),
            lambda item: from_document(item.document, AgreementRequest),
        )

    def _put(self, account_id: str, entry: str, before: int, after: int, document: Any) -> None:
        self._transaction.put(
            ApprovalSettingsItem(account_id, entry, version=after, document=document),
            condition=(
                ApprovalSettingsItem.version == before
                if before
                else ApprovalSettingsItem.account_id.does_not_exist()
            ),
            on_failure=lost("ApprovalSettings", account_id),
        )


def approver(request: AgreementRequest) -> str | None:
    """Where a request lies in the proposer index from its first approval on; None before."""
    account_id = request.approver_account_id
    return _apart(account_id) if account_id and request.approvals else None


def _apart(account_id: str) -> str:
    """Where the requests that an account approves lie, apart from its offers and agreements."""
    return f"{account_id}#APPROVALS"


def _find(account_id: str, entry: str) -> Any:
    try:
        with translated():
            item = ApprovalSettingsItem.get(account_id, entry, consistent_read=True)
    except ApprovalSettingsItem.DoesNotExist:
        return None
    return item.document
