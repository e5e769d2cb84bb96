"""The base of every schema, and types that several share."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Final

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
)
from pydantic.alias_generators import to_camel

from procurement.domain.money import Money, format_amount

AmountInput = Annotated[str | int | Decimal, Field(examples=["1500.00"])]
"""A decimal amount; best sent as a string."""


class Schema(BaseModel):
    """camelCase outside, snake_case inside, immutable."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, frozen=True, str_max_length=4096
    )


class RequestSchema(Schema):
    """A request body. A member we do not know is a mistake worth telling about."""

    model_config = ConfigDict(extra="forbid")


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Instant = Annotated[
    datetime,
    PlainSerializer(_utc, return_type=str),
    Field(examples=["2027-04-20T09:30:00.000Z"], json_schema_extra={"format": "date-time"}),
]
"""An instant in UTC with milliseconds."""

YEARS: Final = range(1900, 9999)
"""Of instants in requests: moved to any time zone they are still instants."""


def _written_out(given: object) -> object:
    """Numbers are no instants: nobody could tell seconds from milliseconds."""
    if isinstance(given, str) and "T" not in given.upper():
        raise ValueError("must be written as 2027-04-20T09:30:00Z")
    if isinstance(given, int | float | Decimal):
        raise ValueError("must be a string such as 2027-04-20T09:30:00Z")
    return given


def _in_utc(moment: datetime) -> datetime:
    if moment.year not in YEARS:
        raise ValueError(f"must lie in the years {YEARS.start} to {YEARS.stop - 1}")
    return moment.astimezone(UTC)


InstantInput = Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(_in_utc)]
"""An instant with its time zone, in UTC from here on."""


class MoneyView(Schema):
    """An amount with its currency."""

    amount: str = Field(examples=["1500.00"])
    currency_code: str = Field(examples=["USD"])

    @classmethod
    def of(cls, money: Money) -> "MoneyView":
        """The amount with its currency's places."""
        return cls(amount=format_amount(money.amount, money.currency), currency_code=money.currency)
