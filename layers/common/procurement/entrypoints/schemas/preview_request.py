"""Questions for a preview of matches: hypothetical invoices, charges due by a day, and edits."""

from datetime import UTC, date, datetime, time

from pydantic import Field

from procurement.domain.errors import Problems
from procurement.domain.foresight.hypothetical import MAX_INVOICES, HypotheticalInvoice
from procurement.domain.plans.proposal import (
    MAX_PROPOSALS,
    AddProposal,
    DeleteProposal,
    Proposal,
    StatusProposal,
    UpdateProposal,
)
from procurement.domain.purchase_orders.purchase_order import Status
from procurement.entrypoints.schemas.base import AmountInput, RequestSchema
from procurement.entrypoints.schemas.purchase_orders import (
    AddPurchaseOrderRequest,
    UpdatePurchaseOrderRequest,
)
from procurement.service.foresight.preview_matches import PreviewRequest


class HypotheticalInvoiceBody(RequestSchema):
    """An invoice that nobody has to pay; `amount` is before tax."""

    kind: str | None = Field(None, examples=["MONTHLY_USAGE"])
    invoicing_entity: str | None = Field(None, examples=["Amazon Web Services, Inc."])
    billing_period: str | None = Field(None, examples=["2027-01"])
    currency_code: str | None = Field(None, examples=["USD"])
    amount: AmountInput | None = None
    tax: AmountInput | None = None
    tax_registration_number: str | None = None
    purchase_order_reference: str | None = None
    usage_account_id: str | None = None

    def to_input(self) -> HypotheticalInvoice:
        """The domain's unchecked invoice."""
        return HypotheticalInvoice(
            kind=self.kind,
            invoicing_entity=self.invoicing_entity,
            billing_period=self.billing_period,
            currency=self.currency_code,
            amount=self.amount,
            tax=self.tax,
            tax_registration_number=self.tax_registration_number,
            purchase_order_reference=self.purchase_order_reference,
            usage_account_id=self.usage_account_id,
        )


class EditBody(RequestSchema):
    """One edit to consider: exactly one of `add`, `update`, `status` and `delete`.

    `purchase_order_id` says of which purchase order; one to add brings its own.
    """

    purchase_order_id: str | None = Field(None, examples=["PO-2027-001"])
    add: AddPurchaseOrderRequest | None = None
    update: UpdatePurchaseOrderRequest | None = None
    status: Status | None = None
    delete: bool = False

    def to_proposal(self, at: str, problems: Problems) -> Proposal | None:
        """The domain's edit, or None after noting under the path `at` what is wrong."""
        match self.purchase_order_id, self.add, self.update, self.status, self.delete:
            case None, AddPurchaseOrderRequest() as add, None, None, False:
                return AddProposal(given=add.to_input())
            case str() as which, None, UpdatePurchaseOrderRequest() as update, None, False:
                return UpdateProposal(
                    purchase_order_id=which,
                    given=update.to_input(),
                    expected_version=update.expected_version,
                )
            case str() as which, None, None, Status() as status, False:
                return StatusProposal(purchase_order_id=which, status=status)
            case str() as which, None, None, None, True:
                return DeleteProposal(purchase_order_id=which)
        message = (
            "is either `add`, or `purchaseOrderId` with one of `update`, `status` and `delete`"
        )
        problems.add(at, "INVALID_EDIT", message)
        return None


class PreviewMatchesRequest(RequestSchema):
    """What to look ahead on, and edits to consider, made one after the other.

    Hypothetical invoices come first, each for itself; then charges due until the end of `due_by`.
    """

    invoices: list[HypotheticalInvoiceBody] = Field(default_factory=list, max_length=MAX_INVOICES)
    due_by: date | None = Field(None, examples=["2027-03-31"])
    edits: list[EditBody] = Field(default_factory=list, max_length=MAX_PROPOSALS)
    only_changed: bool = False
    include_funnel: bool = False

    def to_request(self) -> PreviewRequest:
        """The use case's question; `InvalidInput` without any, and for ambiguous edits."""
        problems = Problems()
        if not self.invoices and not self.due_by and not self.edits:
            message = "asks about `invoices`, charges up to `dueBy`, or `edits`"
            problems.add("body", "MISSING_VALUE", message)
        edits = [
            edit.to_proposal(f"edits[{index}]", problems) for index, edit in enumerate(self.edits)
        ]
        problems.raise_if_any()
        return PreviewRequest(
            due_by=_end_of(self.due_by) if self.due_by else None,
            invoices=[invoice.to_input() for invoice in self.invoices],
            edits=[edit for edit in edits if edit is not None],
        )


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, tzinfo=UTC)
