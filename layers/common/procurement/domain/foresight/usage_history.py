"""What monthly usage has come to, as a range, and the charges that it may become again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final, Self

from procurement.domain.billing_settings.billing_settings import BillingSettings
from procurement.domain.charges.charge import Charge, ChargeKind, Timing
from procurement.domain.charges.standing import INVOICE_DAY
from procurement.domain.ids import derived_id
from procurement.domain.invoices.draft import Group
from procurement.domain.money import EXACT, rounded
from procurement.domain.month import Month, midnight, months

HISTORY_PERIODS: Final = 6
"""How many billing periods before the present one are looked back on."""

_PROJECTED: Final = "projected"


class Scenario(StrEnum):
    """How much usage a forecast supposes: the smallest month so far, the mean, or the largest."""

    LOW = "LOW"
    EXPECTED = "EXPECTED"
    HIGH = "HIGH"


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Stream:
    """Usage that comes back every month on an invoice of its own: a `Group` without its period."""

    receiver_account_id: str
    invoicing_entity: str
    kind: ChargeKind
    currency: str
    tax_registration_number: str = ""
    invoice_unit: str = ""
    bill_source: str = ""
    purchase_order_reference: str = ""

    @classmethod
    def of(cls, group: Group) -> Self:
        """The stream that an invoice of this group belongs to."""
        return cls(
            receiver_account_id=group.receiver_account_id,
            invoicing_entity=group.invoicing_entity,
            kind=group.kind,
            currency=group.currency,
            tax_registration_number=group.tax_registration_number,
            invoice_unit=group.invoice_unit,
            bill_source=group.bill_source,
            purchase_order_reference=group.purchase_order_reference,
        )


@dataclass(frozen=True, slots=True)
class Usage:
    """What a stream comes to in one month, in its currency."""

    before_tax: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        """Tax included, which is what a purchase order is booked with (R-143)."""
        return EXACT.add(self.before_tax, self.tax)

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(EXACT.add(self.before_tax, other.before_tax), EXACT.add(self.tax, other.tax))

    def __sub__(self, other: "Usage") -> "Usage":
        return Usage(
            EXACT.subtract(self.before_tax, other.before_tax), EXACT.subtract(self.tax, other.tax)
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class BilledUsage:
    """One invoice or credit memo of monthly usage, or one charge that will be on it."""

    stream: Stream
    billing_period: Month
    usage: Usage


@dataclass(frozen=True, kw_only=True, slots=True)
class UsageRange:
    """What one stream came to in the months `first` to `last`: smallest, mean and largest.

    All three are rounded to the currency's minor unit. Months after `last` are to be projected.
    """

    stream: Stream
    first: Month
    last: Month
    low: Usage
    expected: Usage
    high: Usage

    def in_scenario(self, scenario: Scenario) -> Usage:
        """What a month is supposed to come to."""
        match scenario:
            case Scenario.LOW:
                return self.low
            case Scenario.EXPECTED:
                return self.expected
            case Scenario.HIGH:
                return self.high


def history_periods(now: datetime) -> tuple[Month, Month]:
    """The first and the last billing period that count as history: the six before this month."""
    present = Month.of(now)
    return present.plus(-HISTORY_PERIODS), present.plus(-1)


def open_usage(charges: Iterable[Charge], settings: BillingSettings) -> Iterator[BilledUsage]:
    """What open charges of monthly usage add to their months, in the units of these settings."""
    for charge in charges:
        if charge.kind.is_monthly:
            yield BilledUsage(
                stream=Stream.of(Group.of(charge, settings)),
                billing_period=charge.billing_period,
                usage=Usage(charge.amount, charge.tax),
            )


def usage_ranges(billed: Iterable[BilledUsage], now: datetime) -> tuple[UsageRange, ...]:
    """The range of every stream of an account, from what was billed in `history_periods`, and from
    what open charges will add there.

    - Everything in one month adds up, credit memos too; a month that comes to less than nothing
      counts as nothing. No currency is ever converted: each makes a stream of its own.
    - A month without usage counts as nothing once the stream has begun, so usage that pauses or
      ends lowers the range. Last month is no such month while the account knows of no usage in it.
    - The month in which a stream began may be a part of one: it is left out as soon as there is
      another with usage. At the beginning of the history nobody can tell, and it counts.
    - A stream that came to nothing throughout is not listed.
    """
    begin, end = history_periods(now)
    by_month: dict[Stream, dict[Month, Usage]] = defaultdict(dict)
    for each in billed:
        if begin <= each.billing_period <= end:
            of_stream = by_month[each.stream]
            so_far = of_stream.get(each.billing_period, Usage())
            of_stream[each.billing_period] = so_far + each.usage
    is_told = any(end in of_stream for of_stream in by_month.values())
    last = end if is_told else end.plus(-1)
    found = (_range(stream, by_month[stream], begin, last) for stream in sorted(by_month))
    return tuple(each for each in found if each.high.total > 0)


def projected_charges(
    ranges: Iterable[UsageRange],
    scenario: Scenario,
    known: Iterable[Charge],
    settings: BillingSettings,
    last_period: Month,
) -> Iterator[Charge]:
    """Hypothetical charges for the usage of every month until `last_period`, as exports make them.

    What is `known` of a stream's month is part of it: only what is missing to the scenario's amount
    is projected, and nothing when more is known.
    """
    so_far: dict[tuple[Stream, Month], Usage] = {}
    for billed in open_usage(known, settings):
        key = billed.stream, billed.billing_period
        so_far[key] = so_far.get(key, Usage()) + billed.usage
    for each in ranges:
        for period in months(each.last.plus(1), last_period):
            told = so_far.get((each.stream, period), Usage())
            missing = each.in_scenario(scenario) - told
            if missing.total > 0:
                yield _charge(each.stream, period, missing, settings)


def is_projected(charge: Charge) -> bool:
    """Whether the charge is only supposed, not known."""
    return charge.charge_id.startswith(_PROJECTED)


def _range(stream: Stream, usage: Mapping[Month, Usage], begin: Month, last: Month) -> UsageRange:
    began = min(usage)
    counted = list(months(began, last))
    if began > begin and len(usage) > 1:
        counted = counted[1:]
    found = [_not_below_nothing(usage.get(month, Usage())) for month in counted]
    return UsageRange(
        stream=stream,
        first=counted[0],
        last=last,
        low=_rounded(min(found, key=_total), stream.currency),
        expected=_rounded(_mean(found), stream.currency),
        high=_rounded(max(found, key=_total), stream.currency),
    )


def _total(usage: Usage) -> Decimal:
    return usage.total


def _not_below_nothing(usage: Usage) -> Usage:
    return usage if usage.total > 0 else Usage()


def _mean(found: Sequence[Usage]) -> Usage:
    whole, count = sum(found, Usage()), Decimal(len(found))
    return Usage(EXACT.divide(whole.before_tax, count), EXACT.divide(whole.tax, count))


def _rounded(usage: Usage, currency: str) -> Usage:
    return Usage(rounded(usage.before_tax, currency), rounded(usage.tax, currency))


def _charge(stream: Stream, period: Month, usage: Usage, settings: BillingSettings) -> Charge:
    due_on = period.plus(1).first_day + timedelta(days=INVOICE_DAY - 1)
    return Charge(
        collection_id=stream.receiver_account_id,
        charge_id=derived_id(_PROJECTED, str(period), *astuple(stream)),
        receiver_account_id=stream.receiver_account_id,
        subscriber_account_id=_user(stream, period, settings),
        bill_source=stream.bill_source or None,
        invoicing_entity=stream.invoicing_entity,
        kind=stream.kind,
        timing=Timing.BILLING_PERIOD,
        currency=stream.currency,
        amount=usage.before_tax,
        tax=usage.tax,
        billing_period=period,
        due_at=midnight(due_on),
        description=f"Projected usage of {period}",
        tax_registration_number=stream.tax_registration_number or None,
        purchase_order_reference=stream.purchase_order_reference or None,
    )


def _user(stream: Stream, period: Month, settings: BillingSettings) -> str:
    """An account of the stream's invoice unit, so that the charge falls into that unit."""
    for unit in settings.invoice_units.as_of(period.last_instant).units:
        if unit.name == stream.invoice_unit and unit.linked_accounts:
            return unit.linked_accounts[0]
    return stream.receiver_account_id
