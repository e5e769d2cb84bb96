"""What currencies were worth in US dollars, day by day: told by the deployment, never guessed.

An invoice that also states its totals in another currency prints the rate of its issue date, and is
converted by that rate and by no other (R-156, R-381). A contract has no such rate, so the billed
revenue report takes that of its creation date (R-341).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from procurement.domain.errors import MissingExchangeRates, Problems, StaleVersion
from procurement.domain.money import parse_amount, places
from procurement.domain.month import Month

REPORTING_CURRENCY: Final = "USD"
"""What amounts of the billed revenue report are in (R-339)."""
MAX_CURRENCIES: Final = 50
"""Currencies of one day: a month of them stays far below the size of an item."""
MAX_PLACES: Final = 10
MAX_RATE: Final = Decimal(10) ** 6

_PRINTED: Final = Context(prec=10, rounding=ROUND_HALF_UP)
"""A printed rate has ten digits at most: amounts are converted by just that, for all to check."""
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_MOST_NAMED: Final = 20

RatesByDay = Mapping[date, Mapping[str, Decimal]]


@dataclass(frozen=True, kw_only=True, slots=True)
class ExchangeRates:
    """US dollars for one unit of each currency, on days of `month`; version 0 was never put in."""

    month: Month
    days: RatesByDay = field(default_factory=dict)
    version: int = 0
    updated_at: datetime | None = None

    def rate(self, currency: str, day: date) -> Decimal | None:
        """The rate of that very day, or None; 1 for the reporting currency itself."""
        if currency == REPORTING_CURRENCY:
            return Decimal(1)
        return self.days.get(day, {}).get(currency)

    def expect_version(self, expected: int | None) -> None:
        """`StaleVersion` when the caller saw another version than the present one."""
        if expected is not None and expected != self.version:
            raise StaleVersion(
                f"the exchange rates are at version {self.version}, not {expected}",
                resource_type="ExchangeRates",
                resource_id=str(self.month),
            )


def printed_rate(
    months: Iterable[ExchangeRates], source: str, target: str, day: date
) -> Decimal | None:
    """What one unit of `source` was worth in `target` on that very day, to ten digits (R-381).

    Crossed through the US dollar. None when a rate of that day was not put in: it is never guessed.
    """
    for rates in months:
        worth, unit = rates.rate(source, day), rates.rate(target, day)
        if rates.month == Month.of(day) and worth is not None and unit is not None:
            return _PRINTED.divide(worth, unit).normalize()
    return None


def missing_rates(month: Month, missing: set[tuple[date, str]]) -> MissingExchangeRates:
    """The refusal of a report of `month` that needs these currencies on these days."""
    named = [f"{currency} of {day}" for day, currency in sorted(missing)]
    more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
    message = f"no exchange rate for {', '.join(named[:_MOST_NAMED])}{more}"
    return MissingExchangeRates(message, resource_type="ExchangeRates", resource_id=str(month))


def replaced_rates(
    present: ExchangeRates,
    given: Mapping[str, Mapping[str, str | int | Decimal]],
    now: datetime,
) -> ExchangeRates:
    """The month's rates that `given` makes of `present`: by day (``YYYY-MM-DD``), by currency.

    Raises `InvalidInput` with all problems: INVALID_DATE, INVALID_CURRENCY_CODE, INVALID_RATE. The
    very same object comes back when nothing would change.
    """
    problems = Problems()
    days = {}
    for text, rates in list(given.items())[: present.month.last_day.day + 1]:
        day = _read_day(text, present.month, problems)
        read = _read_rates(f"days[{text[:10]}]", rates, problems)
        if day is not None:
            days[day] = read
    problems.raise_if_any()
    if days == present.days:
        return present
    return replace(present, days=days, version=present.version + 1, updated_at=now)


def _read_day(text: str, month: Month, problems: Problems) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or text != day.isoformat() or Month.of(day) != month:
        message = f"must be a day of {month}, of the form YYYY-MM-DD"
        problems.add(f"days[{text[:10]}]", "INVALID_DATE", message, "R-341")
        return None
    return day


def _read_rates(
    at: str, given: Mapping[str, str | int | Decimal], problems: Problems
) -> Mapping[str, Decimal]:
    if len(given) > MAX_CURRENCIES:
        message = f"has at most {MAX_CURRENCIES} currencies, not {len(given)}"
        problems.add(at, "INVALID_RATE", message, "R-341")
        return {}
    rates = {}
    for currency, text in given.items():
        field_ = f"{at}[{currency[:3]}]"
        if not _CURRENCY.fullmatch(currency) or currency == REPORTING_CURRENCY:
            message = f"must be three capital letters other than {REPORTING_CURRENCY}"
            problems.add(field_, "INVALID_CURRENCY_CODE", message, "R-341")
        rate = parse_amount(text)
        if rate is None or not 0 < rate < MAX_RATE or places(rate) > MAX_PLACES:
            message = f"must be above 0 and below {MAX_RATE}, with at most {MAX_PLACES} places"
            problems.add(field_, "INVALID_RATE", message, "R-341")
        else:
            rates[currency] = rate
    return rates
