"""What the changes of one set make of one offer, judged together once all of them are made.

An offer is judged by the rules that hold however it is made (R-271 to R-304, R-312, R-330); each
finding becomes an error of the change that brought it about.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Final, Protocol, TypeAlias

from procurement.domain.catalog.change import Change, ChangeError
from procurement.domain.catalog.entity_types import ChangeType
from procurement.domain.catalog.offer_draft import OfferDraft, pricing_currency
from procurement.domain.errors import InvalidInput, Problem, Problems
from procurement.domain.marketplace.offer import Offer, OfferState, draft_offer
from procurement.domain.marketplace.release_rules import ReleaseGround
from procurement.domain.marketplace.resale_authorization import ResaleAuthorization
from procurement.domain.marketplace.resale_offer import check_resold

Numbered: TypeAlias = tuple[int, Change]
"""A change with its place in the set, from 0."""

OfferEntity: TypeAlias = Offer | OfferDraft
"""An offer of the catalog, complete or not."""


class Grounds(Protocol):
    """Finds what offers are judged by beside themselves."""

    def of(self, offer: Offer) -> ReleaseGround:
        """The buyers of an offer, and the authorization that it rests on."""

    def authorization(self, authorization_id: str) -> ResaleAuthorization | None:
        """The authorization with this ID, if the seller may use it."""


_OWNERS: Final = {
    "productId": ChangeType.CREATE_OFFER,
    "productType": ChangeType.CREATE_OFFER,
    "resaleAuthorizationId": ChangeType.CREATE_RESOLD_OFFER,
    "markupPercentage": ChangeType.UPDATE_MARKUP,
    "name": ChangeType.UPDATE_INFORMATION,
    "targetAccountIds": ChangeType.UPDATE_TARGETING,
    "availabilityEndDate": ChangeType.UPDATE_AVAILABILITY,
    "schedule": ChangeType.UPDATE_PAYMENT_SCHEDULE_TERMS,
    "netPaymentTerm": ChangeType.UPDATE_PAYMENT_SCHEDULE_TERMS,
    "contractDuration": ChangeType.UPDATE_VALIDITY_TERMS,
    "validityTerm": ChangeType.UPDATE_VALIDITY_TERMS,
    "renewalTerm": ChangeType.UPDATE_RENEWAL_TERMS,
    "legalTerm": ChangeType.UPDATE_LEGAL_TERMS,
    "supportTerm": ChangeType.UPDATE_SUPPORT_TERMS,
}
"""Which type of change a field of an offer comes from; every other field is of its pricing."""

_NO_AUTHORIZATION: Final = Problem(
    field="resaleAuthorizationId",
    reason="INVALID_RESALE_AUTHORIZATION",
    message="there is no such authorization for this account",
    rule="R-303",
)
_FIELD: Final = re.compile("[A-Za-z]+")

_OF_TERMS: Final = frozenset(
    {
        ChangeType.UPDATE_MARKUP,
        ChangeType.UPDATE_PRICING_TERMS,
        ChangeType.UPDATE_VALIDITY_TERMS,
        ChangeType.UPDATE_PAYMENT_SCHEDULE_TERMS,
        ChangeType.UPDATE_LEGAL_TERMS,
        ChangeType.UPDATE_SUPPORT_TERMS,
        ChangeType.UPDATE_RENEWAL_TERMS,
    }
)


@dataclass(slots=True)
class Judged:
    """The offer as the changes leave it, or the errors of the changes by their places."""

    after: OfferEntity | None = None
    errors: defaultdict[int, list[ChangeError]] = field(default_factory=lambda: defaultdict(list))

    def refuse(self, index: int, problem: Problem) -> None:
        """Note a problem as an error of the change at that place."""
        where = f"{problem.field}: " if problem.field else ""
        self.errors[index].append(ChangeError(code=problem.reason, message=where + problem.message))


def judge_offer(
    before: OfferEntity | None,
    changes: Sequence[Numbered],
    proposer_account_id: str,
    grounds: Grounds,
    *,
    now: datetime,
) -> Judged:
    """Make the changes of one set to the offer, or to a new one of the seller.

    A draft may still lack parts unless it is released. A released offer takes another day of
    availability alone (R-312, R-313). What changes nothing leaves the very same offer.
    """
    judged = Judged()
    _check_revision(before, changes, judged)
    if isinstance(before, Offer) and before.state_on(_day(now)) is not OfferState.DRAFT:
        after: OfferEntity | None = _change_released(before, changes, judged, now)
    else:
        draft = _draft(before, changes, proposer_account_id, now)
        after = _change_draft(before, draft, changes, grounds, judged, now)
    if not judged.errors:
        judged.after = after
    return judged


def _check_revision(
    before: OfferEntity | None, changes: Sequence[Numbered], judged: Judged
) -> None:
    for index, change in changes:
        if change.revision is not None and before and change.revision != before.version:
            message = f"the revision of {before.offer_id} is {before.version}"
            problem = Problem(field="", reason="INVALID_ENTITY_REVISION", message=message)
            judged.refuse(index, problem)


def _change_released(
    offer: Offer, changes: Sequence[Numbered], judged: Judged, now: datetime
) -> Offer:
    after = offer
    for index, change in changes:
        said = change.request.offer
        change_type = ChangeType(change.request.change_type)
        if change_type is ChangeType.UPDATE_AVAILABILITY:
            try:
                after = after.extend_availability(said.availability_end or "", now=now)
            except InvalidInput as refused:
                for problem in refused.problems:
                    judged.refuse(index, problem)
        else:
            judged.refuse(index, _fixed(offer, change_type, change, now))
    return after


def _fixed(offer: Offer, change_type: ChangeType, change: Change, now: datetime) -> Problem:
    """Why a released offer does not take the change (R-301, R-312)."""
    state = offer.state_on(_day(now)).lower()
    reason = "INVALID_UPDATE_REQUEST"
    if change_type in _OF_TERMS:
        said = change.request.offer
        told = pricing_currency(said.terms) or said.payments_currency
        is_other = told not in (None, offer.terms.currency)
        reason = "INCOMPATIBLE_CURRENCY_CODE" if is_other else "INCOMPATIBLE_TERMS"
    message = f"the offer is {state}: only the end of its availability can change"
    return Problem(field="", reason=reason, message=message, rule="R-312")


def _change_draft(
    before: OfferEntity | None,
    draft: OfferDraft,
    changes: Sequence[Numbered],
    grounds: Grounds,
    judged: Judged,
    now: datetime,
) -> OfferEntity | None:
    by_type = {ChangeType(change.request.change_type): index for index, change in changes}
    made = dict(changes)
    for change_type in ChangeType:
        if change_type in by_type:
            draft = draft.with_change(made[by_type[change_type]])
    if draft.resale_authorization_id is not None:
        authorization = grounds.authorization(draft.resale_authorization_id)
        if authorization is None:
            judged.refuse(_owner(_NO_AUTHORIZATION, by_type), _NO_AUTHORIZATION)
            return None
        draft = draft.resold(authorization)
    release = by_type.get(ChangeType.RELEASE_OFFER)
    try:
        offer = _completed(draft, grounds, is_complete=release is not None, now=now)
    except InvalidInput as refused:
        may_lack = release is None and not isinstance(before, Offer)
        awaited = draft.awaited if may_lack else frozenset()
        found = [p for p in refused.problems if _root(p) not in awaited]
        for problem in found:
            judged.refuse(_owner(problem, by_type), problem)
        return None if found else replace(draft, version=draft.version + 1, updated_at=now)
    if isinstance(before, Offer) and _is_unchanged(before, offer):
        offer = before
    if release is None:
        return offer
    try:
        return offer.release(now=now, ground=grounds.of(offer))
    except InvalidInput as refused:
        for problem in refused.problems:
            judged.refuse(release, problem)
        return None


def _draft(
    before: OfferEntity | None,
    changes: Sequence[Numbered],
    proposer_account_id: str,
    now: datetime,
) -> OfferDraft:
    if isinstance(before, Offer):
        return OfferDraft.of(before)
    return before or OfferDraft(
        offer_id=changes[0][1].entity_id,
        proposer_account_id=proposer_account_id,
        created_at=now,
        updated_at=now,
    )


def _completed(draft: OfferDraft, grounds: Grounds, *, is_complete: bool, now: datetime) -> Offer:
    """The offer that the draft makes; `InvalidInput` with everything wrong and all that lacks."""
    details = draft.details(is_complete=is_complete)
    problems = Problems()
    told = draft.payments_currency
    if draft.payments is not None and told not in (None, details.currency):
        message = f"is {told}, but the offer is in {details.currency}"
        problems.add("schedule.currencyCode", "INVALID_CURRENCY_CODE", message, "R-301")
    try:
        offer = draft_offer(
            details,
            draft.payments,
            offer_id=draft.offer_id,
            proposer_account_id=draft.proposer_account_id,
            now=now,
        )
    except InvalidInput as refused:
        raise InvalidInput([*problems.found, *refused.problems]) from refused
    if offer.terms.resale is not None:
        authorization = grounds.authorization(offer.terms.resale.authorization_id)
        check_resold(offer.terms, offer.schedule, authorization, _day(now), problems)
    problems.raise_if_any()
    return replace(
        offer,
        description=draft.description,
        version=draft.version + 1,
        created_at=draft.created_at,
    )


def _is_unchanged(before: Offer, after: Offer) -> bool:
    return before == replace(after, version=before.version, updated_at=before.updated_at)


def _owner(problem: Problem, by_type: Mapping[ChangeType, int]) -> int:
    """The change that the problem comes from, else the release, else the first change."""
    owner = _OWNERS.get(_root(problem), ChangeType.UPDATE_PRICING_TERMS)
    for candidate in (owner, ChangeType.RELEASE_OFFER):
        if candidate in by_type:
            return by_type[candidate]
    return min(by_type.values())


def _root(problem: Problem) -> str:
    found = _FIELD.match(problem.field)
    return found[0] if found else ""


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()
