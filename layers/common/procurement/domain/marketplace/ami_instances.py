"""What a long AMI offer includes: instances by type, and the price of one more (R-326, R-329).

AWS's terms say it: the fixed upfront term grants so many of a dimension, which is an instance type,
and the usage term prices an hour of it. Only AMI products priced by the hour with annual contracts
are sold so. Their plain annual contract needs no counts; one of several years or of a custom
length does.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from procurement.domain.errors import Problems
from procurement.domain.marketplace.product_type import ProductType
from procurement.domain.marketplace.term import TermSet

_ANNUAL: Final = ("P12M", "P1Y", "P365D")
_GRANTS: Final = "fixedUpfrontPricingTerm.grants"


@dataclass(frozen=True, kw_only=True, slots=True)
class IncludedInstances:
    """`count` instances of a type are paid with the schedule; each further one by the hour.

    `hourly_price` is in the offer's currency, exact and before tax. A count of 0 is a type that may
    run, every instance of it at that price (S-89).
    """

    instance_type: str
    count: int
    hourly_price: Decimal


def included_instances(terms: TermSet) -> tuple[IncludedInstances, ...]:
    """The instance types that may run, with their counts, in order; those without a price not."""
    grants = terms.fixed_upfront.grants if terms.fixed_upfront else ()
    counts = {grant.dimension_key: grant.max_quantity or 0 for grant in grants}
    rates = terms.usage_based.rates if terms.usage_based else ()
    return tuple(
        IncludedInstances(
            instance_type=rate.dimension_key,
            count=counts.get(rate.dimension_key, 0),
            hourly_price=rate.price,
        )
        for rate in sorted(rates, key=lambda rate: rate.dimension_key)
    )


def needs_instances(terms: TermSet, product_type: ProductType) -> bool:
    """Whether the payment schedule of such an offer needs included instances (R-326)."""
    if product_type is not ProductType.AMI_HOURLY_WITH_ANNUAL or terms.payment_schedule is None:
        return False
    duration = terms.validity.agreement_duration if terms.validity else None
    if duration is None and terms.fixed_upfront:
        duration = terms.fixed_upfront.duration
    return duration not in _ANNUAL


def check_instances(terms: TermSet, product_type: ProductType, problems: Problems) -> None:
    """Note what a payment schedule on such an offer lacks at release (R-329).

    MISSING_MANDATORY_TERMS without a single type and for a type without an hourly price,
    INVALID_DIMENSIONS for a type without a count.
    """
    if not needs_instances(terms, product_type):
        return
    grants = terms.fixed_upfront.grants if terms.fixed_upfront else ()
    priced = {entry.instance_type for entry in included_instances(terms)}
    if not grants:
        message = "a schedule over such a time needs a count of instances for each included type"
        problems.add(_GRANTS, "MISSING_MANDATORY_TERMS", message, "R-329")
    for index, grant in enumerate(grants):
        field = f"{_GRANTS}[{index}]"
        if grant.max_quantity is None:
            message = f"the count of included {grant.dimension_key} instances is required"
            problems.add(f"{field}.maxQuantity", "INVALID_DIMENSIONS", message, "R-329")
        if grant.dimension_key not in priced:
            message = f"the usage term has no hourly price for {grant.dimension_key}"
            problems.add(f"{field}.dimensionKey", "MISSING_MANDATORY_TERMS", message, "R-329")
