"""An agreement request: a quote for terms that a buyer wants, to be accepted or given up (R-250).

A request that no approval plan applies to is APPROVED at once. Others are a DRAFT until their
approvals are started (`request_approvals`), PENDING_APPROVAL until all plans have approved it, and
REJECTED when one has not. What is approved can be ACCEPTED; what is open, CANCELLED.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, NoReturn

from procurement.domain.charges.charge import Charge
from procurement.domain.errors import InvalidInput, Problem
from procurement.domain.marketplace.agreement import (
    Agreement,
    AgreementStatus,
    accept,
    charges_of,
)
from procurement.domain.marketplace.amendment import amendment_charges
from procurement.domain.marketplace.approval import (
    AgreementApproval,
    ApprovalStatus,
    ChargeReference,
)
from procurement.domain.marketplace.approval_plan import ApprovalPlan
from procurement.domain.marketplace.offer import Offer, OfferState
from procurement.domain.marketplace.product_type import ProductType
from procurement.domain.marketplace.requested_terms import (
    USAGE_OFFERS,
    RequestedTerm,
    choose_terms,
)
from procurement.domain.marketplace.term import TermSet

_OFFER: Final = "offer-"
_PROPOSAL: Final = "at-"

CANCEL_FIRST: Final = (ProductType.AMI_CONTRACT, ProductType.PROFESSIONAL_SERVICES)
"""Their agreements cannot be replaced: the old one is cancelled first (R-315)."""


class Intent(StrEnum):
    """agreement:Intent."""

    NEW = "NEW"
    AMEND = "AMEND"
    REPLACE = "REPLACE"


class RequestStatus(StrEnum):
    """agreement:AgreementRequestStatus."""

    DRAFT = "DRAFT"
    PENDING_APPROVAL = "PENDING_APPROVAL"
    APPROVED = "APPROVED"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    CANCELLED = "CANCELLED"


_MOVES: Final[Mapping[RequestStatus, frozenset[RequestStatus]]] = {
    RequestStatus.DRAFT: frozenset({RequestStatus.PENDING_APPROVAL, RequestStatus.CANCELLED}),
    RequestStatus.PENDING_APPROVAL: frozenset(
        {RequestStatus.APPROVED, RequestStatus.REJECTED, RequestStatus.CANCELLED}
    ),
    RequestStatus.APPROVED: frozenset({RequestStatus.ACCEPTED, RequestStatus.CANCELLED}),
}
"""All moves that there are; what is not in it is closed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreementRequest:
    """A quote: the `agreement` as it would be if it were accepted at `created_at`.

    `proposed` are the terms that it was chosen from: those of the offer, or of the agreement that
    `source` names when the intent is AMEND. `source` is the agreement as it stood then.

    `plans` of the payer `approver_account_id` have to approve it, each by one of the `approvals`
    once that is started. `references`
    are the purchase order numbers that were given on the way, the last for each charge (R-224).
    `is_test` marks a request that a procurement system in test mode looked at: it flows, but
    nothing is bought by it (R-263).
    """

    agreement_request_id: str
    intent: Intent
    agreement: Agreement
    offer_name: str
    proposed: TermSet
    source: Agreement | None = None
    status: RequestStatus = RequestStatus.APPROVED
    created_at: datetime
    approver_account_id: str | None = None
    plans: tuple[ApprovalPlan, ...] = ()
    approvals: tuple[AgreementApproval, ...] = ()
    references: tuple[ChargeReference, ...] = ()
    is_test: bool = False
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether something may still become of it."""
        return self.status in _MOVES

    @property
    def expected_charges(self) -> tuple[Charge, ...]:
        """The charges that acceptance will make, with the IDs that they will have."""
        if self.intent is Intent.AMEND and self.source:
            return amendment_charges(self.source, self.agreement, self.offer_name, self.created_at)
        return charges_of(self.agreement, self.offer_name)

    def accepted(self) -> "AgreementRequest":
        """The request whose agreement was made; `InvalidInput` unless it is approved."""
        return self.moved(RequestStatus.ACCEPTED)

    def cancelled(self, now: datetime) -> "AgreementRequest":
        """The request that its buyer gave up, open approvals with it.

        `InvalidInput` when it is closed already.
        """
        pending = ApprovalStatus.PENDING_APPROVAL
        approvals = (
            each.closed(ApprovalStatus.CANCELLED, now) if each.status_at(now) is pending else each
            for each in self.approvals
        )
        return replace(self.moved(RequestStatus.CANCELLED), approvals=tuple(approvals))

    def moved(self, status: RequestStatus) -> "AgreementRequest":
        """The next version, in that status.

        `InvalidInput` with PENDING_APPROVAL_AGREEMENT_REQUEST before it is approved, and with
        CLOSED_AGREEMENT_REQUEST when nothing follows any more.
        """
        if status not in _MOVES.get(self.status, ()):
            reason = (
                "PENDING_APPROVAL_AGREEMENT_REQUEST"
                if self.status in (RequestStatus.DRAFT, RequestStatus.PENDING_APPROVAL)
                else "CLOSED_AGREEMENT_REQUEST"
            )
            message = f"the agreement request is {self.status.lower()}"
            _refuse("agreementRequestId", reason, message)
        return replace(self, status=status, version=self.version + 1)


def proposal_id(offer_id: str) -> str:
    """The agreement:AgreementProposalId under which an offer is quoted and accepted."""
    return f"{_PROPOSAL}{offer_id.removeprefix(_OFFER)}"


def offer_of_proposal(identifier: str) -> str:
    """The ID of the offer that stands behind an agreement:AgreementProposalId."""
    return f"{_OFFER}{identifier.removeprefix(_PROPOSAL)}"


def agreement_id_parts(offer: Offer, terms: TermSet, acceptor_account_id: str) -> tuple[str, ...]:
    """What the ID of an agreement follows from: one per offer and buyer, so that a repeat meets it.

    A usage offer makes two: one for the usage, one for what is paid for a time (R-259).
    """
    is_second = offer.terms.product_type in USAGE_OFFERS and terms.usage_based is None
    is_second = is_second and offer.term_set.usage_based is not None
    parts = (offer.offer_id, acceptor_account_id)
    return (*parts, "upfront") if is_second else parts


def quote(
    offer: Offer,
    requested: Sequence[RequestedTerm],
    acceptor_account_id: str,
    *,
    now: datetime,
) -> TermSet:
    """The terms of the offer that are asked for, as `choose_terms` gives them.

    Raises `InvalidInput` with EXPIRED_AGREEMENT_PROPOSAL after the last day to accept, and with
    INVALID_AGREEMENT_PROPOSAL_IDENTIFIER for an offer that is not made to this account.
    """
    field = "agreementProposalIdentifier"
    state = offer.state_on(now.astimezone(UTC).date())
    is_target = acceptor_account_id in offer.terms.target_account_ids
    if not is_target or state is OfferState.DRAFT:
        message = "no such proposal is made to this account"
        _refuse(field, "INVALID_AGREEMENT_PROPOSAL_IDENTIFIER", message)
    if state is OfferState.EXPIRED:
        message = f"the offer could be accepted until {offer.terms.availability_end}"
        _refuse(field, "EXPIRED_AGREEMENT_PROPOSAL", message)
    return choose_terms(offer.term_set, requested, offer.terms.product_type, offer.terms.currency)


def check_unchanged(request: AgreementRequest, offer: Offer, *, now: datetime) -> None:
    """Raise `InvalidInput` when the offer changed, or expired, since the quote was made."""
    if offer.term_set != request.proposed:
        message = "the offer has changed since: make another request"
        _refuse("agreementRequestId", "SUPERSEDED_AGREEMENT_PROPOSAL", message)
    if offer.state_on(now.astimezone(UTC).date()) is OfferState.EXPIRED:
        message = f"the offer could be accepted until {offer.terms.availability_end}"
        _refuse("agreementRequestId", "EXPIRED_AGREEMENT_PROPOSAL", message)


def check_source(source: Agreement, intent: Intent, offer: Offer | None, now: datetime) -> None:
    """Raise `InvalidInput` unless `intent` may act on the agreement `source`.

    It must be active (INACTIVE_AGREEMENT); a replacement must be for the same product from the same
    seller, of a kind that can be replaced (R-315, INCOMPATIBLE_AGREEMENT_REQUEST).
    """
    field = "sourceAgreementIdentifier"
    if source.status_on(now.astimezone(UTC).date()) is not AgreementStatus.ACTIVE:
        _refuse(field, "INACTIVE_AGREEMENT", "the agreement is no longer active")
    if intent is not Intent.REPLACE or offer is None:
        return
    if (source.product_id, source.proposer_account_id) != (
        offer.terms.product_id,
        offer.proposer_account_id,
    ):
        message = "is for another product, or from another seller"
        _refuse(field, "INCOMPATIBLE_AGREEMENT_REQUEST", message)
    if source.product_type in CANCEL_FIRST:
        message = f"an agreement for {source.product_type} is cancelled before another is made"
        _refuse(field, "INCOMPATIBLE_AGREEMENT_REQUEST", message, "R-315")


def promise(
    offer: Offer,
    terms: TermSet,
    acceptor_account_id: str,
    *,
    agreement_id: str,
    source: Agreement | None,
    now: datetime,
) -> Agreement:
    """The agreement as it would be if the quote were accepted now."""
    agreement, _ = accept(
        offer,
        acceptor_account_id=acceptor_account_id,
        payer_account_id=acceptor_account_id,
        agreement_id=agreement_id,
        terms=terms,
        now=now,
    )
    if source is None:
        return agreement
    initial = source.initial_agreement_id or source.agreement_id
    return replace(agreement, initial_agreement_id=initial)


def _refuse(field: str, reason: str, message: str, rule: str = "R-250") -> NoReturn:
    raise InvalidInput([Problem(field=field, reason=reason, message=message, rule=rule)])
