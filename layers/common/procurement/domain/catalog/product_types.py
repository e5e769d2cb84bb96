"""The product type of an offer that was told its pricing model only.

AWS reads it from the product, which this application knows by its ID alone.
"""

from enum import StrEnum

from procurement.domain.marketplace.product_type import ProductType
from procurement.domain.marketplace.term import TermSet


class PricingModel(StrEnum):
    """The pricing models of UpdatePricingTerms."""

    CONTRACT = "Contract"
    USAGE = "Usage"
    BYOL = "Byol"
    FREE = "Free"


def product_type_of(model: PricingModel, terms: TermSet) -> ProductType:
    """The commonest product that is sold so; `CreateOffer` may name another one (R-324)."""
    match model:
        case PricingModel.FREE:
            return ProductType.FREE
        case PricingModel.BYOL:
            return ProductType.BYOL
        case PricingModel.USAGE:
            if terms.fixed_upfront or terms.configurable_upfront:
                return ProductType.AMI_HOURLY_WITH_ANNUAL
            if terms.recurring_payment:
                return ProductType.AMI_MONTHLY
            return ProductType.SAAS_SUBSCRIPTION
        case PricingModel.CONTRACT:
            if terms.usage_based:
                return ProductType.SAAS_CONTRACT_WITH_CONSUMPTION
            return ProductType.SAAS_CONTRACT
