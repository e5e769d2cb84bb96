"""What the data of several event types have in common."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

AccountId = Annotated[str, Field(pattern=r"^[0-9]{12}$")]
MonthText = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$", examples=["2027-01"])]
"""A billing period."""
DateText = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", examples=["2027-03-05"])]
InstantText = Annotated[
    str,
    Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|\+00:00)$"),
]
"""An instant in UTC."""
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class EventData(BaseModel):
    """The data of some event types: camelCase outside, every member there, null if it may be."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Amount(EventData):
    """An exact amount with its currency; the amount is a text."""

    amount: str = Field(pattern=r"^-?[0-9]+(\.[0-9]+)?$", examples=["1500.00"])
    currency_code: str = Field(pattern=r"^[A-Z]{3}$", examples=["USD"])
