"""What SearchAgreements looks for: AWS's filters, their combinations, and the order of results.

A seller combines the filters at will. A buyer may use those combinations only that AWS documents:
AgreementType alone or with one of ResourceIdentifier, ResourceType and OfferId; with Status, unless
there is a ResourceType; each of them with the end time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from procurement.domain.errors import Problems
from procurement.domain.ids import is_account_id
from procurement.domain.marketplace.agreement import Agreement, AgreementStatus
from procurement.domain.marketplace.contract_duration import ContractDuration
from procurement.domain.marketplace.expected_charges import PURCHASE_AGREEMENT
from procurement.domain.marketplace.product_type import RESOURCE_TYPES
from procurement.domain.month import midnight

MAX_FILTERS: Final = 10
ACCEPTOR: Final = "Acceptor"
PROPOSER: Final = "Proposer"

_TIMES: Final = (
    "BeforeEndTime",
    "AfterEndTime",
    "BeforeStartTime",
    "AfterStartTime",
    "BeforeLastUpdateTime",
    "AfterLastUpdateTime",
)
_SUBJECTS: Final = ("ResourceIdentifier", "ResourceType", "OfferId")
FILTERS: Final = (
    "PartyType",
    "AgreementType",
    "Status",
    "AcceptorAccountId",
    "InitialAgreementId",
    *_SUBJECTS,
    *_TIMES,
)
_OF_ACCEPTOR: Final = ("PartyType", "AgreementType", "Status", *_SUBJECTS, *_TIMES[:2])
_SORTS: Final = ("EndTime", "StartTime", "LastUpdateTime")
_END_OF_TIME: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchFilter:
    """agreement:Filter."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreementSearch:
    """A sound search: what each filter must be, and how the results are sorted."""

    is_proposer: bool
    wanted: tuple[tuple[str, str], ...]
    times: tuple[tuple[str, datetime], ...]
    sort_by: str
    is_descending: bool

    def finds(self, agreement: Agreement, today: date) -> bool:
        """Whether the agreement, as it stands that day, passes every filter."""
        held = {
            "AgreementType": agreement.agreement_type,
            "Status": agreement.status_on(today).value,
            "AcceptorAccountId": agreement.acceptor_account_id,
            "InitialAgreementId": agreement.initial_agreement_id or agreement.agreement_id,
            "ResourceIdentifier": agreement.product_id,
            "ResourceType": RESOURCE_TYPES[agreement.product_type],
            "OfferId": agreement.offer_id,
        }
        return all(held[name] == value for name, value in self.wanted) and all(
            _is_within(name, bound, agreement) for name, bound in self.times
        )

    def rank(self, agreement: Agreement) -> datetime:
        """The instant that the results are sorted by; no end lies after every end."""
        match self.sort_by:
            case "StartTime":
                return starts_at(agreement)
            case "LastUpdateTime":
                return agreement.last_update_time
            case _:
                return ends_at(agreement) or _END_OF_TIME


def read_search(
    filters: Sequence[SearchFilter], sort_by: str | None, sort_order: str | None
) -> AgreementSearch:
    """The search that was asked for, by end time and latest first unless told otherwise.

    Raises `InvalidInput` with every problem: MISSING_PARTY_TYPE, INVALID_PARTY_TYPE,
    INVALID_FILTERS, INVALID_FILTER_NAME, INVALID_FILTER_VALUES, UNSUPPORTED_FILTERS,
    INVALID_SORT_BY, INVALID_SORT_ORDER (agreement:ValidationExceptionReason).
    """
    problems = Problems()
    if len(filters) > MAX_FILTERS:
        message = f"has {len(filters)} entries, at most {MAX_FILTERS} are allowed"
        problems.add("filters", "INVALID_FILTERS", message)
        problems.raise_if_any()
    given: dict[str, str] = {}
    times: list[tuple[str, datetime]] = []
    for index, each in enumerate(filters):
        path = f"filters[{index}]"
        value = each.values[0] if len(each.values) == 1 else None
        if each.name not in FILTERS:
            message = f"must be one of {', '.join(FILTERS)}"
            problems.add(f"{path}.name", "INVALID_FILTER_NAME", message)
        elif each.name in given:
            problems.add(f"{path}.name", "INVALID_FILTERS", f"{each.name} is given twice")
        elif value is None:
            problems.add(f"{path}.values", "INVALID_FILTER_VALUES", "must have exactly one value")
        else:
            given[each.name] = value
            _read_value(path, each.name, value, times, problems)
    party = given.pop("PartyType", None)
    _check_combination(party, given, problems)
    sort = sort_by or "EndTime"
    if sort not in _SORTS or (party != PROPOSER and sort != "EndTime"):
        message = "must be EndTime; a proposer may sort by StartTime and LastUpdateTime, too"
        problems.add("sort.sortBy", "INVALID_SORT_BY", message)
    if sort_order not in (None, "ASCENDING", "DESCENDING"):
        problems.add("sort.sortOrder", "INVALID_SORT_ORDER", "must be ASCENDING or DESCENDING")
    problems.raise_if_any()
    return AgreementSearch(
        is_proposer=party == PROPOSER,
        wanted=tuple((name, value) for name, value in given.items() if name not in _TIMES),
        times=tuple(times),
        sort_by=sort,
        is_descending=sort_order != "ASCENDING",
    )


def starts_at(agreement: Agreement) -> datetime:
    """Its acceptance, or 00:00 UTC of the first day of a future dated one (R-251, R-257)."""
    first = datetime.combine(agreement.start_date, time.min, tzinfo=UTC)
    return max(agreement.acceptance_time, first)


def ends_at(agreement: Agreement) -> datetime | None:
    """23:59:59.999 UTC of its last day; None for pay-as-you-go (R-251, R-257)."""
    if agreement.end_date is None:
        return None
    return datetime.combine(agreement.end_date, time(23, 59, 59, 999_000), tzinfo=UTC)


def trial_ends_at(agreement: Agreement) -> datetime | None:
    """00:00 UTC of the day after its free trial; None without one."""
    trial = agreement.terms.free_trial
    if trial is None:
        return None
    last = ContractDuration.parse(trial.duration).last_day(agreement.start_date)
    return midnight(last + timedelta(days=1))


def _read_value(
    path: str, name: str, value: str, times: list[tuple[str, datetime]], problems: Problems
) -> None:
    message = None
    if name in _TIMES:
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            message = "must be an ISO 8601 date or instant"
        else:
            times.append((name, moment if moment.tzinfo else moment.replace(tzinfo=UTC)))
    elif name == "Status" and value not in AgreementStatus.__members__:
        message = f"must be one of {', '.join(AgreementStatus)}"
    elif name == "AcceptorAccountId" and not is_account_id(value):
        message = "must be an AWS account ID of 12 digits"
    elif name == "AgreementType" and value != PURCHASE_AGREEMENT:
        message = f"must be {PURCHASE_AGREEMENT}"
    elif name == "ResourceType" and value not in RESOURCE_TYPES.values():
        message = f"must be one of {', '.join(sorted({*RESOURCE_TYPES.values()}))}"
    if message:
        problems.add(f"{path}.values[0]", "INVALID_FILTER_VALUES", message)


def _check_combination(party: str | None, given: dict[str, str], problems: Problems) -> None:
    if party not in (ACCEPTOR, PROPOSER):
        reason = "INVALID_PARTY_TYPE" if party else "MISSING_PARTY_TYPE"
        message = f"a filter PartyType must say {ACCEPTOR} or {PROPOSER}"
        problems.add("filters", reason, message)
        return
    if "AgreementType" not in given:
        message = "a filter AgreementType is required"
        problems.add("filters", "UNSUPPORTED_FILTERS", message)
    if party == PROPOSER:
        return
    foreign = sorted(set(given) - set(_OF_ACCEPTOR))
    subjects = [name for name in _SUBJECTS if name in given]
    if foreign or len(subjects) > 1 or {"ResourceType", "Status"} <= set(given):
        named = ", ".join(foreign or subjects or sorted(given))
        message = f"an acceptor cannot combine the filters in this way: {named}"
        problems.add("filters", "UNSUPPORTED_FILTERS", message)


def _is_within(name: str, bound: datetime, agreement: Agreement) -> bool:
    if name.endswith("EndTime"):
        moment = ends_at(agreement)
    elif name.endswith("StartTime"):
        moment = starts_at(agreement)
    else:
        moment = agreement.last_update_time
    if moment is None:
        return False
    return moment < bound if name.startswith("Before") else moment > bound
