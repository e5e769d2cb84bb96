"""Adding and editing a purchase order: every field judged, every problem reported at once."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from procurement.domain.errors import LineItemNotFound, Problems, QuotaExceeded
from procurement.domain.ids import validate_purchase_order_id
from procurement.domain.invoicing_entities import InvoicingEntities
from procurement.domain.line_item import (
    LineItem,
    LineItemInput,
    edited_line_item,
    new_line_item,
)
from procurement.domain.month import Month
from procurement.domain.purchase_order import (
    MAX_CONTACTS,
    MAX_LINE_ITEMS,
    MAX_TAGS,
    Contact,
    PurchaseOrder,
)
from procurement.domain.text import has_control_characters

_EMAIL: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}"
)
_TELEPHONE: Final = re.compile(r"\+?[0-9 ()./-]{3,40}")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_MAX_TEXT: Final = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactInput:
    """A contact as its writer gave it, unchecked."""

    email: str | None = None
    name: str | None = None
    telephone: str | None = None


class LineItemsAre(StrEnum):
    """What the writer says of the given line items: any, all new, or all known already."""

    ANY = "ANY"
    NEW = "NEW"
    KNOWN = "KNOWN"


@dataclass(frozen=True, kw_only=True, slots=True)
class PurchaseOrderInput:
    """Header and lines as their writer gave them, unchecked. None means: not given, keep.

    On an edit `line_items` are merged by their number: a known number changes that line, an unknown
    one adds a line, unless `line_items_are` says that all are new or known; `deleted_line_items`
    names lines to take off.
    """

    purchase_order_id: str | None = None
    description: str | None = None
    bill_from: Sequence[str] | None = None
    ship_to: str | None = None
    tax_registration_numbers: Sequence[str] | None = None
    currency: str | None = None
    effective_month: str | None = None
    expiration_month: str | None = None
    contacts: Sequence[ContactInput] | None = None
    invoice_units: Sequence[str] | None = None
    tags: Mapping[str, str] | None = None
    line_items: Sequence[LineItemInput] | None = None
    deleted_line_items: Sequence[str] = ()
    line_items_are: LineItemsAre = LineItemsAre.ANY


def new_purchase_order(
    given: PurchaseOrderInput,
    *,
    account_id: str,
    key: str,
    default_currency: str,
    entities: InvoicingEntities,
    now: datetime,
) -> PurchaseOrder:
    """A purchase order from `given`, or `InvalidInput` with all of its problems (R-013 to R-032).

    Without line items it is the draft of step one (R-010, R-011): stored, but never matched.
    """
    problems = Problems()
    problems.found.extend(validate_purchase_order_id(given.purchase_order_id, "purchaseOrderId"))
    currency = given.currency or default_currency
    if not _CURRENCY.fullmatch(currency):
        problems.add("currency", "INVALID_VALUE", "must be three capital letters", "R-025")
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
        effective_month=effective or Month(1, 1),
        expiration_month=expiration or far,
        created_at=now,
        updated_at=now,
    )
    _require(given, problems)
    purchase_order = _merged(draft, given, entities, problems)
    problems.raise_if_any()
    return purchase_order


def edited_purchase_order(
    purchase_order: PurchaseOrder,
    given: PurchaseOrderInput,
    *,
    entities: InvoicingEntities,
    now: datetime,
) -> PurchaseOrder:
    """`purchase_order` with the given fields replaced, or `InvalidInput` with all problems (R-067).

    The very same object comes back when nothing would change. Expired and suspended ones may be
    edited (R-068); the ID and the currency never change (R-004, R-026).
    """
    problems = Problems()
    if given.purchase_order_id not in (None, purchase_order.purchase_order_id):
        problems.add("purchaseOrderId", "IMMUTABLE", "can never be changed", "R-004")
    if given.currency not in (None, purchase_order.currency):
        problems.add("currency", "IMMUTABLE", "is fixed at creation", "R-026")
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
    merged = _merged(moved, given, entities, problems)
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
    problems: Problems,
) -> PurchaseOrder:
    """`base` with the given parts; the whole is judged: an edit may break what it left alone."""
    merged = replace(
        base,
        description=_description(given, base, problems),
        ship_to=_ship_to(given, base, problems),
        bill_from=_bill_from(given, base, entities, problems),
        tax_registration_numbers=_names(
            given.tax_registration_numbers,
            base.tax_registration_numbers,
            "taxRegistrationNumbers",
            problems,
        ),
        invoice_units=_names(given.invoice_units, base.invoice_units, "invoiceUnits", problems),
        contacts=_contacts(given, base, problems),
        tags=_tags(given, base, problems),
        line_items=_line_items(given, base, problems),
        retired_line_numbers=_retired(given, base),
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
        line.line_item_number: f"lineItems[{index}]"
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
        problems.add(f"{at}.startMonth", "OUTSIDE_PURCHASE_ORDER", message, "R-080")
    if line.end_month > within.expiration_month:
        message = f"{line.end_month} is after the expiration month {within.expiration_month}"
        problems.add(f"{at}.endMonth", "OUTSIDE_PURCHASE_ORDER", message, "R-080")
    if within.bill_from and not any(entities.allows(line.type, e) for e in within.bill_from):
        problems.add(
            f"{at}.type",
            "TYPE_NOT_ALLOWED",
            f"{line.type} invoices are issued by none of the billFrom entities",
            "R-109",
        )


def _description(given: PurchaseOrderInput, base: PurchaseOrder, problems: Problems) -> str:
    text = base.description if given.description is None else given.description
    if len(text) > _MAX_TEXT or has_control_characters(text):
        message = f"must have at most {_MAX_TEXT} characters and no control characters"
        problems.add("description", "INVALID_VALUE", message, "R-015")
    return text


def _ship_to(given: PurchaseOrderInput, base: PurchaseOrder, problems: Problems) -> str:
    text = base.ship_to if given.ship_to is None else given.ship_to
    if len(text) > _MAX_TEXT or has_control_characters(text, except_newlines=True):
        message = f"must have at most {_MAX_TEXT} characters, no control characters but newlines"
        problems.add("shipTo", "INVALID_VALUE", message, "R-021")
    return text


def _bill_from(
    given: PurchaseOrderInput,
    base: PurchaseOrder,
    entities: InvoicingEntities,
    problems: Problems,
) -> tuple[str, ...]:
    if given.bill_from is None:
        return base.bill_from
    unknown = [name for name in given.bill_from if name not in (*entities.known, *base.bill_from)]
    for name in unknown:
        known = "; ".join(entities.known)
        message = f"{name[:80]!r} is not a configured seller of record: {known}"
        problems.add("billFrom", "INVALID_VALUE", message, "R-019")
    if not given.bill_from and base.bill_from:
        problems.add("billFrom", "MISSING_VALUE", "names at least one seller of record", "R-016")
    return tuple(dict.fromkeys(given.bill_from))


def _names(
    given: Sequence[str] | None, present: tuple[str, ...], field: str, problems: Problems
) -> tuple[str, ...]:
    if given is None:
        return present
    if len(given) > 100 or any(not 1 <= len(name) <= 100 or name.strip() != name for name in given):
        message = "holds at most 100 names of 1 to 100 characters without space at either end"
        problems.add(field, "INVALID_VALUE", message)
    return tuple(dict.fromkeys(given))


def _contacts(
    given: PurchaseOrderInput, base: PurchaseOrder, problems: Problems
) -> tuple[Contact, ...]:
    if given.contacts is None:
        return base.contacts
    if len(given.contacts) > MAX_CONTACTS:
        raise QuotaExceeded(
            f"a purchase order has at most {MAX_CONTACTS} contacts (R-044)",
            quota="ContactsPerPurchaseOrder",
            limit=MAX_CONTACTS,
        )
    seen = Counter((contact.email or "").lower() for contact in given.contacts)
    kept = []
    for index, contact in enumerate(given.contacts):
        at = f"contacts[{index}]"
        email, name, telephone = contact.email or "", contact.name or "", contact.telephone
        if not _EMAIL.fullmatch(email):
            problems.add(f"{at}.email", "INVALID_VALUE", "is not an e-mail address", "R-032")
        elif seen[email.lower()] > 1:
            problems.add(f"{at}.email", "DUPLICATE_VALUE", "is given more than once", "R-032")
        if not 1 <= len(name.strip()) <= 255 or has_control_characters(name):
            problems.add(f"{at}.name", "INVALID_VALUE", "must have 1 to 255 characters", "R-032")
        if telephone and not _TELEPHONE.fullmatch(telephone):
            problems.add(f"{at}.telephone", "INVALID_VALUE", "is not a telephone number", "R-032")
        kept.append(Contact(email=email, name=name, telephone=telephone or None))
    return tuple(kept)


def _tags(
    given: PurchaseOrderInput, base: PurchaseOrder, problems: Problems
) -> tuple[tuple[str, str], ...]:
    if given.tags is None:
        return base.tags
    if len(given.tags) > MAX_TAGS:
        raise QuotaExceeded(
            f"a purchase order has at most {MAX_TAGS} tags (R-045)",
            quota="TagsPerPurchaseOrder",
            limit=MAX_TAGS,
        )
    for key, value in given.tags.items():
        if not 1 <= len(key) <= 128 or len(value) > 256:
            message = "keys have 1 to 128 characters, values at most 256"
            problems.add(f"tags[{key[:20]}]", "INVALID_VALUE", message, "R-037")
    return tuple(sorted(given.tags.items()))


def _line_items(
    given: PurchaseOrderInput, base: PurchaseOrder, problems: Problems
) -> tuple[LineItem, ...]:
    present = {line.line_item_number: line for line in base.line_items}
    for number in given.deleted_line_items:
        if present.pop(number, None) is None:
            _refuse_unknown(number, given, base)
            message = f"there is no line item {number[:60]!r}"
            problems.add("deletedLineItems", "INVALID_VALUE", message, "R-074")
    retired, position = _retired(given, base), base.next_position
    written: set[str] = set()
    for index, line in enumerate(given.line_items or ()):
        at, number = f"lineItems[{index}]", line.line_item_number or ""
        if number in written:
            problems.add(f"{at}.lineItemNumber", "DUPLICATE_VALUE", "is given twice", "R-077")
            continue
        if number in retired:
            message = "was deleted after invoices used it and cannot be used again"
            problems.add(f"{at}.lineItemNumber", "INVALID_VALUE", message, "R-075")
            continue
        if number:
            written.add(number)
        if number in present and given.line_items_are is LineItemsAre.NEW:
            problems.add(f"{at}.lineItemNumber", "DUPLICATE_VALUE", "exists already", "R-077")
            continue
        if number not in present:
            _refuse_unknown(number, given, base)
        if number in present:
            # A faulty line drops out: what it was before is not what the caller wants judged.
            made = edited_line_item(present.pop(number), line, at=at, problems=problems)
        else:
            made = new_line_item(
                line, currency=base.currency, position=position, at=at, problems=problems
            )
            position += 1
        if made:
            present[made.line_item_number] = made
    if len(present) > MAX_LINE_ITEMS and len(present) > len(base.line_items):
        raise QuotaExceeded(
            f"a purchase order has at most {MAX_LINE_ITEMS} line items (R-043)",
            quota="LineItemsPerPurchaseOrder",
            limit=MAX_LINE_ITEMS,
        )
    return tuple(sorted(present.values(), key=lambda line: line.position))


def _refuse_unknown(number: str, given: PurchaseOrderInput, base: PurchaseOrder) -> None:
    if given.line_items_are is LineItemsAre.KNOWN:
        raise LineItemNotFound(f"{base.purchase_order_id}/{number}")


def _retired(given: PurchaseOrderInput, base: PurchaseOrder) -> tuple[str, ...]:
    used = {line.line_item_number for line in base.line_items if line.invoice_count}
    deleted = used & set(given.deleted_line_items)
    return tuple(sorted({*base.retired_line_numbers, *deleted}))
