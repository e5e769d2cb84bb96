"""Whether a buyer pays by invoice, and what depends on it (R-319 to R-321)."""

from collections.abc import Sequence
from dataclasses import dataclass

from procurement.domain.errors import Problem, Problems

_FIELD = "targetAccountIds"


@dataclass(frozen=True, kw_only=True, slots=True)
class Buyer:
    """A targeted account; `is_on_invoice_terms` (net 30, net 60...) is None if nobody knows."""

    account_id: str
    is_on_invoice_terms: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ProposedPayment:
    """Of an offer, what a buyer who pays by card may not be able to accept."""

    has_schedule: bool
    net_payment_term: str | None = None


def check_buyers(
    buyers: Sequence[Buyer],
    payment: ProposedPayment,
    problems: Problems,
    *,
    must_pay_by_invoice: bool = False,
) -> tuple[Problem, ...]:
    """Note the buyers who cannot accept; the answer are warnings about those who should prepare.

    A net payment term is only for buyers who pay by invoice (R-321): UNSUPPORTED_NET_PAYMENT_TERM.
    For a schedule that was once so too (R-319): it is a warning, INVOICE_TERMS_ADVISED, unless the
    deployment's switch `must_pay_by_invoice` makes it the error INCOMPATIBLE_BUYER (R-320). Buyers
    of whom nobody knows pass without a word.
    """
    by_card = [
        (f"{_FIELD}[{index}]", buyer.account_id)
        for index, buyer in enumerate(buyers)
        if buyer.is_on_invoice_terms is False
    ]
    warnings = Problems()
    for field, account_id in by_card:
        if payment.net_payment_term is not None:
            message = f"{account_id} does not pay by invoice: no {payment.net_payment_term} for it"
            problems.add(field, "UNSUPPORTED_NET_PAYMENT_TERM", message, "R-321")
        if payment.has_schedule and must_pay_by_invoice:
            message = f"{account_id} does not pay by invoice: no payment schedule for it"
            problems.add(field, "INCOMPATIBLE_BUYER", message, "R-319")
        elif payment.has_schedule:
            message = f"{account_id} should have invoicing set up before it accepts a schedule"
            warnings.add(field, "INVOICE_TERMS_ADVISED", message, "R-320")
    return tuple(warnings.found)
