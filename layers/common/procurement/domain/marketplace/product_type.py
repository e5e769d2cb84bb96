"""Which product and price types may be paid in installments, and for how long (R-323, R-324)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from procurement.domain.marketplace.contract_duration import (
    MAX_DAYS,
    MAX_MONTHS,
    ContractDuration,
    DurationUnit,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class DurationLimit:
    """The longest contract in months, or in days when it is given in days; and the shortest."""

    months: int
    days: int
    shortest_days: int = 1

    def allows(self, duration: ContractDuration) -> bool:
        """Whether `duration` lies within the limit."""
        if duration.unit is DurationUnit.DAYS and duration.count < self.shortest_days:
            return False
        return duration.is_at_most(months=self.months, days=self.days)

    def __str__(self) -> str:
        return f"{self.months} months or {self.days} days"


class ProductType(StrEnum):
    """Product and price type of an offer, eligible for an installment plan or not."""

    SAAS_CONTRACT = "SAAS_CONTRACT"
    SAAS_CONTRACT_WITH_CONSUMPTION = "SAAS_CONTRACT_WITH_CONSUMPTION"
    AMI_HOURLY_WITH_ANNUAL = "AMI_HOURLY_WITH_ANNUAL"
    AMI_CONTRACT = "AMI_CONTRACT"
    CONTAINER_HOURLY_WITH_LONG_TERM = "CONTAINER_HOURLY_WITH_LONG_TERM"
    CONTAINER_CONTRACT = "CONTAINER_CONTRACT"
    PROFESSIONAL_SERVICES = "PROFESSIONAL_SERVICES"
    DATA_PRODUCT = "DATA_PRODUCT"
    AMI_HOURLY = "AMI_HOURLY"
    AMI_MONTHLY = "AMI_MONTHLY"
    CONTAINER_HOURLY = "CONTAINER_HOURLY"
    SAAS_SUBSCRIPTION = "SAAS_SUBSCRIPTION"
    BYOL = "BYOL"
    FREE = "FREE"
    MACHINE_LEARNING_HOURLY = "MACHINE_LEARNING_HOURLY"
    MACHINE_LEARNING_INFERENCE = "MACHINE_LEARNING_INFERENCE"
    MACHINE_LEARNING_CONTRACT = "MACHINE_LEARNING_CONTRACT"

    @property
    def duration_limit(self) -> DurationLimit | None:
        """The contract lengths open to an installment plan; None when there can be none."""
        return _LIMITS.get(self)

    @property
    def is_eligible(self) -> bool:
        """Whether an offer of this type may carry an installment plan (R-324, R-325)."""
        return self in _LIMITS


_FIVE_YEARS: Final = DurationLimit(months=MAX_MONTHS, days=MAX_DAYS)
_THREE_YEARS: Final = DurationLimit(months=36, days=1_095)

_LIMITS: Final = {
    ProductType.SAAS_CONTRACT: _FIVE_YEARS,
    ProductType.SAAS_CONTRACT_WITH_CONSUMPTION: _FIVE_YEARS,
    ProductType.AMI_HOURLY_WITH_ANNUAL: _THREE_YEARS,
    # Counted from one month on; 28 days are the shortest month.
    ProductType.AMI_CONTRACT: DurationLimit(months=MAX_MONTHS, days=MAX_DAYS, shortest_days=28),
    ProductType.CONTAINER_HOURLY_WITH_LONG_TERM: _THREE_YEARS,
    ProductType.CONTAINER_CONTRACT: _FIVE_YEARS,
    ProductType.PROFESSIONAL_SERVICES: _FIVE_YEARS,
    ProductType.DATA_PRODUCT: _FIVE_YEARS,
}

ELIGIBLE: Final = tuple(sorted(_LIMITS))

_RESOURCES: Final = {
    "SAAS": "SaaSProduct",
    "AMI": "AmiProduct",
    "CONTAINER": "ContainerProduct",
    "PROFESSIONAL_SERVICES": "ProfessionalServicesProduct",
    "DATA": "DataProduct",
    "MACHINE_LEARNING": "MachineLearningProduct",
}

RESOURCE_TYPES: Final = {
    product_type: next(
        (name for prefix, name in _RESOURCES.items() if product_type.startswith(prefix)),
        "AmiProduct",
    )
    for product_type in ProductType
}
"""agreement:AgreementResourceType by product type; free and BYOL products are machine images."""
