"""How long an agreement may run if it is paid by a schedule, however its terms say it (R-324)."""

from datetime import date

from procurement.domain.errors import Problems
from procurement.domain.marketplace.product_type import ProductType
from procurement.domain.marketplace.proposed_terms import agreement_days
from procurement.domain.marketplace.term import TermSet
from procurement.domain.month import add_months


def check_length(
    terms: TermSet, product_type: ProductType, today: date, problems: Problems
) -> None:
    """Note INVALID_AGREEMENT_DURATION for a schedule over more time than the product allows.

    `terms` are the whole set of an offer that was read before; they are judged as if accepted
    `today` (R-291).
    """
    limit = product_type.duration_limit
    if terms.payment_schedule is None or limit is None:
        return
    start, end = agreement_days(terms, today)
    if end is None:
        return
    days = (end - start).days + 1
    if days > limit.days and end >= add_months(start, limit.months):
        message = f"{start} to {end} is longer than {product_type} allows: {limit}"
        problems.add("validityTerm", "INVALID_AGREEMENT_DURATION", message, "R-324")
