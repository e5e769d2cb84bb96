"""Add a purchase order, whole or as the draft of step one (R-010, R-011)."""

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.errors import AlreadyExists
from procurement.domain.events import EventType
from procurement.domain.purchase_orders.changes import new_purchase_order
from procurement.domain.purchase_orders.input import PurchaseOrderInput
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder, new_key
from procurement.service.access.access import Access
from procurement.service.attempts import decide
from procurement.service.billing_settings.name_invoice_units import known_units, stage_named_units
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.record import record_change


def add_purchase_order(
    given: PurchaseOrderInput,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    entities: InvoicingEntities,
    default_currency: str,
) -> PurchaseOrder:
    """Add it to the caller's account.

    Currency and ship-to are the account's unless given (R-021, R-025); `default_currency` is that
    of an account that prefers none. Raises `InvalidInput` with all problems, `NotAllowed`,
    `AlreadyExists` when the ID is taken (R-003) by one that the caller sees and `NotAllowed` by
    another one (R-377), `QuotaExceeded` at 100 active ones (R-042).
    """
    now = clock.now()

    def attempt() -> PurchaseOrder:
        with unit_of_work() as unit:
            payment = unit.billing_settings.payment(caller.account_id)
            purchase_order = new_purchase_order(
                given,
                account_id=caller.account_id,
                key=new_key(caller.account_id, given.purchase_order_id or "", now),
                default_currency=payment.preferred_currency or default_currency,
                default_ship_to=payment.bill_to,
                known_units=known_units(unit, caller, given),
                entities=entities,
                now=now,
            )
            access = Access(caller, unit, now)
            access.expect_added(purchase_order)
            quota = unit.purchase_orders.quota(caller.account_id)
            unit.purchase_orders.add(purchase_order)
            stage_named_units(unit, None, purchase_order)
            unit.purchase_orders.save_quota(quota.moved(None, purchase_order, now))
            record_change(
                unit, EventType.PURCHASE_ORDER_ADDED, purchase_order, at=now, actor=caller.arn
            )
            try:
                unit.commit()
            except AlreadyExists as taken:
                raise access.refusal_of(taken) from taken
        return purchase_order

    return decide(attempt)
