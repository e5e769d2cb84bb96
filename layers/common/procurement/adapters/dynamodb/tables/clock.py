"""The clock of a local stack, which can be told the time."""

from procurement.adapters.dynamodb.attributes import InstantAttribute
from procurement.adapters.dynamodb.tables.base import ClockTable


class ToldTimeItem(ClockTable):
    """What a local stack's clock was told: `instant` it was, at the real instant `since`."""

    instant = InstantAttribute()
    since = InstantAttribute()
