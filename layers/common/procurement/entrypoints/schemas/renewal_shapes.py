"""The shape of the renewal term: its schedule's template and its price increase (R-330)."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from procurement.domain.marketplace.renewal_template import TemplateEntryInput
from procurement.domain.marketplace.term import PriceIncrease, RenewalTerm
from procurement.entrypoints.schemas.base import AmountInput, RequestSchema
from procurement.entrypoints.schemas.term_configurations import (
    MAX_ENTRIES,
    RenewalConfigurationBody,
)
from procurement.entrypoints.schemas.term_shapes import Price, TermBody

DayDuration = Annotated[str, Field(pattern=r"^P[1-9][0-9]{0,6}D$")]
"""agreement:DayDuration, as ``P30D``."""


class PaymentScheduleEntryBody(RequestSchema):
    """agreement:PaymentScheduleEntry: a part of the renewal's total, so long after its start."""

    charge_date_offset: str | None = Field(None, examples=["P3M"])
    charge_percentage: AmountInput | None = Field(None, examples=["33.33"])
    day_of_month: int | None = Field(None, examples=[15])

    @classmethod
    def of(cls, entry: TemplateEntryInput) -> Self:
        """An entry of the domain."""
        return cls(
            charge_date_offset=entry.charge_date_offset,
            charge_percentage=entry.charge_percentage,
            day_of_month=entry.day_of_month,
        )

    def to_input(self) -> TemplateEntryInput:
        """The domain's unchecked entry."""
        part = self.charge_percentage
        return TemplateEntryInput(
            charge_date_offset=self.charge_date_offset,
            charge_percentage=None if part is None else str(part),
            day_of_month=self.day_of_month,
        )


class PaymentScheduleTermTemplateBody(RequestSchema):
    """agreement:PaymentScheduleTermTemplate (R-330)."""

    schedule: Annotated[list[PaymentScheduleEntryBody], Field(max_length=MAX_ENTRIES)]


class TermTemplateBody(RequestSchema):
    """agreement:TermTemplate."""

    payment_schedule_term_template: PaymentScheduleTermTemplateBody


class FixedPercentageBody(RequestSchema):
    """agreement:FixedPercentage."""

    value: Price


class PercentageRangeBody(RequestSchema):
    """agreement:PercentageRange."""

    min_value: Price
    max_value: Price
    default_value: Price


class PriceIncreaseBody(RequestSchema):
    """agreement:PriceIncrease: exactly one of both."""

    fixed_percentage: FixedPercentageBody | None = None
    percentage_range: PercentageRangeBody | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.fixed_percentage is None) is (self.percentage_range is None):
            raise ValueError("either fixedPercentage or percentageRange is given")
        return self

    @classmethod
    def of(cls, increase: PriceIncrease) -> Self:
        """An increase of the domain."""
        if increase.least is None or increase.most is None:
            return cls(fixed_percentage=FixedPercentageBody(value=increase.default))
        return cls(
            percentage_range=PercentageRangeBody(
                min_value=increase.least,
                max_value=increase.most,
                default_value=increase.default,
            )
        )

    def to_increase(self) -> PriceIncrease:
        """The domain's increase."""
        if self.fixed_percentage is not None:
            return PriceIncrease(default=self.fixed_percentage.value)
        if self.percentage_range is None:
            raise ValueError("neither fixedPercentage nor percentageRange is given")
        return PriceIncrease(
            default=self.percentage_range.default_value,
            least=self.percentage_range.min_value,
            most=self.percentage_range.max_value,
        )


class RenewalTermBody(TermBody):
    """agreement:RenewalTerm."""

    configuration: RenewalConfigurationBody | None = None
    lockout_period: DayDuration | None = None
    adjustment_deadline: DayDuration | None = None
    max_renewals: Annotated[int, Field(ge=1)] | None = None
    price_increase: PriceIncreaseBody | None = None
    term_templates: Annotated[list[TermTemplateBody], Field(max_length=1)] | None = None

    @classmethod
    def of(cls, term: RenewalTerm) -> Self:
        """A term of the domain."""
        choice = term.enable_auto_renew
        return cls(
            type="RenewalTerm",
            id=term.id,
            configuration=(
                None if choice is None else RenewalConfigurationBody(enable_auto_renew=choice)
            ),
            lockout_period=term.lockout_period,
            adjustment_deadline=term.adjustment_deadline,
            max_renewals=term.max_renewals,
            price_increase=PriceIncreaseBody.of(term.price_increase)
            if term.price_increase
            else None,
            term_templates=_templates(term) or None,
        )

    def to_term(self) -> RenewalTerm:
        """The domain's term; a configuration is the buyer's, not the offer's."""
        templates = [t.payment_schedule_term_template for t in self.term_templates or ()]
        return RenewalTerm(
            lockout_period=self.lockout_period,
            adjustment_deadline=self.adjustment_deadline,
            max_renewals=self.max_renewals,
            price_increase=self.price_increase.to_increase() if self.price_increase else None,
            template=tuple(entry.to_input() for each in templates for entry in each.schedule),
        )


def _templates(term: RenewalTerm) -> list[TermTemplateBody]:
    if not term.template:
        return []
    entries = [PaymentScheduleEntryBody.of(entry) for entry in term.template]
    template = PaymentScheduleTermTemplateBody(schedule=entries)
    return [TermTemplateBody(payment_schedule_term_template=template)]
