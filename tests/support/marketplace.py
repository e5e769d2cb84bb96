"""Builders: the line that a Marketplace charge asks for, and the charge."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from procurement.domain.charges.charge import Charge, ChargeKind, Timing
from procurement.domain.month import Month
from procurement.domain.purchase_orders.naming import MarketplaceLine
from tests.support.purchase_orders import ACCOUNT, EMEA, INC

NOON: Final = datetime(2027, 6, 15, 12, tzinfo=UTC)


def a_marketplace_line(
    number: str = "agmt-1/1",
    *,
    months: tuple[str, str] = ("2027-06", "2027-06"),
    amount: str = "100.00",
    entity: str = INC,
    currency: str = "USD",
    agreement_id: str = "agmt-1",
) -> MarketplaceLine:
    """The line of one installment in June."""
    return MarketplaceLine(
        line_item_number=number,
        description="Payment 1 of 3",
        start_month=Month.parse(months[0]),
        end_month=Month.parse(months[1]),
        amount=Decimal(amount),
        currency=currency,
        invoicing_entity=entity,
        agreement_id=agreement_id,
        external_line_number="1",
    )


def a_charge(
    number: int | None = 1,
    *,
    period: str = "2027-06",
    timing: Timing = Timing.SCHEDULED,
    due_at: datetime = NOON,
    agreement_id: str | None = "agmt-1",
    amount: str = "33.33",
    currency: str = "USD",
) -> Charge:
    """One payment of three."""
    return Charge(
        collection_id="collection",
        charge_id=f"ch-{number}",
        receiver_account_id=ACCOUNT,
        subscriber_account_id="444455556666",
        invoicing_entity=EMEA,
        kind=ChargeKind.MARKETPLACE_PURCHASE,
        timing=timing,
        currency=currency,
        amount=Decimal(amount),
        billing_period=Month.parse(period),
        due_at=due_at,
        description=f"Payment {number} of 3",
        agreement_id=agreement_id,
        installment=(number, 3) if number else None,
        purchase_order_reference="B-7",
        purchase_order_line="10",
    )
