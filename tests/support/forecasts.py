"""Builders: usage that was billed, and the grounds on which an account is forecast.

Everything happens on 15 February 2027 unless a test says otherwise: January is billed.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from procurement.domain.billing_settings.billing_settings import BillingSettings
from procurement.domain.charges.charge import Charge, ChargeKind
from procurement.domain.foresight.forecast import Forecast, Grounds, forecast, horizon
from procurement.domain.foresight.usage_history import (
    BilledUsage,
    Stream,
    Usage,
    open_usage,
    usage_ranges,
)
from procurement.domain.month import Month
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from tests.support.purchase_orders import ACCOUNT, ENTITIES, INC, NOTHING_SET

NOW: Final = datetime(2027, 2, 15, 12, tzinfo=UTC)


def billed(
    month: str,
    amount: str,
    *,
    tax: str = "0",
    kind: ChargeKind = ChargeKind.MONTHLY_USAGE,
    entity: str = INC,
    currency: str = "USD",
    invoice_unit: str = "",
    names: str = "",
) -> BilledUsage:
    """One invoice of usage; a credit memo when the amount is below zero."""
    return BilledUsage(
        stream=Stream(
            receiver_account_id=ACCOUNT,
            invoicing_entity=entity,
            kind=kind,
            currency=currency,
            invoice_unit=invoice_unit,
            purchase_order_reference=names,
        ),
        billing_period=Month.parse(month),
        usage=Usage(Decimal(amount), Decimal(tax)),
    )


def grounds(
    *purchase_orders: PurchaseOrder,
    charges: Sequence[Charge] = (),
    history: Sequence[BilledUsage] = (),
    settings: BillingSettings = NOTHING_SET,
    now: datetime = NOW,
) -> Grounds:
    """The account with these open charges and this usage behind it."""
    return Grounds(
        charges=charges,
        usage=usage_ranges([*history, *open_usage(charges, settings)], now),
        purchase_orders=purchase_orders,
        entities=ENTITIES,
        settings=settings,
        now=now,
    )


def forecast_of(purchase_order: PurchaseOrder, among: Grounds) -> Forecast:
    """Its forecast for as long as it is looked at by itself."""
    return forecast(purchase_order, among, horizon(purchase_order, among.now))
