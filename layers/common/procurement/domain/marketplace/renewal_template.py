"""The payments of a renewal before its dates and its total are known (R-330 to R-334).

A template says when, counted from the start of the renewed agreement, and which part of the total.
Expanded at renewal it becomes an ordinary schedule.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from procurement.domain.errors import Problems
from procurement.domain.marketplace.contract_duration import ContractDuration, DurationUnit
from procurement.domain.marketplace.payment_schedule import Installment, PaymentSchedule
from procurement.domain.marketplace.purchase_order_references import PurchaseOrderReferences
from procurement.domain.money import EXACT, parse_amount, rounded_down
from procurement.domain.month import Month, add_months

MAX_ENTRIES: Final = 86
"""Payments of one template (R-330); AWS's model would allow 200."""

WHOLE: Final = Decimal(100)
"""What the percentages sum up to, exactly (R-330)."""

_OFFSET: Final = re.compile(r"P([0-9]{1,4})([DM])")
_PERCENTAGE: Final = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")
_LONGEST_MONTH: Final = 31


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateEntryInput:
    """One payment of a template as it was sent: ``P3M``, ``"33.33"``, 15."""

    charge_date_offset: str | None = None
    charge_percentage: str | None = None
    day_of_month: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateEntry:
    """`percentage` of the total, due `offset` whole months or days after the renewal's start.

    `day_of_month` (1 to 31) picks another day of the month that the offset reaches, or its last day
    if the month is shorter (R-331, R-332).
    """

    offset: int
    percentage: Decimal
    day_of_month: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RenewalTemplate:
    """1 to 86 payments with offsets in one `unit`, DAYS or MONTHS; the percentages sum to 100."""

    unit: DurationUnit
    entries: tuple[TemplateEntry, ...]

    def expand(self, *, total: Decimal, currency: str, start: date) -> PaymentSchedule:
        """The schedule of a renewal that costs `total` and starts on `start` (R-333).

        Each payment is its percentage rounded down to the minor unit; the last by date takes the
        remainder, so that the sum is exactly `total`. A day of the month before `start` becomes
        `start`: there is no contract earlier. Payments that a short month brings to the same day
        become one, since dates are unique (R-297).
        """
        parts: dict[date, Decimal] = {}
        for entry in self.entries:
            day = self._day(entry, start)
            parts[day] = parts.get(day, Decimal(0)) + entry.percentage
        *days, last = sorted(parts)
        amounts = {day: _share(total, parts[day], currency) for day in days}
        amounts[last] = EXACT.subtract(total, sum(amounts.values(), Decimal(0)))
        installments = tuple(Installment(charge_date=d, amount=a) for d, a in amounts.items())
        return PaymentSchedule(currency=currency, installments=installments)

    def _day(self, entry: TemplateEntry, start: date) -> date:
        if self.unit is DurationUnit.DAYS:
            return start + timedelta(days=entry.offset)
        day = add_months(start, entry.offset)
        if entry.day_of_month is None:
            return day
        last = Month.of(day).last_day
        return max(start, day.replace(day=min(entry.day_of_month, last.day)))


def references_of_renewal(given: PurchaseOrderReferences) -> PurchaseOrderReferences:
    """What of the purchase order numbers that the buyer gave holds for the renewed agreement.

    One number for all charges does; numbers of some charges end with these (R-334).
    """
    return PurchaseOrderReferences(for_all=given.for_all, line=given.line)


def read_template(
    entries: Sequence[TemplateEntryInput],
    duration: ContractDuration | None,
    problems: Problems,
    *,
    path: str = "",
) -> RenewalTemplate | None:
    """The template that `entries` write down, or None with everything wrong in `problems`.

    `duration` is the renewal's; None leaves out what depends on it. Paths are ``schedule[i]...``
    after what `path` puts before them.
    Reasons: MISSING_MANDATORY_TERMS, TOO_MANY_CHARGES, INVALID_CHARGE_DATES,
    INVALID_CHARGE_PERCENTAGE, INVALID_DAY_OF_MONTH, DUPLICATE_CHARGE_DATES.
    """
    own = Problems()
    template = _read(entries, duration, own)
    problems.found.extend(replace(found, field=f"{path}{found.field}") for found in own.found)
    return template


_Offset = tuple[int, DurationUnit]


def _read(
    entries: Sequence[TemplateEntryInput], duration: ContractDuration | None, problems: Problems
) -> RenewalTemplate | None:
    if not 1 <= len(entries) <= MAX_ENTRIES:
        reason = "TOO_MANY_CHARGES" if entries else "MISSING_MANDATORY_TERMS"
        message = f"has {len(entries)} payments, 1 to {MAX_ENTRIES} are allowed"
        problems.add("schedule", reason, message, "R-330")
        return None
    offsets = [_read_offset(_path(i), e, problems) for i, e in enumerate(entries)]
    percentages = [_read_percentage(_path(i), e, problems) for i, e in enumerate(entries)]
    unit = _check_unit(offsets, problems)
    _check_days(entries, offsets, duration, problems)
    _check_unique(entries, offsets, problems)
    _check_window(offsets, duration, problems)
    if problems.found or unit is None:
        return None
    _check_sum([part for part in percentages if part is not None], problems)
    if problems.found:
        return None
    read = zip(entries, offsets, percentages, strict=True)
    return RenewalTemplate(
        unit=unit,
        entries=tuple(
            TemplateEntry(offset=offset[0], percentage=part, day_of_month=entry.day_of_month)
            for entry, offset, part in read
            if offset is not None and part is not None
        ),
    )


def _path(index: int) -> str:
    return f"schedule[{index}]"


def _share(total: Decimal, percentage: Decimal, currency: str) -> Decimal:
    exact = EXACT.divide(EXACT.multiply(total, percentage), WHOLE)
    return rounded_down(exact, currency)


def _read_offset(path: str, entry: TemplateEntryInput, problems: Problems) -> _Offset | None:
    found = _OFFSET.fullmatch(entry.charge_date_offset or "")
    if found is None:
        message = "must be whole months or whole days such as P3M or P90D"
        problems.add(f"{path}.chargeDateOffset", "INVALID_CHARGE_DATES", message, "R-330")
        return None
    return int(found[1]), DurationUnit(found[2])


def _read_percentage(path: str, entry: TemplateEntryInput, problems: Problems) -> Decimal | None:
    text = entry.charge_percentage
    is_plain = isinstance(text, str) and _PERCENTAGE.fullmatch(text) is not None
    percentage = parse_amount(text) if is_plain and text is not None else None
    if percentage is None or not 0 < percentage <= WHOLE:
        message = "must be a percentage from 0.01 to 100.00 with up to two decimals"
        problems.add(f"{path}.chargePercentage", "INVALID_CHARGE_PERCENTAGE", message, "R-330")
        return None
    return percentage


def _check_unit(offsets: Sequence[_Offset | None], problems: Problems) -> DurationUnit | None:
    units = {offset[1] for offset in offsets if offset is not None}
    if len(units) > 1:
        message = "all offsets are in months, or all in days"
        problems.add("schedule", "INVALID_CHARGE_DATES", message, "R-330")
    return units.pop() if len(units) == 1 else None


def _check_days(
    entries: Sequence[TemplateEntryInput],
    offsets: Sequence[_Offset | None],
    duration: ContractDuration | None,
    problems: Problems,
) -> None:
    final = None if duration is None else whole_months(duration) - 1
    first_months = 0
    for index, (entry, offset) in enumerate(zip(entries, offsets, strict=True)):
        if entry.day_of_month is None:
            continue
        field = f"{_path(index)}.dayOfMonth"
        message = None
        if not 1 <= entry.day_of_month <= _LONGEST_MONTH:
            message = "must be 1 to 31"
        elif offset is not None and offset[1] is DurationUnit.DAYS:
            message = "goes with an offset in months only"
        elif offset is not None and final is not None and offset[0] >= final:
            message = f"cannot be set in the final month, P{final}M"
        elif offset is not None and offset[0] == 0:
            first_months += 1
            message = "can be set for one P0M payment only" if first_months > 1 else None
        if message is not None:
            problems.add(field, "INVALID_DAY_OF_MONTH", message, "R-331")


def _check_unique(
    entries: Sequence[TemplateEntryInput], offsets: Sequence[_Offset | None], problems: Problems
) -> None:
    first: dict[tuple[_Offset, int | None], str] = {}
    for index, (entry, offset) in enumerate(zip(entries, offsets, strict=True)):
        if offset is None:
            continue
        key = (offset, entry.day_of_month)
        if key in first:
            message = f"has the offset and the day of {first[key]}"
            problems.add(_path(index), "DUPLICATE_CHARGE_DATES", message, "R-331")
        first.setdefault(key, _path(index))


def _check_window(
    offsets: Sequence[_Offset | None], duration: ContractDuration | None, problems: Problems
) -> None:
    if duration is None:
        return
    limits = {DurationUnit.MONTHS: whole_months(duration), DurationUnit.DAYS: fewest_days(duration)}
    for index, offset in enumerate(offsets):
        if offset is not None and offset[0] >= limits[offset[1]]:
            message = f"may lie after the end of a renewal over {duration}"
            field = f"{_path(index)}.chargeDateOffset"
            problems.add(field, "INVALID_CHARGE_DATES", message, "R-290")


def _check_sum(percentages: Sequence[Decimal], problems: Problems) -> None:
    total = sum(percentages, Decimal(0))
    if total != WHOLE:
        message = f"the percentages sum up to {total}, not to exactly {WHOLE}"
        problems.add("schedule", "INVALID_CHARGE_PERCENTAGE", message, "R-330")


def whole_months(duration: ContractDuration) -> int:
    """The months of `duration` that begin within it whatever its start: P12M has P0M to P11M."""
    if duration.unit is DurationUnit.DAYS:
        return -(-duration.count // _LONGEST_MONTH)
    return duration.count * (12 if duration.unit is DurationUnit.YEARS else 1)


def fewest_days(duration: ContractDuration) -> int:
    """The days of `duration` counted from the start that makes it shortest: P1M has 28."""
    if duration.unit is DurationUnit.DAYS:
        return duration.count
    years, rest = divmod(whole_months(duration), 12)
    # No leap day lies between these starts and their ends.
    starts = [date(2025, number, 1) for number in range(1, 13)]
    return years * 365 + min((add_months(day, rest) - day).days for day in starts)
