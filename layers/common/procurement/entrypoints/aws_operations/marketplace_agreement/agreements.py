"""Agreements as their parties see them."""

from datetime import UTC
from typing import Any, Final

from procurement.domain.marketplace.agreement import Agreement, AgreementStatus
from procurement.domain.marketplace.agreement_search import trial_ends_at
from procurement.domain.marketplace.renewal_standing import RenewalObstacle
from procurement.entrypoints.aws_operations.shapes import listed, read, shown
from procurement.entrypoints.aws_protocol.call import Call, Members
from procurement.entrypoints.schemas.agreements import (
    AgreementSummaryView,
    AgreementView,
    EndTimeBehaviorView,
    EntitlementsView,
    SearchAgreementsRequest,
)
from procurement.entrypoints.schemas.terms import views_of
from procurement.service.marketplace import cancel_agreement as cancelling
from procurement.service.marketplace import search_agreements as searching
from procurement.service.marketplace.read_agreements import get_agreement

MOST_TERMS: Final = 50

_RENEWABLE: Final = (
    None,
    RenewalObstacle.PROPOSER_OPTED_OUT,
    RenewalObstacle.ACCEPTOR_OPTED_OUT,
)
"""It renews, or would but for a party that opted out."""


def describe_agreement(request: Members, call: Call) -> Members:
    """One agreement of the caller."""
    agreement = _agreement(request, call)
    described = shown(AgreementView.of(agreement, call.now))
    trial_ends = trial_ends_at(agreement)
    return {
        **described,
        "endTimeBehavior": _end(agreement, described["endTimeBehavior"]),
        "freeTrialSummary": {"trialEndTime": trial_ends} if trial_ends else None,
    }


def search_agreements(request: Members, call: Call) -> Members:
    """The agreements that the caller proposed or accepted, by AWS's filters."""
    asked = read(SearchAgreementsRequest, request)
    page = searching.search_agreements(
        asked.to_filters(),
        (asked.sort.sort_by, asked.sort.sort_order),
        asked.max_results,
        asked.next_token,
        call.caller,
        call.unit_of_work,
        call.clock,
    )
    summaries = [_summary(agreement, call) for agreement in page.items]
    return {"agreementViewSummaries": summaries, "nextToken": page.next_token}


def cancel_agreement(request: Members, call: Call) -> Members:
    """The end of a usage agreement that the caller accepted (R-401, R-402)."""
    cancelling.cancel_agreement(request["agreementId"], call.caller, call.unit_of_work, call.clock)
    return {}


def get_agreement_terms(request: Members, call: Call) -> Members:
    """The terms that were accepted."""
    terms = [shown(term) for term in views_of(_agreement(request, call).terms)]
    page, token = listed(f"terms/{request['agreementId']}", terms, request, call, MOST_TERMS)
    return {"acceptedTerms": page, "nextToken": token}


def get_agreement_entitlements(request: Members, call: Call) -> Members:
    """What the agreement entitles to."""
    agreement = _agreement(request, call)
    held = shown(EntitlementsView.of(agreement, call.now))["agreementEntitlements"]
    name = f"entitlements/{agreement.agreement_id}"
    page, token = listed(name, held, request, call, MOST_TERMS)
    return {"agreementEntitlements": page, "nextToken": token}


def get_agreement_contacts(request: Members, call: Call) -> Members:
    """Nobody's contact is kept; AWS answers so, too, where it has none."""
    _agreement(request, call)
    return {}


def _agreement(request: Members, call: Call) -> Agreement:
    return get_agreement(request["agreementId"], call.caller, call.unit_of_work)


def _end(agreement: Agreement, behavior: dict[str, Any] | None) -> dict[str, Any] | None:
    """agreement:EndTimeBehavior, with the offer that a renewal follows from."""
    if behavior is None or agreement.renewal_obstacle not in _RENEWABLE:
        return behavior
    return {**behavior, "renewalSummary": {"offerId": agreement.offer_id}}


def _summary(agreement: Agreement, call: Call) -> dict[str, Any]:
    summary = shown(AgreementSummaryView.of(agreement, call.now))
    summary["freeTrialEndTime"] = trial_ends_at(agreement)
    status = agreement.status_on(call.now.astimezone(UTC).date())
    if status is AgreementStatus.ACTIVE and agreement.end_date is not None:
        behavior = EndTimeBehaviorView.of(agreement)
        summary["endTimeBehaviorType"] = behavior.type
        summary["endTimeBehaviorReasonCode"] = behavior.reason_code
    return summary
