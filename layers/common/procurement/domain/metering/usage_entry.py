"""What a seller sends to be metered, and everything that can be wrong with its form.

The names, limits and reasons are those of meteringmarketplace:BatchMeterUsage, where one bad record
refuses the whole request.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from procurement.domain.errors import Problems
from procurement.domain.ids import is_account_id, is_resource_id
from procurement.domain.metering.limits import is_too_late
from procurement.domain.metering.usage_record import UsageAllocation, hour_of

MAX_RECORDS: Final = 25
MAX_QUANTITY: Final = 2_147_483_647
MAX_ALLOCATIONS: Final = 2_500
MAX_TAGS: Final = 5
MAX_DIMENSION: Final = 255
MAX_TAG_TEXT: Final = 300_000
"""Characters of all tags of one record, which must fit into a stored item of 400 KB."""

MAX_TAG_TEXT_IN_ALL: Final = 1_000_000
"""Characters of all tags of a request: AWS takes requests of less than 1 MB."""

_DECIMAL: Final = re.compile(r"(0|[1-9][0-9]{0,9})(\.[0-9]{1,6})?")
_TAG: Final = re.compile(r"[a-zA-Z0-9+ \-=._:/@]+")
_MAX_KEY: Final = 100
_MAX_VALUE: Final = 256

_ROOT: Final = "UsageRecords"


@dataclass(frozen=True, kw_only=True, slots=True)
class AllocationEntry:
    """meteringmarketplace:UsageAllocation as it was sent."""

    quantity: int | None = None
    quantity_as_decimal: str | None = None
    tags: tuple[tuple[str | None, str | None], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class UsageEntry:
    """meteringmarketplace:UsageRecord as it was sent.

    Whose usage it is, is told by `agreement_id`, or by the customer's account together with the
    product of the request.
    """

    timestamp: datetime | None = None
    dimension: str | None = None
    agreement_id: str | None = None
    customer_account_id: str | None = None
    quantity: int | None = None
    quantity_as_decimal: str | None = None
    allocations: tuple[AllocationEntry, ...] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckedEntry:
    """The `index`-th entry of a request, well formed."""

    index: int
    hour: datetime
    dimension: str
    quantity: Decimal
    agreement_id: str | None
    customer_account_id: str | None
    allocations: tuple[UsageAllocation, ...]


def check_entries(
    entries: Sequence[UsageEntry], now: datetime, leniency: timedelta, product_id: str | None
) -> tuple[CheckedEntry, ...]:
    """The entries of one request; `InvalidInput` with every problem of all of them."""
    problems = Problems()
    if len(entries) > MAX_RECORDS:
        message = f"has {len(entries)} records, at most {MAX_RECORDS} are allowed"
        problems.add(_ROOT, "TOO_MANY_USAGE_RECORDS", message)
        problems.raise_if_any()
    checked = []
    for index, entry in enumerate(entries):
        path = field_of(index)
        _check_customer(path, entry, product_id, problems)
        _check_time(path, entry.timestamp, now, leniency, problems)
        if not entry.dimension or len(entry.dimension) > MAX_DIMENSION:
            message = f"is required, with at most {MAX_DIMENSION} characters"
            problems.add(f"{path}.Dimension", "INVALID_USAGE_DIMENSION", message)
        quantity = _quantity(
            path, "Quantity", entry.quantity, entry.quantity_as_decimal, problems, default=0
        )
        allocations = tuple(_allocations(path, entry, quantity, problems))
        if entry.timestamp and entry.dimension and quantity is not None:
            checked.append(
                CheckedEntry(
                    index=index,
                    hour=hour_of(entry.timestamp),
                    dimension=entry.dimension,
                    quantity=quantity,
                    agreement_id=entry.agreement_id,
                    customer_account_id=entry.customer_account_id,
                    allocations=allocations,
                )
            )
    if sum(map(_tag_text, entries)) > MAX_TAG_TEXT_IN_ALL:
        message = f"have more than {MAX_TAG_TEXT_IN_ALL} characters of tags in all"
        problems.add(_ROOT, "INVALID_USAGE_ALLOCATIONS", message)
    problems.raise_if_any()
    return tuple(checked)


def field_of(index: int) -> str:
    """The path of an entry in a request."""
    return f"{_ROOT}[{index}]"


def _check_customer(
    path: str, entry: UsageEntry, product_id: str | None, problems: Problems
) -> None:
    reason = "INVALID_CUSTOMER_IDENTIFIER"
    if entry.customer_account_id is not None and not is_account_id(entry.customer_account_id):
        problems.add(f"{path}.CustomerAWSAccountId", reason, "must be 12 digits")
    if entry.agreement_id is not None:
        if not is_resource_id(entry.agreement_id):
            message = "must be 1 to 64 letters, digits or _ / -"
            problems.add(f"{path}.AgreementId", "INVALID_AGREEMENT_ID", message)
    elif entry.customer_account_id is None or product_id is None:
        message = "is required, or CustomerAWSAccountId together with the request's ProductCode"
        problems.add(f"{path}.AgreementId", reason, message)


def _check_time(
    path: str,
    timestamp: datetime | None,
    now: datetime,
    leniency: timedelta,
    problems: Problems,
) -> None:
    field, reason = f"{path}.Timestamp", "TIMESTAMP_OUT_OF_BOUNDS"
    if timestamp is None:
        problems.add(field, "INVALID_TIMESTAMP", "is required")
    elif timestamp.tzinfo is None:
        problems.add(field, "INVALID_TIMESTAMP", "needs its time zone")
    elif timestamp > now:
        problems.add(field, reason, "lies in the future")
    elif is_too_late(timestamp, now, leniency):
        message = "is older than 24 hours, or of a month that ended more than 6 hours ago"
        problems.add(field, reason, message)


def _quantity(
    path: str,
    name: str,
    whole: int | None,
    decimal: str | None,
    problems: Problems,
    *,
    default: int | None = None,
) -> Decimal | None:
    """The quantity by whichever member tells it; None, and a problem noted, for none or both."""
    if whole is not None and decimal is not None:
        message = f"is given together with {name}AsDecimal"
        problems.add(f"{path}.{name}", "INVALID_QUANTITY", message)
    elif decimal is not None:
        if _DECIMAL.fullmatch(decimal):
            return Decimal(decimal)
        message = "must be a plain number with at most 10 digits before and 6 after the point"
        problems.add(f"{path}.{name}AsDecimal", "INVALID_QUANTITY", message)
    elif whole is None and default is None:
        problems.add(f"{path}.{name}", "INVALID_USAGE_ALLOCATIONS", "is required")
    elif 0 <= (found := (default or 0) if whole is None else whole) <= MAX_QUANTITY:
        return Decimal(found)
    else:
        message = f"must be 0 to {MAX_QUANTITY}"
        problems.add(f"{path}.{name}", "INVALID_QUANTITY", message)
    return None


def _allocations(
    path: str, entry: UsageEntry, quantity: Decimal | None, problems: Problems
) -> Iterator[UsageAllocation]:
    if entry.allocations is None:
        return
    field, reason = f"{path}.UsageAllocations", "INVALID_USAGE_ALLOCATIONS"
    if not 1 <= len(entry.allocations) <= MAX_ALLOCATIONS:
        message = f"has {len(entry.allocations)} entries, 1 to {MAX_ALLOCATIONS} are allowed"
        problems.add(field, reason, message)
        return
    if _tag_text(entry) > MAX_TAG_TEXT:
        problems.add(field, reason, f"has more than {MAX_TAG_TEXT} characters of tags")
        return
    found = []
    for index, allocation in enumerate(entry.allocations):
        place = f"{field}[{index}]"
        if (allocation.quantity_as_decimal is None) is not (entry.quantity_as_decimal is None):
            problems.add(place, reason, "uses another kind of quantity than its record")
        part = _quantity(
            place,
            "AllocatedUsageQuantity",
            allocation.quantity,
            allocation.quantity_as_decimal,
            problems,
        )
        tags = _tags(place, allocation, problems)
        if part is not None:
            found.append(UsageAllocation(quantity=part, tags=tags))
    if len({tuple(sorted(part.tags)) for part in found}) < len(found):
        problems.add(field, reason, "has the same set of tags twice")
    if quantity is not None and sum((p.quantity for p in found), Decimal(0)) != quantity:
        problems.add(field, reason, "does not add up to the record's quantity")
    yield from found


def _tags(
    path: str, allocation: AllocationEntry, problems: Problems
) -> tuple[tuple[str, str], ...]:
    tags = [(key or "", value or "") for key, value in allocation.tags]
    field, reason = f"{path}.Tags", "INVALID_TAG"
    if len(tags) > MAX_TAGS:
        problems.add(field, reason, f"has {len(tags)} tags, at most {MAX_TAGS} are allowed")
    elif len({key for key, _ in tags}) < len(tags):
        problems.add(field, reason, "has the same key twice")
    for key, value in tags[:MAX_TAGS]:
        if not _is_tag(key, _MAX_KEY) or not _is_tag(value, _MAX_VALUE):
            message = f"a key has 1 to {_MAX_KEY}, a value 1 to {_MAX_VALUE} characters"
            problems.add(field, reason, f"{message}: letters, digits, spaces, + - = . _ : / @")
    return tuple(tags)


def _is_tag(text: str, longest: int) -> bool:
    return len(text) <= longest and _TAG.fullmatch(text) is not None


def _tag_text(entry: UsageEntry) -> int:
    texts = (t for part in entry.allocations or () for tag in part.tags for t in tag)
    return sum(len(text or "") for text in texts)
