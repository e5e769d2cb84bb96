"""What a buyer says of a term that leaves something to choose (agreement:RequestedTerm)."""

from typing import Annotated, Self

from pydantic import Field

from procurement.domain.marketplace.term import Quantity, UpfrontChoice, VariablePaymentChoice
from procurement.entrypoints.schemas.base import RequestSchema

MAX_ENTRIES = 200
"""More dimensions, documents and rate cards than any term may have."""


DimensionKey = Annotated[str, Field(max_length=256, examples=["seats"])]
Short = Annotated[str, Field(max_length=256)]


class DimensionBody(RequestSchema):
    """agreement:Dimension."""

    dimension_key: DimensionKey
    dimension_value: int


class UpfrontConfigurationBody(RequestSchema):
    """agreement:ConfigurableUpfrontPricingTermConfiguration."""

    selector_value: Annotated[Short, Field(examples=["P12M"])]
    dimensions: Annotated[list[DimensionBody], Field(max_length=MAX_ENTRIES)]

    @classmethod
    def of(cls, choice: UpfrontChoice) -> Self:
        """A choice of the domain."""
        return cls(
            selector_value=choice.selector,
            dimensions=[
                DimensionBody(dimension_key=each.dimension_key, dimension_value=each.count)
                for each in choice.quantities
            ],
        )

    def to_choice(self) -> UpfrontChoice:
        """The domain's choice."""
        return UpfrontChoice(
            selector=self.selector_value,
            quantities=tuple(
                Quantity(dimension_key=each.dimension_key, count=each.dimension_value)
                for each in self.dimensions
            ),
        )


class RenewalConfigurationBody(RequestSchema):
    """agreement:RenewalTermConfiguration."""

    enable_auto_renew: bool


class VariablePaymentConfigurationBody(RequestSchema):
    """agreement:VariablePaymentTermConfiguration (R-403)."""

    payment_request_approval_strategy: Annotated[Short, Field(examples=["WAIT_FOR_APPROVAL"])]
    expiration_duration: Short | None = None

    @classmethod
    def of(cls, choice: VariablePaymentChoice) -> Self:
        """A choice of the domain."""
        return cls(
            payment_request_approval_strategy=choice.approval_strategy,
            expiration_duration=choice.expiration_duration,
        )

    def to_choice(self) -> VariablePaymentChoice:
        """The domain's choice."""
        return VariablePaymentChoice(
            approval_strategy=self.payment_request_approval_strategy,
            expiration_duration=self.expiration_duration,
        )
