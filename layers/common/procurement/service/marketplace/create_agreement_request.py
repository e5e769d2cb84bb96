"""CreateAgreementRequest: a quote with the charges to expect (R-250)."""

from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from procurement.domain.errors import AlreadyExists, InvalidInput, OfferNotFound, Problem
from procurement.domain.events import EventType
from procurement.domain.ids import derived_id
from procurement.domain.marketplace.agreement import Agreement
from procurement.domain.marketplace.agreement_request import (
    AgreementRequest,
    Intent,
    agreement_id_parts,
    check_source,
    offer_of_proposal,
    promise,
    quote,
)
from procurement.domain.marketplace.amendment import amend
from procurement.domain.marketplace.offer import Offer
from procurement.domain.marketplace.requested_terms import USAGE_OFFERS, RequestedTerm
from procurement.service.approvals.required_plans import to_be_approved
from procurement.service.caller import Caller
from procurement.service.marketplace.record_request import record_request
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory


@dataclass(frozen=True, kw_only=True, slots=True)
class CreateAgreementRequest:
    """agreement:CreateAgreementRequestInput, without tax estimation and contact."""

    intent: Intent
    requested_terms: tuple[RequestedTerm, ...]
    source_agreement_identifier: str | None = None
    agreement_proposal_identifier: str | None = None
    client_token: str | None = None


def create_agreement_request(
    command: CreateAgreementRequest,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> AgreementRequest:
    """Quote for the calling buyer; nothing is bought.

    The same client token gives the same request again, or `AlreadyExists` when something else was
    asked for. `InvalidInput` with AWS's reasons: those of `quote`, `amend` and `check_source`,
    MISSING_ or INVALID_SOURCE_AGREEMENT_IDENTIFIER, MISSING_ or
    INVALID_AGREEMENT_PROPOSAL_IDENTIFIER, MISSING_USAGE_AGREEMENT (R-259).
    """
    now = clock.now()
    _check_identifiers(command)
    occasion = command.client_token or now.isoformat()
    request_id = derived_id("ar", caller.account_id, occasion)
    with unit_of_work() as unit:
        request = _request(command, request_id, caller.account_id, unit, now)
        try:
            unit.agreements.add_request(request)
            record_request(unit, EventType.AGREEMENT_REQUESTED, request, at=now, actor=caller.arn)
            unit.commit()
        except AlreadyExists:
            return _same(request, unit.agreements.get_request(request_id))
    return request


def _request(
    command: CreateAgreementRequest,
    request_id: str,
    account_id: str,
    unit: UnitOfWork,
    now: datetime,
) -> AgreementRequest:
    source = _source(command, account_id, unit)
    if command.intent is Intent.AMEND and source is not None:
        check_source(source, command.intent, None, now)
        offer = unit.agreements.get_offer(source.offer_id)
        agreement = amend(source, command.requested_terms, now=now)
        proposed = source.terms
    else:
        offer = _offer(command, unit)
        terms = quote(offer, command.requested_terms, account_id, now=now)
        parts = agreement_id_parts(offer, terms, account_id)
        if len(parts) > len((offer.offer_id, account_id)):
            _expect_usage_agreement(offer, account_id, unit)
        if source is not None:
            check_source(source, command.intent, offer, now)
        agreement = promise(
            offer,
            terms,
            account_id,
            agreement_id=derived_id("agmt", *parts),
            source=source,
            now=now,
        )
        proposed = offer.term_set
    request = AgreementRequest(
        agreement_request_id=request_id,
        intent=command.intent,
        agreement=agreement,
        offer_name=offer.terms.name,
        proposed=proposed,
        source=source,
        created_at=now,
    )
    return to_be_approved(request, unit)


def _check_identifiers(command: CreateAgreementRequest) -> None:
    needs_source = command.intent is not Intent.NEW
    needs_proposal = command.intent is not Intent.AMEND
    problems = []
    for field, subject, value, is_needed in (
        (
            "sourceAgreementIdentifier",
            "SOURCE_AGREEMENT_IDENTIFIER",
            command.source_agreement_identifier,
            needs_source,
        ),
        (
            "agreementProposalIdentifier",
            "AGREEMENT_PROPOSAL_IDENTIFIER",
            command.agreement_proposal_identifier,
            needs_proposal,
        ),
    ):
        if (value is not None) != is_needed:
            reason = f"{'MISSING' if is_needed else 'INVALID'}_{subject}"
            message = f"{'is required' if is_needed else 'is not given'} with {command.intent}"
            problems.append(Problem(field=field, reason=reason, message=message, rule="R-250"))
    if problems:
        raise InvalidInput(problems)


def _source(command: CreateAgreementRequest, account_id: str, unit: UnitOfWork) -> Agreement | None:
    identifier = command.source_agreement_identifier
    if identifier is None:
        return None
    source = unit.agreements.find_agreement(identifier)
    if source is None or source.acceptor_account_id != account_id:
        _refuse(
            "sourceAgreementIdentifier", "INVALID_SOURCE_AGREEMENT_IDENTIFIER", "does not exist"
        )
    return source


def _offer(command: CreateAgreementRequest, unit: UnitOfWork) -> Offer:
    try:
        offer_id = offer_of_proposal(command.agreement_proposal_identifier or "")
        return unit.agreements.get_offer(offer_id)
    except OfferNotFound:
        field, reason = "agreementProposalIdentifier", "INVALID_AGREEMENT_PROPOSAL_IDENTIFIER"
        _refuse(field, reason, "no such proposal is made to this account")


def _expect_usage_agreement(offer: Offer, account_id: str, unit: UnitOfWork) -> None:
    usage = unit.agreements.find_agreement(derived_id("agmt", offer.offer_id, account_id))
    if usage is None:
        message = f"an offer for {' or '.join(USAGE_OFFERS)} is accepted with its usage first"
        _refuse("requestedTerms", "MISSING_USAGE_AGREEMENT", message)


def _same(asked: AgreementRequest, present: AgreementRequest) -> AgreementRequest:
    if _gist(asked) != _gist(present):
        raise AlreadyExists(
            "the client token was used for another request",
            resource_type="AgreementRequest",
            resource_id=present.agreement_request_id,
        )
    return present


def _gist(request: AgreementRequest) -> tuple[object, ...]:
    return request.intent, request.agreement.agreement_id, request.agreement.terms


def _refuse(field: str, reason: str, message: str) -> NoReturn:
    raise InvalidInput([Problem(field=field, reason=reason, message=message, rule="R-250")])
