"""A line item: one configured line of a purchase order, the thing an invoice is matched with."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from procurement.domain.billing_settings.invoicing_entities import LineItemType
from procurement.domain.errors import Problems, path
from procurement.domain.money import EXACT, MAX_AMOUNT, minor_unit, parse_amount, places, rounded
from procurement.domain.month import Month
from procurement.domain.text import has_control_characters

_OLD_TYPES: Final = {"AWS_MARKETPLACE_PURCHASE": LineItemType.MARKETPLACE_BLANKET_USAGE.value}

_LEGAL_NUMBER: Final = re.compile(r"[A-Za-z0-9_.:/=+\-%@ ]{1,50}")
MAX_DESCRIPTION: Final = 255


class TaxType(StrEnum):
    """Whether a tax value is a percentage of the line or a sum of money (R-087)."""

    PERCENTAGE = "PERCENTAGE"
    AMOUNT = "AMOUNT"


@dataclass(frozen=True, slots=True)
class Tax:
    """The tax on one line: a percentage of its extended amount, or an absolute sum (R-087)."""

    type: TaxType
    value: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class LineItemInput:
    """A line as its writer gave it: text, unchecked. None means not given.

    `is_tax_removed` says that an edit takes the tax off.
    """

    line_item_number: str | None = None
    description: str | None = None
    type: str | None = None
    start_month: str | None = None
    end_month: str | None = None
    unit_price: str | Decimal | int | None = None
    quantity: str | Decimal | int | None = None
    tax_type: str | None = None
    tax_value: str | Decimal | int | None = None
    is_tax_removed: bool = False
    is_balance_tracked: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LineItem:
    """One line. `booked` is what invoices less credit memos have taken from it so far (R-144).

    `position` is the order of creation within the purchase order (R-127). `external_line_number`
    is the buyer's own line number at a Marketplace checkout (R-176).
    """

    line_item_number: str
    type: LineItemType
    start_month: Month
    end_month: Month
    unit_price: Decimal
    quantity: Decimal
    currency: str
    position: int
    description: str = ""
    tax: Tax | None = None
    is_balance_tracked: bool = False
    booked: Decimal = Decimal(0)
    invoice_count: int = 0
    agreement_id: str | None = None
    external_line_number: str | None = None

    @property
    def extended_amount(self) -> Decimal:
        """Unit price x quantity, rounded once (R-089)."""
        return rounded(EXACT.multiply(self.unit_price, self.quantity), self.currency)

    @property
    def total_value(self) -> Decimal:
        """Extended amount plus tax, in the currency's minor unit (R-089)."""
        return self.extended_amount + self.tax_amount

    @property
    def tax_amount(self) -> Decimal:
        """The line's tax as money, rounded once (R-087, R-089)."""
        match self.tax:
            case None:
                return Decimal(0)
            case Tax(type=TaxType.AMOUNT, value=value):
                return value
            case Tax(value=percentage):
                share = EXACT.multiply(self.extended_amount, percentage)
                return rounded(EXACT.divide(share, Decimal(100)), self.currency)

    @property
    def balance(self) -> Decimal | None:
        """Total value less what is booked; below zero is shown so (R-145). None if untracked."""
        return self.total_value - self.booked if self.is_balance_tracked else None

    def covers(self, period: Month) -> bool:
        """Whether `period` lies in the line's window, both ends included (R-120)."""
        return self.start_month <= period <= self.end_month

    def has_enough(self, amount: Decimal) -> bool:
        """Whether the balance suffices; equal does, and an untracked line always (R-131, R-132)."""
        return not self.is_balance_tracked or self.total_value - self.booked >= amount


def imported_type(name: str | None) -> str | None:
    """The present name of a type that a file may have under an older one (R-102, R-103)."""
    return None if name is None else _OLD_TYPES.get(name, name)


def new_line_item(
    given: LineItemInput, *, currency: str, position: int, at: str, problems: Problems
) -> LineItem | None:
    """A line from `given`, or None after noting every fault under the path `at`."""
    before = len(problems.found)
    check = _Check(at, currency, problems)
    number = check.number(given.line_item_number)
    type_ = check.type(given.type)
    start = check.month("startMonth", given.start_month)
    end = check.month("endMonth", given.end_month)
    unit_price = check.unit_price(given.unit_price)
    quantity = check.quantity(given.quantity)
    tax = check.tax(given.tax_type, given.tax_value)
    description = check.description(given.description)
    if start and end:
        check.window(start, end)
    if type_ and given.is_balance_tracked:
        check.tracking(type_)
    if not number or not type_ or not start or not end:
        return None
    if unit_price is None or quantity is None or len(problems.found) > before:
        return None
    line = LineItem(
        line_item_number=number,
        description=description,
        type=type_,
        start_month=start,
        end_month=end,
        unit_price=unit_price,
        quantity=quantity,
        tax=tax,
        currency=currency,
        position=position,
        is_balance_tracked=bool(given.is_balance_tracked),
    )
    if line.total_value >= MAX_AMOUNT:
        check.note("quantity", f"the line's total value must be below {MAX_AMOUNT}", "R-086")
        return None
    return line


@dataclass(frozen=True, slots=True)
class _Check:
    """Checks one line's fields, noting each fault with its path and rule."""

    at: str
    currency: str
    problems: Problems

    def note(self, field: str, message: str, rule: str, reason: str = "INVALID_VALUE") -> None:
        self.problems.add(path(self.at, field), reason, message, rule)

    def number(self, text: str | None) -> str | None:
        if not text:
            self.note("lineItemNumber", "is required", "R-077", "MISSING_VALUE")
            return None
        if not _LEGAL_NUMBER.fullmatch(text) or text != text.strip():
            self.note(
                "lineItemNumber",
                "must have 1 to 50 characters from letters, digits, space and _ . : / = + - % @, "
                "with no space at either end",
                "R-077",
            )
            return None
        return text

    def type(self, text: str | None) -> LineItemType | None:
        if not text:
            self.note("type", "is required", "R-079", "MISSING_VALUE")
            return None
        try:
            return LineItemType(text)
        except ValueError:
            names = ", ".join(LineItemType)
            self.note("type", f"{text[:60]!r} is none of {names}", "R-079")
            return None

    def month(self, field: str, text: str | None) -> Month | None:
        if not text:
            self.note(field, "is required", "R-080", "MISSING_VALUE")
            return None
        try:
            return Month.parse(text)
        except ValueError:
            self.note(field, f"{text[:20]!r} is not a month of the form YYYY-MM", "R-029")
            return None

    def window(self, start: Month, end: Month) -> None:
        if start > end:
            self.note("endMonth", f"{end} is before the start month {start}", "R-081")

    def unit_price(self, given: str | Decimal | int | None) -> Decimal | None:
        if given is None or given == "":
            self.note("unitPrice", "is required", "R-083", "MISSING_VALUE")
            return None
        price, allowed = parse_amount(given), minor_unit(self.currency)
        if price is None or price < 0 or places(price) > allowed:
            self.note(
                "unitPrice",
                f"must be a decimal of at least 0 with at most {allowed} places ({self.currency})",
                "R-086",
            )
            return None
        return price

    def quantity(self, given: str | Decimal | int | None) -> Decimal | None:
        if given is None or given == "":
            self.note("quantity", "is required", "R-085", "MISSING_VALUE")
            return None
        quantity = parse_amount(given)
        if quantity is None or quantity <= 0 or places(quantity) > 4:
            self.note("quantity", "must be a decimal above 0 with at most 4 places", "R-086")
            return None
        return quantity

    def tax(self, type_: str | None, given: str | Decimal | int | None) -> Tax | None:
        if type_ is None and given is None:
            return None
        value = parse_amount(given) if given is not None else None
        if type_ not in tuple(TaxType):
            self.note("tax.type", "must be PERCENTAGE or AMOUNT", "R-087")
            return None
        kind = TaxType(type_)
        most = 4 if kind is TaxType.PERCENTAGE else minor_unit(self.currency)
        too_high = kind is TaxType.PERCENTAGE and value is not None and value > 100
        if value is None or value < 0 or places(value) > most or too_high:
            limit = "from 0 to 100" if kind is TaxType.PERCENTAGE else "of at least 0"
            self.note("tax.value", f"must be a decimal {limit} with at most {most} places", "R-087")
            return None
        return Tax(kind, value)

    def description(self, text: str | None) -> str:
        if text and (len(text) > MAX_DESCRIPTION or has_control_characters(text)):
            self.note(
                "description",
                f"must have at most {MAX_DESCRIPTION} characters and no control characters",
                "R-078",
            )
        return text or ""

    def tracking(self, type_: LineItemType) -> None:
        if type_.is_marketplace:
            self.note(
                "isBalanceTracked",
                "Marketplace line items never track a balance",
                "R-092",
                "BALANCE_TRACKING_NOT_ALLOWED",
            )
