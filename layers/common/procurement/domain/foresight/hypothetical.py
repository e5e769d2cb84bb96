"""Invoices that nobody has to pay, to ask what they would take: as the charges that make them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from procurement.domain.charges.charge import Charge, ChargeKind, Timing
from procurement.domain.errors import Problems, path
from procurement.domain.ids import validate_purchase_order_reference
from procurement.domain.money import parse_amount
from procurement.domain.month import Month
from procurement.domain.text import has_control_characters

MAX_INVOICES: Final = 100
"""Hypothetical invoices in one question."""

_MAX_TEXT: Final = 256
_CURRENCY: Final = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, kw_only=True, slots=True)
class HypotheticalInvoice:
    """An invoice as its writer imagines it: text, unchecked. None means not given.

    `amount` is before tax. `usage_account_id` is the account that used or bought, which decides the
    invoice unit; the receiver unless given.
    """

    kind: str | None = None
    invoicing_entity: str | None = None
    billing_period: str | None = None
    currency: str | None = None
    amount: str | Decimal | int | None = None
    tax: str | Decimal | int | None = None
    tax_registration_number: str | None = None
    purchase_order_reference: str | None = None
    usage_account_id: str | None = None


def imagined_charges(
    invoices: Sequence[HypotheticalInvoice], *, account_id: str, now: datetime
) -> tuple[Charge, ...]:
    """One charge per invoice, due at `now` by `account_id`; `InvalidInput` with all problems."""
    problems = Problems()
    if len(invoices) > MAX_INVOICES:
        message = f"holds at most {MAX_INVOICES} invoices"
        problems.add("invoices", "INVALID_VALUE", message)
    charges = [
        _charge(invoice, index, account_id, now, problems)
        for index, invoice in enumerate(invoices[:MAX_INVOICES])
    ]
    problems.raise_if_any()
    return tuple(charge for charge in charges if charge is not None)


def _charge(
    invoice: HypotheticalInvoice, index: int, account_id: str, now: datetime, problems: Problems
) -> Charge | None:
    check = _Check(f"invoices[{index}]", problems)
    kind = check.kind(invoice.kind)
    entity = check.text("invoicingEntity", invoice.invoicing_entity)
    period = check.month(invoice.billing_period)
    currency = check.currency(invoice.currency)
    amount = check.amount("amount", invoice.amount)
    tax = check.amount("tax", invoice.tax or "0")
    number = check.text("taxRegistrationNumber", invoice.tax_registration_number, needed=False)
    user = check.text("usageAccountId", invoice.usage_account_id, needed=False)
    reference = check.reference(invoice.purchase_order_reference, kind)
    if not kind or not entity or not period or not currency or amount is None or tax is None:
        return None
    collection_id = f"hypothetical-{index:03d}"
    is_purchase = kind is ChargeKind.MARKETPLACE_PURCHASE
    return Charge(
        collection_id=collection_id,
        charge_id=collection_id,
        receiver_account_id=account_id,
        subscriber_account_id=user or account_id,
        invoicing_entity=entity,
        kind=kind,
        timing=Timing.SCHEDULED,
        currency=currency,
        amount=amount,
        tax=tax,
        billing_period=period,
        due_at=now,
        description="Hypothetical invoice",
        charge_date=now.date() if is_purchase else None,
        agreement_id=collection_id if is_purchase else None,
        purchase_order_reference=reference,
        tax_registration_number=number,
    )


@dataclass(frozen=True, slots=True)
class _Check:
    """Reads one invoice's fields, noting what is wrong under its path."""

    at: str
    problems: Problems

    def kind(self, given: str | None) -> ChargeKind | None:
        if given in set(ChargeKind):
            return ChargeKind(given)
        self._note("kind", f"is one of {', '.join(ChargeKind)}", "R-139")
        return None

    def month(self, given: str | None) -> Month | None:
        try:
            return Month.parse(given or "")
        except ValueError:
            self._note("billingPeriod", "must be a month of the form YYYY-MM", "R-029")
            return None

    def currency(self, given: str | None) -> str | None:
        if given and _CURRENCY.fullmatch(given):
            return given
        self._note("currencyCode", "must be three capital letters", "R-025")
        return None

    def amount(self, field: str, given: str | Decimal | int | None) -> Decimal | None:
        amount = None if given is None else parse_amount(given)
        if amount is None:
            self._note(field, "must be a plain decimal number", "R-143")
        return amount

    def text(self, field: str, given: str | None, *, needed: bool = True) -> str | None:
        if not given and not needed:
            return None
        if not given or len(given) > _MAX_TEXT or has_control_characters(given):
            self._note(field, f"must have 1 to {_MAX_TEXT} characters, no control characters")
            return None
        return given

    def reference(self, given: str | None, kind: ChargeKind | None) -> str | None:
        if given is not None:
            field = "purchaseOrderReference"
            found = validate_purchase_order_reference(given, path(self.at, field))
            self.problems.found.extend(found)
            if kind and not kind.is_marketplace:
                self._note(field, "only Marketplace charges name purchase orders", "R-139")
        return given

    def _note(self, field: str, message: str, rule: str | None = None) -> None:
        self.problems.add(path(self.at, field), "INVALID_VALUE", message, rule)
