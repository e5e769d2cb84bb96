"""The shapes of terms that price something, as agreement:AcceptedTerm has them.

Requests and answers have the same shape. In a request `type` and `id` may be left out: the service
gives them.
"""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, PlainSerializer

from procurement.domain.marketplace.term import (
    ConfigurableUpfrontPricingTerm,
    FixedUpfrontPricingTerm,
    Grant,
    Rate,
    RateCard,
    RecurringPaymentTerm,
    UsageBasedPricingTerm,
)
from procurement.domain.money import parse_amount
from procurement.entrypoints.schemas.base import RequestSchema
from procurement.entrypoints.schemas.term_configurations import (
    MAX_ENTRIES,
    DimensionKey,
    Short,
    UpfrontConfigurationBody,
)


def _price(given: object) -> Decimal:
    amount = parse_amount(given) if isinstance(given, str | int | Decimal) else None
    if amount is None:
        raise ValueError("must be a decimal such as 1500.00")
    return amount


Price = Annotated[
    Decimal,
    BeforeValidator(_price),
    PlainSerializer(lambda amount: f"{amount:f}", return_type=str),
    Field(examples=["1500.00"]),
]
"""A decimal amount; best sent as a string."""

Permission = Literal["Allowed", "Disallowed"]


class GrantBody(RequestSchema):
    """agreement:GrantItem; without `maxQuantity` the quantity is unlimited (R-253)."""

    dimension_key: DimensionKey
    max_quantity: int | None = None

    @classmethod
    def of(cls, grant: Grant) -> Self:
        """A grant of the domain."""
        return cls(dimension_key=grant.dimension_key, max_quantity=grant.max_quantity)

    def to_grant(self) -> Grant:
        """The domain's grant."""
        return Grant(dimension_key=self.dimension_key, max_quantity=self.max_quantity)


Grants = Annotated[list[GrantBody], Field(max_length=MAX_ENTRIES)]


class RateBody(RequestSchema):
    """agreement:RateCardItem."""

    dimension_key: DimensionKey
    price: Price

    @classmethod
    def of(cls, rate: Rate) -> Self:
        """A rate of the domain."""
        return cls(dimension_key=rate.dimension_key, price=rate.price)

    def to_rate(self) -> Rate:
        """The domain's rate."""
        return Rate(dimension_key=self.dimension_key, price=self.price)


Rates = Annotated[list[RateBody], Field(max_length=MAX_ENTRIES)]


class SelectorBody(RequestSchema):
    """agreement:Selector: the contract duration that a rate card is for."""

    type: Literal["Duration"] = "Duration"
    value: Annotated[Short, Field(examples=["P12M"])]


class ConstraintsBody(RequestSchema):
    """agreement:Constraints: both Allowed unless told otherwise (R-254)."""

    multiple_dimension_selection: Permission = "Allowed"
    quantity_configuration: Permission = "Allowed"


class RateCardBody(RequestSchema):
    """agreement:ConfigurableUpfrontRateCardItem."""

    selector: SelectorBody
    constraints: ConstraintsBody = ConstraintsBody()
    rate_card: Rates

    @classmethod
    def of(cls, card: RateCard) -> Self:
        """A rate card of the domain."""
        return cls(
            selector=SelectorBody(value=card.selector),
            constraints=ConstraintsBody(
                multiple_dimension_selection=_permission(card.allows_several_dimensions),
                quantity_configuration=_permission(card.allows_quantities),
            ),
            rate_card=[RateBody.of(rate) for rate in card.rates],
        )

    def to_card(self) -> RateCard:
        """The domain's rate card."""
        return RateCard(
            selector=self.selector.value,
            rates=tuple(rate.to_rate() for rate in self.rate_card),
            allows_several_dimensions=self.constraints.multiple_dimension_selection == "Allowed",
            allows_quantities=self.constraints.quantity_configuration == "Allowed",
        )


class TermBody(RequestSchema):
    """What every term has; an answer names both."""

    type: str | None = None
    id: str | None = None


class FixedUpfrontPricingTermBody(TermBody):
    """agreement:FixedUpfrontPricingTerm (R-253)."""

    currency_code: Short = "USD"
    price: Price
    duration: Short | None = None
    grants: Grants = Field(default_factory=list)

    @classmethod
    def of(cls, term: FixedUpfrontPricingTerm) -> Self:
        """A term of the domain."""
        return cls(
            type="FixedUpfrontPricingTerm",
            id=term.id,
            currency_code=term.currency,
            price=term.price,
            duration=term.duration,
            grants=[GrantBody.of(grant) for grant in term.grants],
        )

    def to_term(self) -> FixedUpfrontPricingTerm:
        """The domain's term."""
        return FixedUpfrontPricingTerm(
            currency=self.currency_code,
            price=self.price,
            duration=self.duration,
            grants=tuple(grant.to_grant() for grant in self.grants),
        )


class ConfigurableUpfrontPricingTermBody(TermBody):
    """agreement:ConfigurableUpfrontPricingTerm (R-254)."""

    currency_code: Short = "USD"
    rate_cards: Annotated[list[RateCardBody], Field(max_length=MAX_ENTRIES)]
    configuration: UpfrontConfigurationBody | None = None

    @classmethod
    def of(cls, term: ConfigurableUpfrontPricingTerm) -> Self:
        """A term of the domain."""
        return cls(
            type="ConfigurableUpfrontPricingTerm",
            id=term.id,
            currency_code=term.currency,
            rate_cards=[RateCardBody.of(card) for card in term.rate_cards],
            configuration=UpfrontConfigurationBody.of(term.choice) if term.choice else None,
        )

    def to_term(self) -> ConfigurableUpfrontPricingTerm:
        """The domain's term; a configuration is the buyer's, not the offer's."""
        return ConfigurableUpfrontPricingTerm(
            currency=self.currency_code,
            rate_cards=tuple(card.to_card() for card in self.rate_cards),
        )


class UsageRateCardBody(RequestSchema):
    """agreement:UsageBasedRateCardItem."""

    rate_card: Rates


class UsageBasedPricingTermBody(TermBody):
    """agreement:UsageBasedPricingTerm, with exactly one rate card (R-255)."""

    currency_code: Short = "USD"
    rate_cards: Annotated[list[UsageRateCardBody], Field(min_length=1, max_length=1)]

    @classmethod
    def of(cls, term: UsageBasedPricingTerm) -> Self:
        """A term of the domain."""
        return cls(
            type="UsageBasedPricingTerm",
            id=term.id,
            currency_code=term.currency,
            rate_cards=[UsageRateCardBody(rate_card=[RateBody.of(rate) for rate in term.rates])],
        )

    def to_term(self) -> UsageBasedPricingTerm:
        """The domain's term."""
        rates = tuple(rate.to_rate() for card in self.rate_cards for rate in card.rate_card)
        return UsageBasedPricingTerm(currency=self.currency_code, rates=rates)


class RecurringPaymentTermBody(TermBody):
    """agreement:RecurringPaymentTerm (R-256)."""

    currency_code: Short = "USD"
    billing_period: Short = "Monthly"
    price: Price

    @classmethod
    def of(cls, term: RecurringPaymentTerm) -> Self:
        """A term of the domain."""
        return cls(
            type="RecurringPaymentTerm",
            id=term.id,
            currency_code=term.currency,
            billing_period=term.billing_period,
            price=term.price,
        )

    def to_term(self) -> RecurringPaymentTerm:
        """The domain's term."""
        return RecurringPaymentTerm(
            currency=self.currency_code, price=self.price, billing_period=self.billing_period
        )


def _permission(is_allowed: bool) -> Permission:
    return "Allowed" if is_allowed else "Disallowed"
