"""Which charges of the real account belong to which of its invoices, as far as that shows."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from procurement.domain.money import Money
from procurement.domain.month import Month
from procurement.domain.reconciliation.aws_account import AwsCharge, AwsInvoice
from procurement.domain.reconciliation.invoice_findings import Evidence

T = TypeVar("T")

_Mark = tuple[Month, Money]


def gathered(
    invoices: Sequence[AwsInvoice], charges: Sequence[AwsCharge], *, are_charges_known: bool
) -> Evidence:
    """What charges and other invoices say about each invoice.

    Neither side names the other. A charge belongs to a Marketplace invoice if, of all of them, just
    these two have the same month and the same amount before tax.
    """
    invoiced = _only(
        (each for each in invoices if each.is_marketplace and not each.is_credit_memo), _of_invoice
    )
    charged = _only((each for each in charges if each.at and each.amount is not None), _of_charge)
    references = {
        invoice.invoice_id: reference
        for mark, invoice in invoiced.items()
        if mark in charged and (reference := charged[mark].purchase_order_reference)
    }
    return Evidence(
        references=references,
        named=frozenset(
            each.purchase_order_reference for each in charges if each.purchase_order_reference
        ),
        printed={each.invoice_id: each.purchase_order_number for each in invoices},
        are_charges_known=are_charges_known,
    )


def _only(items: Iterable[T], mark: Callable[[T], Hashable]) -> Mapping[Hashable, T]:
    """Those that share their mark with no other."""
    marked = defaultdict[Hashable, list[T]](list)
    for item in items:
        marked[mark(item)].append(item)
    return {each: found[0] for each, found in marked.items() if len(found) == 1}


def _of_invoice(invoice: AwsInvoice) -> _Mark:
    return invoice.billing_period, invoice.total_before_tax


def _of_charge(charge: AwsCharge) -> _Mark | None:
    if charge.at is None or charge.amount is None:
        return None
    return Month.of(charge.at), Money(charge.amount, charge.currency)
