"""Accepting an offer at the edge, with its purchase order numbers in short (R-178)."""

from pydantic import Field

from procurement.domain.marketplace.purchase_order_references import (
    PaymentReference,
    PurchaseOrderReferences,
)
from procurement.entrypoints.schemas.base import RequestSchema


class PaymentReferenceBody(RequestSchema):
    """The number for one charge, named by its ID, or by a payment's place or date (R-182)."""

    charge_id: str | None = None
    installment: int | None = None
    charge_date: str | None = None
    charge_revision: int | None = None
    purchase_order_reference: str | None = None


class AcceptOfferRequest(RequestSchema):
    """No number, one for all charges, one for fixed and one for usage, or one per payment (R-178).

    `isBoughtOutsideMarketplace` tells of a purchase in another console (R-229).
    """

    purchase_order_reference: str | None = Field(None, examples=["PO-2027-001"])
    fixed_purchase_order_reference: str | None = None
    usage_purchase_order_reference: str | None = None
    is_bought_outside_marketplace: bool = False
    purchase_order_line: str = Field("1", examples=["1"])
    purchase_orders: list[PaymentReferenceBody] = Field(default_factory=list)

    def references(self) -> PurchaseOrderReferences:
        """The domain's unchecked references."""
        return PurchaseOrderReferences(
            for_all=self.purchase_order_reference,
            for_fixed=self.fixed_purchase_order_reference,
            for_usage=self.usage_purchase_order_reference,
            per_payment=tuple(
                PaymentReference(
                    charge_id=entry.charge_id,
                    installment=entry.installment,
                    charge_date=entry.charge_date,
                    charge_revision=entry.charge_revision,
                    purchase_order_reference=entry.purchase_order_reference,
                )
                for entry in self.purchase_orders
            ),
            line=self.purchase_order_line,
        )
