"""Adding and editing a purchase order: every field judged, every problem reported at once."""

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Final

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.errors import Problems, path
from procurement.domain.ids import validate_purchase_order_id
from procurement.domain.month import Month
from procurement.domain.purchase_orders.fields import (
    read_bill_from,
    read_contacts,
    read_description,
    read_invoice_units,
    read_names,
    read_notification_settings,
    read_ship_to,
    read_tags,
)
from procurement.domain.purchase_orders.input import PurchaseOrderInput
from procurement.domain.purchase_orders.line_item import LineItem
from procurement.domain.purchase_orders.line_item_changes import (
    merge_line_items,
    retired_invoice_count,
    retired_numbers,
)
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder

_CURRENCY: Final = re.compile(r"[A-Z]{3}")


def new_purchase_order(
    given: PurchaseOrderInput,
    *,
    account_id: str,
    key: str,
    default_currency: str,
    entities: InvoicingEntities,
    now: datetime,
    default_ship_to: str = "",
    known_units: Collection[str] = (),
) -> PurchaseOrder:
    """A purchase order from `given`, or `InvalidInput` with all of its problems (R-013 to R-033).

    Without line items it is the draft of step one (R-010, R-011): stored, but never matched.
    `default_currency` (R-025) and `default_ship_to` (R-021) stand in for what is not given;
    `known_units` are the names of the account's invoice units.
    """
    problems = Problems()
    problems.found.extend(validate_purchase_order_id(given.purchase_order_id, "purchaseOrderId"))
    currency = given.currency or default_currency
    if not _CURRENCY.fullmatch(currency):
        problems.add("currencyCode", "INVALID_VALUE", "must be three capital letters", "R-025")
    effective = _month(given.effective_month, "effectiveMonth", problems)
    expiration = _month(given.expiration_month, "expirationMonth", problems)
    if expiration and expiration < Month.of(now):
        problems.add(
            "expirationMonth",
            "INVALID_VALUE",
            f"{expiration} lies before the present billing period {Month.of(now)}",
            "R-030",
        )
    far = Month(9999, 12)
    draft = PurchaseOrder(
        account_id=account_id,
        purchase_order_id=given.purchase_order_id or "",
        key=key,
        bill_from=(),
        currency=currency,
        ship_to=default_ship_to,
        effective_month=effective or Month(1, 1),
        expiration_month=expiration or far,
        created_at=now,
        updated_at=now,
    )
    _require(given, problems)
    purchase_order = _merged(draft, given, entities, known_units, problems)
    problems.raise_if_any()
    return purchase_order


def edited_purchase_order(
    purchase_order: PurchaseOrder,
    given: PurchaseOrderInput,
    *,
    entities: InvoicingEntities,
    now: datetime,
    known_units: Collection[str] = (),
) -> PurchaseOrder:
    """`purchase_order` with the given fields replaced, or `InvalidInput` with all problems (R-067).

    The very same object comes back when nothing would change. Expired and suspended ones may be
    edited (R-068); the ID and the currency never change (R-004, R-026). Invoice units that it does
    not name yet must be among `known_units` (R-033).
    """
    problems = Problems()
    if given.purchase_order_id not in (None, purchase_order.purchase_order_id):
        problems.add("purchaseOrderId", "IMMUTABLE", "can never be changed", "R-004")
    if given.currency not in (None, purchase_order.currency):
        problems.add("currencyCode", "IMMUTABLE", "is fixed at creation", "R-026")
    effective = expiration = None
    if given.effective_month is not None:
        effective = _month(given.effective_month, "effectiveMonth", problems)
    if given.expiration_month is not None:
        expiration = _month(given.expiration_month, "expirationMonth", problems)
    moved = replace(
        purchase_order,
        effective_month=effective or purchase_order.effective_month,
        expiration_month=expiration or purchase_order.expiration_month,
    )
    merged = _merged(moved, given, entities, known_units, problems)
    problems.raise_if_any()
    if merged == purchase_order:
        return purchase_order
    return replace(merged, version=purchase_order.version + 1, updated_at=now)


def _require(given: PurchaseOrderInput, problems: Problems) -> None:
    if not given.bill_from:
        problems.add("billFrom", "MISSING_VALUE", "names at least one seller of record", "R-016")


def _month(text: str | None, field: str, problems: Problems) -> Month | None:
    if not text:
        problems.add(field, "MISSING_VALUE", "is required", "R-027")
        return None
    try:
        return Month.parse(text)
    except ValueError:
        message = f"{text[:20]!r} is not a month of the form YYYY-MM"
        problems.add(field, "INVALID_VALUE", message, "R-029")
        return None


def _merged(
    base: PurchaseOrder,
    given: PurchaseOrderInput,
    entities: InvoicingEntities,
    known_units: Collection[str],
    problems: Problems,
) -> PurchaseOrder:
    """`base` with the given parts; the whole is judged: an edit may break what it left alone."""
    merged = replace(
        base,
        description=read_description(given, base, problems),
        ship_to=read_ship_to(given, base, problems),
        bill_from=read_bill_from(given, base, entities, problems),
        tax_registration_numbers=read_names(
            given.tax_registration_numbers,
            base.tax_registration_numbers,
            "taxRegistrationNumbers",
            problems,
        ),
        invoice_units=read_invoice_units(given, base, known_units, problems),
        contacts=read_contacts(given, base, problems),
        notification_settings=read_notification_settings(given, base, problems),
        tags=read_tags(given, base, problems),
        line_items=merge_line_items(given, base, problems),
        retired_line_numbers=retired_numbers(given, base),
        retired_invoice_count=retired_invoice_count(given, base),
    )
    _check_whole(merged, given, entities, problems)
    return merged


def _check_whole(
    purchase_order: PurchaseOrder,
    given: PurchaseOrderInput,
    entities: InvoicingEntities,
    problems: Problems,
) -> None:
    effective, expiration = purchase_order.effective_month, purchase_order.expiration_month
    if effective > expiration:
        message = f"{expiration} is before the effective month {effective}"
        problems.add("expirationMonth", "INVALID_VALUE", message, "R-029")
    sellers = set(purchase_order.bill_from)
    if purchase_order.tax_registration_numbers and not (
        sellers & entities.tax_registration_entities
    ):
        problems.add(
            "taxRegistrationNumbers",
            "INVALID_VALUE",
            "may be given only when billFrom names "
            + " or ".join(sorted(entities.tax_registration_entities)),
            "R-023",
        )
    paths = {
        line.line_item_number: given.path_of_line(index)
        for index, line in enumerate(given.line_items or ())
    }
    for line in purchase_order.line_items:
        # A line that the caller did not write is named by its number.
        at = paths.get(line.line_item_number, f"lineItems['{line.line_item_number}']")
        _check_line(line, at, purchase_order, entities, problems)


def _check_line(
    line: LineItem,
    at: str,
    within: PurchaseOrder,
    entities: InvoicingEntities,
    problems: Problems,
) -> None:
    if line.start_month < within.effective_month:
        message = f"{line.start_month} is before the effective month {within.effective_month}"
        problems.add(path(at, "startMonth"), "OUTSIDE_PURCHASE_ORDER", message, "R-080")
    if line.end_month > within.expiration_month:
        message = f"{line.end_month} is after the expiration month {within.expiration_month}"
        problems.add(path(at, "endMonth"), "OUTSIDE_PURCHASE_ORDER", message, "R-080")
    # What Marketplace put there stays, whoever issued it.
    is_users = line.agreement_id is None
    allowed = any(entities.allows(line.type, entity) for entity in within.bill_from)
    if within.bill_from and is_users and not allowed:
        problems.add(
            path(at, "type"),
            "TYPE_NOT_ALLOWED",
            f"{line.type} invoices are issued by none of the billFrom entities",
            "R-109",
        )
