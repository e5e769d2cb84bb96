"""The taxes of an invoice: computed per jurisdiction when it is issued, each rounded once (R-392).

A charge for which a cost export states tax keeps that; the rules apply to all the others.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from procurement.domain.billing_settings.tax_rules import TaxCategory, TaxRule
from procurement.domain.charges.charge import Charge
from procurement.domain.money import EXACT, Money, rounded

_HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceTax:
    """One tax on an invoice, in the invoice's currency: `amount` is due on `taxable`.

    `rate` is in percent. Tax that a cost export states has neither name nor rate nor category, as
    the export tells none.
    """

    taxable: Decimal
    amount: Decimal
    name: str = ""
    jurisdiction: str = ""
    category: TaxCategory | None = None
    rate: Decimal | None = None
    reason: str = ""

    @property
    def description(self) -> str:
        """What is printed beside its amount: ``VAT DE``."""
        return f"{self.name} {self.jurisdiction}" if self.name else "Tax as stated"

    @property
    def is_stated(self) -> bool:
        """Whether a cost export told it."""
        return self.category is None


def taxes_of(
    charges: Sequence[Charge], rules: Sequence[TaxRule], currency: str
) -> tuple[InvoiceTax, ...]:
    """What is due on the charges of one invoice: as stated first, then by rule.

    The taxable amounts of either sort add up to the invoice's total before tax.
    """
    stated = [charge for charge in charges if charge.tax]
    if not stated and not rules:
        return ()
    total = summed((charge.amount for charge in charges), currency).amount
    taxes: list[InvoiceTax] = []
    if stated:
        own = summed((charge.amount for charge in stated), currency).amount
        tax = summed((charge.tax for charge in stated), currency).amount
        taxes.append(InvoiceTax(taxable=own, amount=tax))
        total = EXACT.subtract(total, own)
    if len(stated) < len(charges):
        taxes.extend(_by_rule(rule, total, currency) for rule in rules)
    return tuple(taxes)


def line_tax(charge: Charge, rules: Sequence[TaxRule]) -> Decimal:
    """The exact tax on one charge: what its invoice rounds once per jurisdiction."""
    if charge.tax:
        return charge.tax
    return sum((_percent(rule.rate, charge.amount) for rule in rules), Decimal(0))


def summed(amounts: Iterable[Decimal], currency: str) -> Money:
    """The exact sum, rounded once to the minor unit."""
    total = Decimal(0)
    for amount in amounts:
        total = EXACT.add(total, amount)
    return Money(total, currency).rounded()


def shared_taxes(
    taxes: Sequence[InvoiceTax], credited: Decimal, before: Decimal, total: Decimal, currency: str
) -> tuple[InvoiceTax, ...]:
    """What goes back of each tax when, of an invoice's `total`, `credited` goes back after `before`
    did already.

    Each brings all memos together to their exact share, rounded once: so the last one takes the
    remainder, and no more of any tax is given back than was invoiced (R-153).
    """
    after = EXACT.add(before, credited)

    def share(of: Decimal) -> Decimal:
        reached, was = (
            rounded(EXACT.divide(EXACT.multiply(of, part), total), currency)
            for part in (after, before)
        )
        return EXACT.subtract(reached, was)

    return tuple(
        replace(tax, taxable=share(tax.taxable), amount=share(tax.amount)) for tax in taxes
    )


def _by_rule(rule: TaxRule, taxable: Decimal, currency: str) -> InvoiceTax:
    return InvoiceTax(
        taxable=taxable,
        amount=rounded(_percent(rule.rate, taxable), currency),
        name=rule.name,
        jurisdiction=rule.jurisdiction,
        category=rule.category,
        rate=rule.rate,
        reason=rule.reason,
    )


def _percent(rate: Decimal, amount: Decimal) -> Decimal:
    return EXACT.divide(EXACT.multiply(amount, rate), _HUNDRED)
