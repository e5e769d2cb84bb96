"""The decision behind UpdatePurchaseOrders: another purchase order number on open charges.

1 to 86 entries, all or nothing (R-211, R-218). First the entries are judged by themselves, then
against the charges that they name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from procurement.domain.charges.charge import Charge, ChargeState, Timing
from procurement.domain.errors import (
    ChargeAlreadyInvoiced,
    ChargeNotFound,
    Problems,
    StaleChargeRevision,
)
from procurement.domain.ids import is_resource_id, validate_purchase_order_reference
from procurement.domain.marketplace.purchase_order_references import MAX_PURCHASE_ORDERS

MAX_REVISION: Final = 2**63 - 1
"""agreement:ChargeRevision is a long."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PurchaseOrderEntry:
    """One entry as it was sent (agreement:PurchaseOrder)."""

    charge_id: str | None = None
    charge_revision: int | None = None
    agreement_id: str | None = None
    purchase_order_reference: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReferenceChange:
    """A sound entry: give this charge, at this revision, that number.

    `agreement_id` is None when the caller left it out, which AWS allows.
    """

    charge_id: str
    charge_revision: int
    agreement_id: str | None
    purchase_order_reference: str


def read_changes(entries: Sequence[PurchaseOrderEntry] | None) -> tuple[ReferenceChange, ...]:
    """The changes that `entries` ask for, in their order.

    Raises `InvalidInput` with every problem under ``purchaseOrders[i]...``: MISSING_CHARGE_ID,
    INVALID_CHARGE_ID, MISSING_CHARGE_REVISION (R-215), INVALID_CHARGE_REVISION,
    INVALID_AGREEMENT_ID, MISSING_PURCHASE_ORDER_REFERENCE (R-217),
    INVALID_PURCHASE_ORDER_REFERENCE, DUPLICATE_CHARGES (R-218); for the list itself
    MISSING_PURCHASE_ORDERS and INVALID_PURCHASE_ORDERS (R-211, R-216).
    """
    problems = Problems()
    if not entries:
        message = f"must have 1 to {MAX_PURCHASE_ORDERS} entries"
        problems.add("purchaseOrders", "MISSING_PURCHASE_ORDERS", message, "R-211")
    elif len(entries) > MAX_PURCHASE_ORDERS:
        message = f"has {len(entries)} entries, at most {MAX_PURCHASE_ORDERS} are allowed"
        problems.add("purchaseOrders", "INVALID_PURCHASE_ORDERS", message, "R-211")
    problems.raise_if_any()
    changes: list[ReferenceChange] = []
    first_path: dict[str, str] = {}
    for index, entry in enumerate(entries or ()):
        path = f"purchaseOrders[{index}]"
        change = _read_change(path, entry, problems)
        if entry.charge_id in first_path:
            message = f"{entry.charge_id} is already named by {first_path[entry.charge_id]}"
            problems.add(f"{path}.chargeId", "DUPLICATE_CHARGES", message, "R-218")
        elif entry.charge_id:
            first_path[entry.charge_id] = path
        if change is not None:
            changes.append(change)
    problems.raise_if_any()
    return tuple(changes)


def update_purchase_orders(
    changes: Sequence[ReferenceChange], charges: Mapping[str, Charge]
) -> tuple[Charge, ...]:
    """The charges that really change, each one revision on; `charges` are those found, by ID.

    A charge that already has the number is left out and keeps its revision (R-214). Nothing is
    returned unless every change is possible (R-218). Raises `ChargeNotFound` for an absent charge
    or one of another agreement, `ChargeAlreadyInvoiced` also while its invoice is being made
    (R-219, R-222), `InvalidInput` with INACTIVE_AGREEMENT for charges voided with their agreement
    (R-402), `StaleChargeRevision` naming the charge (R-214).
    """
    found = [(change, _find(change, charges)) for change in changes]
    _refuse_void(found)
    named = [_name(change, charge) for change, charge in found]
    pairs = zip(found, named, strict=True)
    return tuple(after for (_, before), after in pairs if after is not before)


def _read_change(
    path: str, entry: PurchaseOrderEntry, problems: Problems
) -> ReferenceChange | None:
    charge_id, revision = entry.charge_id, entry.charge_revision
    reference = entry.purchase_order_reference
    before = len(problems.found)
    if not charge_id:
        problems.add(f"{path}.chargeId", "MISSING_CHARGE_ID", "is required", "R-211")
    elif not is_resource_id(charge_id):
        message = "must be 1 to 64 letters, digits or _ / -"
        problems.add(f"{path}.chargeId", "INVALID_CHARGE_ID", message, "R-260")
    if revision is None:
        message = "is required: pass the revision that ListAgreementCharges gave"
        problems.add(f"{path}.chargeRevision", "MISSING_CHARGE_REVISION", message, "R-215")
    elif not 1 <= revision <= MAX_REVISION:
        message = "must be an integer of at least 1"
        problems.add(f"{path}.chargeRevision", "INVALID_CHARGE_REVISION", message, "R-210")
    if entry.agreement_id is not None and not is_resource_id(entry.agreement_id):
        message = "must be 1 to 64 letters, digits or _ / -"
        problems.add(f"{path}.agreementId", "INVALID_AGREEMENT_ID", message, "R-260")
    field = f"{path}.purchaseOrderReference"
    problems.found.extend(validate_purchase_order_reference(reference, field))
    if len(problems.found) > before or not charge_id or revision is None or reference is None:
        return None
    return ReferenceChange(
        charge_id=charge_id,
        charge_revision=revision,
        agreement_id=entry.agreement_id,
        purchase_order_reference=reference,
    )


def _find(change: ReferenceChange, charges: Mapping[str, Charge]) -> Charge:
    charge = charges.get(change.charge_id)
    is_elsewhere = (
        charge is not None
        and change.agreement_id is not None
        and charge.agreement_id != change.agreement_id
    )
    if charge is None or is_elsewhere:
        raise ChargeNotFound(change.charge_id)
    return charge


def _refuse_void(found: Sequence[tuple[ReferenceChange, Charge]]) -> None:
    problems = Problems()
    for index, (change, charge) in enumerate(found):
        if charge.state is ChargeState.VOID:
            message = f"the agreement of {change.charge_id} ended before this charge fell due"
            field = f"purchaseOrders[{index}].chargeId"
            problems.add(field, "INACTIVE_AGREEMENT", message, "R-402")
    problems.raise_if_any()


def _name(change: ReferenceChange, charge: Charge) -> Charge:
    # Claiming a charge for its invoice raises the revision, so a late buyer is always stale as
    # well; that it is invoiced is the more useful answer.
    _refuse_invoiced(charge)
    if change.charge_revision != charge.revision:
        message = (
            f"charge {charge.charge_id} is at revision {charge.revision}, "
            f"not {change.charge_revision}"
        )
        raise StaleChargeRevision(message, resource_type="Charge", resource_id=charge.charge_id)
    return charge.named(change.purchase_order_reference)


def _refuse_invoiced(charge: Charge) -> None:
    if charge.claimed_by is not None:
        # The number decides which invoice it is on: a new one would tear it out of its group.
        message = f"the invoice of charge {charge.charge_id} is being made"
    elif charge.state is ChargeState.INVOICED and not _is_standing(charge):
        message = f"charge {charge.charge_id} is on invoice {charge.invoice_id}"
    else:
        return
    raise ChargeAlreadyInvoiced(message, resource_type="Charge", resource_id=charge.charge_id)


def _is_standing(charge: Charge) -> bool:
    """Whether it is an agreement's usage charge, which outlives every monthly invoice (R-220)."""
    return charge.timing is Timing.BILLING_PERIOD and charge.agreement_id is not None
