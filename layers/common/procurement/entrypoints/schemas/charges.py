"""Charges at the edge, in the shapes of AWS's marketplace-agreement service."""

from typing import Self

from pydantic import Field

from procurement.domain.charges.charge import Charge, ChargeState, Timing
from procurement.domain.marketplace.purchase_order_update import PurchaseOrderEntry
from procurement.domain.money import format_amount
from procurement.entrypoints.schemas.base import Instant, RequestSchema, Schema


class ChargeView(Schema):
    """agreement:Charge, and beside AWS's members what a person wants to know of it.

    `time` is there only when the date is known, `amount` only when the amount is: a STANDING charge
    has no date, and no amount for usage (R-209, R-220).
    """

    id: str
    revision: int
    agreement_id: str | None
    agreement_type: str | None
    purchase_order_reference: str | None
    currency_code: str
    amount: str | None
    time: Instant | None
    timing: Timing
    state: ChargeState
    description: str
    installment: str | None = Field(examples=["1 of 12"])
    invoice_id: str | None

    @classmethod
    def of(cls, charge: Charge) -> Self:
        """A charge of the domain."""
        is_dated = charge.timing is not Timing.BILLING_PERIOD
        amount = charge.known_amount
        return cls(
            id=charge.charge_id,
            revision=charge.revision,
            agreement_id=charge.agreement_id,
            agreement_type=charge.agreement_type,
            purchase_order_reference=charge.purchase_order_reference,
            currency_code=charge.currency,
            amount=None if amount is None else format_amount(amount, charge.currency),
            time=charge.due_at if is_dated else None,
            timing=charge.timing,
            state=charge.state,
            description=charge.description,
            installment="{} of {}".format(*charge.installment) if charge.installment else None,
            invoice_id=charge.invoice_id,
        )


class ChargePage(Schema):
    """One page of charges (agreement:ListAgreementChargesOutput)."""

    items: list[ChargeView]
    next_token: str | None


class PurchaseOrderEntryBody(RequestSchema):
    """agreement:PurchaseOrder: the number that one charge should carry."""

    charge_id: str | None = None
    charge_revision: int | None = None
    agreement_id: str | None = None
    purchase_order_reference: str | None = Field(None, examples=["PO-2027-001"])

    def to_input(self) -> PurchaseOrderEntry:
        """The domain's unchecked entry."""
        return PurchaseOrderEntry(
            charge_id=self.charge_id,
            charge_revision=self.charge_revision,
            agreement_id=self.agreement_id,
            purchase_order_reference=self.purchase_order_reference,
        )


class UpdatePurchaseOrdersRequest(RequestSchema):
    """agreement:UpdatePurchaseOrdersInput: 1 to 86 entries, all or nothing (R-211, R-218)."""

    purchase_orders: list[PurchaseOrderEntryBody] | None = None


class UpdatePurchaseOrdersResponse(Schema):
    """Empty, as AWS's is: nothing is partial (R-218)."""
