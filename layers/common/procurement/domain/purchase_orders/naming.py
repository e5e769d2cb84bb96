"""What happens to a purchase order that a Marketplace charge names (R-187 to R-203)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Final

from procurement.domain.billing_settings.invoicing_entities import LineItemType
from procurement.domain.billing_settings.payment_settings import PaymentSettings
from procurement.domain.charges.charge import Charge, ChargeState, Timing
from procurement.domain.money import rounded
from procurement.domain.month import Month
from procurement.domain.purchase_orders.line_item import MAX_DESCRIPTION, LineItem
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder, Source, new_key

MAX_LINE_NUMBER: Final = 50
_DIGEST_LENGTH: Final = 16

_MONTHS_AHEAD: Final = 12
"""How far the line of an open-ended usage or recurring charge reaches (R-200)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MarketplaceLine:
    """The transaction line that a charge asks for on the purchase order it names (R-177).

    `external_line_number` is the buyer's own line number at checkout (R-175, R-176); `amount` is
    before tax.
    """

    line_item_number: str
    description: str
    start_month: Month
    end_month: Month
    amount: Decimal
    currency: str
    invoicing_entity: str
    agreement_id: str
    external_line_number: str | None = None


def line_for_acceptance(
    agreement_id: str, description: str, charges: Sequence[Charge]
) -> MarketplaceLine:
    """The line of 0.00 a purchase order gets at acceptance (R-202, R-203).

    `charges` are those of the agreement that name it, at least one. The window is from the first
    to the last of their months, so that each installment's own line fits into it. A standing charge
    reaches to the agreement's end month, or twelve months ahead if it has none (R-200).
    """
    months = [_month(charge) for charge in charges]
    months += [_end(charge) for charge in charges if charge.state is ChargeState.STANDING]
    first = charges[0]
    return MarketplaceLine(
        line_item_number=_number(agreement_id, "0"),
        description=description[:MAX_DESCRIPTION],
        start_month=min(months),
        end_month=max(months),
        amount=Decimal(0),
        currency=first.currency,
        invoicing_entity=first.invoicing_entity,
        agreement_id=agreement_id,
        external_line_number=first.purchase_order_line,
    )


def line_for_installment(charge: Charge) -> MarketplaceLine:
    """The line with the real price, one per issued installment, for its month (R-203).

    A charge that is no installment gets a line of its own under its charge ID.
    """
    agreement_id = charge.agreement_id or charge.collection_id
    position = str(charge.installment[0]) if charge.installment else charge.charge_id
    month = _month(charge)
    return MarketplaceLine(
        line_item_number=_number(agreement_id, position),
        description=charge.description[:MAX_DESCRIPTION],
        start_month=month,
        end_month=month,
        amount=rounded(charge.amount, charge.currency),
        currency=charge.currency,
        invoicing_entity=charge.invoicing_entity,
        agreement_id=agreement_id,
        external_line_number=charge.purchase_order_line,
    )


def named_by_marketplace(
    existing: PurchaseOrder | None,
    line: MarketplaceLine,
    *,
    payment: PaymentSettings,
    purchase_order_id: str,
    now: datetime,
) -> PurchaseOrder:
    """The purchase order after a charge named it, with the charge's line on it.

    - Missing: created with default information and no contacts (R-188, R-189).
    - Active: the line is added, the window widened where the line reaches out of it (R-191).
    - Expired: the same, which revives it, as its expiration moves to the line's end (R-195).
    - Suspended: the same, but it stays suspended; activating is a user's act (R-192 to R-196).

    Never refused for a quota (R-199). Naming it again with nothing new gives the very same object;
    a known line of this agreement is brought up to date. `payment`, the settings of the owning
    account, and `purchase_order_id` count for a new one only.
    """
    if existing is None:
        return _created(line, payment, purchase_order_id, now)
    known = {present.line_item_number: present for present in existing.line_items}
    present = known.get(line.line_item_number)
    if present is None:
        lines = (*existing.line_items, _new_line(line, existing.next_position))
    else:
        renewed = _renewed(present, line)
        lines = tuple(renewed if each is present else each for each in existing.line_items)
    merged = replace(
        existing,
        effective_month=min(existing.effective_month, line.start_month),
        expiration_month=max(existing.expiration_month, line.end_month),
        bill_from=tuple(dict.fromkeys((*existing.bill_from, line.invoicing_entity))),
        line_items=lines,
        retired_line_numbers=tuple(
            number for number in existing.retired_line_numbers if number != line.line_item_number
        ),
    )
    return existing if merged == existing else merged.changed(now)


def extended_by_marketplace(
    existing: PurchaseOrder, standing: Charge, *, now: datetime
) -> PurchaseOrder:
    """The purchase order with the line of an open-ended charge moved on with its month (R-200).

    `standing` is the charge after a period has closed. The order's window follows the line, as with
    every line of Marketplace (R-191). An expired order stays so, for nobody names it, and a line
    that a user deleted does not come back. With nothing to extend the very same object comes back.
    """
    number, last = _number(standing.collection_id, "0"), _end(standing)
    lines = tuple(
        replace(line, end_month=last)
        if line.line_item_number == number
        and line.agreement_id == standing.agreement_id
        and line.end_month < last
        else line
        for line in existing.line_items
    )
    is_expired = existing.expiration_month < Month.of(now)
    if lines == existing.line_items or standing.last_period is not None or is_expired:
        return existing
    extended = replace(
        existing, line_items=lines, expiration_month=max(existing.expiration_month, last)
    )
    return extended.changed(now)


def closed_by_marketplace(
    existing: PurchaseOrder, agreement_id: str, last: Month, *, now: datetime
) -> PurchaseOrder:
    """The purchase order with the agreement's lines closed after `last` (R-402).

    Amounts stay, and so does the order's own window. A line that has not begun by then ends with
    its first month. With nothing to close the very same object comes back.
    """
    lines = tuple(
        replace(line, end_month=max(line.start_month, last))
        if line.agreement_id == agreement_id and line.end_month > max(line.start_month, last)
        else line
        for line in existing.line_items
    )
    if lines == existing.line_items:
        return existing
    return replace(existing, line_items=lines).changed(now)


def _created(
    line: MarketplaceLine, payment: PaymentSettings, purchase_order_id: str, now: datetime
) -> PurchaseOrder:
    """With default information: the payer's currency, and its bill-to as ship-to (R-189)."""
    return PurchaseOrder(
        account_id=payment.account_id,
        purchase_order_id=purchase_order_id,
        key=new_key(payment.account_id, purchase_order_id, now),
        bill_from=(line.invoicing_entity,),
        ship_to=payment.bill_to,
        currency=payment.preferred_currency or line.currency,
        effective_month=line.start_month,
        expiration_month=line.end_month,
        created_at=now,
        updated_at=now,
        line_items=(_new_line(line, position=1),),
        source=Source.MARKETPLACE,
    )


def _new_line(line: MarketplaceLine, position: int) -> LineItem:
    """Never with balance tracking (R-091, R-092)."""
    return LineItem(
        line_item_number=line.line_item_number,
        description=line.description,
        type=LineItemType.MARKETPLACE_TRANSACTION,
        start_month=line.start_month,
        end_month=line.end_month,
        unit_price=line.amount,
        quantity=Decimal(1),
        currency=line.currency,
        position=position,
        agreement_id=line.agreement_id,
        external_line_number=line.external_line_number,
    )


def _renewed(present: LineItem, line: MarketplaceLine) -> LineItem:
    """The line with what Marketplace now says. One that a user made under this number is theirs."""
    if present.agreement_id != line.agreement_id:
        return present
    return replace(
        present,
        description=line.description,
        start_month=line.start_month,
        end_month=line.end_month,
        unit_price=line.amount,
        quantity=Decimal(1),
        external_line_number=line.external_line_number,
    )


def _month(charge: Charge) -> Month:
    """The billing period; the month of acceptance for a charge billed on acceptance (R-390)."""
    if charge.timing is Timing.ON_ACCEPTANCE:
        return Month.of(charge.due_at)
    return charge.billing_period


def _end(standing: Charge) -> Month:
    return standing.last_period or standing.billing_period.plus(_MONTHS_AHEAD)


def _number(agreement_id: str, position: str) -> str:
    """``<agreement>/<position>``; with a digest in place of the end of it if that is too long."""
    number = f"{agreement_id}/{position}"
    if len(number) <= MAX_LINE_NUMBER:
        return number
    digest = sha256(number.encode()).hexdigest()[:_DIGEST_LENGTH]
    return f"{number[: MAX_LINE_NUMBER - _DIGEST_LENGTH - 1]}.{digest}"
