"""Offers, agreements and requests for them in DynamoDB, each one document."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Final
from zlib import crc32

from procurement.adapters.dynamodb.active_agreements import read_active, stage_active
from procurement.adapters.dynamodb.approvals import approver
from procurement.adapters.dynamodb.attributes import instant
from procurement.adapters.dynamodb.documents import from_document, to_document
from procurement.adapters.dynamodb.paging import Listing
from procurement.adapters.dynamodb.sales import month_key, seller_key
from procurement.adapters.dynamodb.tables.agreements import AgreementItem
from procurement.adapters.dynamodb.transaction import Transaction, translated
from procurement.domain.errors import (
    AgreementNotFound,
    AgreementRequestNotFound,
    AlreadyExists,
    LostRace,
    OfferNotFound,
    StaleVersion,
)
from procurement.domain.marketplace.agreement import Agreement
from procurement.domain.marketplace.agreement_limits import ActiveAgreements
from procurement.domain.marketplace.agreement_request import AgreementRequest
from procurement.domain.marketplace.offer import Offer
from procurement.service.ports.page import Page

AWAITING_SHARDS: Final = 4
"""Partitions of the index of agreements that something happens to by itself."""

_OFFER: Final = "OFFER"
_AGREEMENT: Final = "AGREEMENT"
_REQUEST: Final = "REQUEST"


class DynamoAgreements:
    """`service.ports.Agreements` on the Agreements table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def find_offer(self, offer_id: str) -> Offer | None:
        """One strongly consistent read."""
        item = _find(offer_id, _OFFER)
        return from_document(item.document, Offer) if item else None

    def get_offer(self, offer_id: str) -> Offer:
        """One strongly consistent read; `OfferNotFound` when it finds nothing."""
        found = self.find_offer(offer_id)
        if found is None:
            raise OfferNotFound(offer_id)
        return found

    def find_agreement(self, agreement_id: str) -> Agreement | None:
        """One strongly consistent read."""
        item = _find(agreement_id, _AGREEMENT)
        return from_document(item.document, Agreement) if item else None

    def get_agreement(self, agreement_id: str) -> Agreement:
        """One strongly consistent read; `AgreementNotFound` when it finds nothing."""
        found = self.find_agreement(agreement_id)
        if found is None:
            raise AgreementNotFound(agreement_id)
        return found

    def find_agreements(self, agreement_ids: Collection[str]) -> Mapping[str, Agreement]:
        """One batch for up to 100, strongly consistent."""
        keys = [(agreement_id, _AGREEMENT) for agreement_id in sorted(set(agreement_ids))]
        with translated():
            found = AgreementItem.batch_get(keys, consistent_read=True)
            return {item.resource_id: from_document(item.document, Agreement) for item in found}

    def add_offer(self, offer: Offer) -> None:
        """Put the offer if its ID is free."""
        self._transaction.put(
            _offer_item(offer),
            condition=AgreementItem.resource_id.does_not_exist(),
            on_failure=lambda: AlreadyExists(
                f"offer {offer.offer_id} exists already",
                resource_type="Offer",
                resource_id=offer.offer_id,
            ),
        )

    def save_offer(self, before: Offer, after: Offer) -> None:
        """Put the offer over the version that it was decided on."""
        self._transaction.put(
            _offer_item(after),
            condition=AgreementItem.version == before.version,
            on_failure=lambda: _stale(before),
        )

    def hold_offer(self, offer: Offer) -> None:
        """Check the offer's version without writing it."""
        self._transaction.check(
            AgreementItem,
            offer.offer_id,
            _OFFER,
            condition=AgreementItem.version == offer.version,
            on_failure=lambda: _stale(offer),
        )

    def add_agreement(self, agreement: Agreement) -> None:
        """Put the agreement if its ID is free."""
        self._transaction.put(
            _agreement_item(agreement),
            condition=AgreementItem.resource_id.does_not_exist(),
            on_failure=lambda: AlreadyExists(
                f"agreement {agreement.agreement_id} exists already",
                resource_type="Agreement",
                resource_id=agreement.agreement_id,
            ),
        )

    def save_agreement(self, before: Agreement, after: Agreement) -> None:
        """Put the agreement over the version that it was decided on."""
        self._transaction.put(
            _agreement_item(after),
            condition=AgreementItem.version == before.version,
            on_failure=lambda: _lost("agreement", before.agreement_id),
        )

    def hold_agreement(self, agreement: Agreement) -> None:
        """Check the agreement's version without writing it."""
        self._transaction.check(
            AgreementItem,
            agreement.agreement_id,
            _AGREEMENT,
            condition=AgreementItem.version == agreement.version,
            on_failure=lambda: _lost("agreement", agreement.agreement_id),
        )

    def awaiting(self, now: datetime) -> Iterator[str]:
        """One query per shard of the sparse index, keys only."""
        for shard in range(AWAITING_SHARDS):
            with translated():
                found = AgreementItem.awaiting.query(
                    str(shard), AgreementItem.awaited_at <= f"{instant(now)}~"
                )
                for item in found:
                    yield item.resource_id

    def active(self, account_id: str, product_id: str) -> ActiveAgreements:
        """One strongly consistent read."""
        return read_active(account_id, product_id)

    def save_active(self, counts: ActiveAgreements) -> None:
        """Put the count over the revision that it was read at."""
        stage_active(self._transaction, counts)

    def get_request(self, request_id: str) -> AgreementRequest:
        """One strongly consistent read; `AgreementRequestNotFound` when it finds nothing."""
        item = _find(request_id, _REQUEST)
        if item is None:
            raise AgreementRequestNotFound(request_id)
        return from_document(item.document, AgreementRequest)

    def add_request(self, request: AgreementRequest) -> None:
        """Put the request if its ID is free."""
        self._transaction.put(
            _request_item(request),
            condition=AgreementItem.resource_id.does_not_exist(),
            on_failure=lambda: AlreadyExists(
                f"agreement request {request.agreement_request_id} exists already",
                resource_type="AgreementRequest",
                resource_id=request.agreement_request_id,
            ),
        )

    def save_request(self, before: AgreementRequest, after: AgreementRequest) -> None:
        """Put the request over the version that it was decided on."""
        self._transaction.put(
            _request_item(after),
            condition=AgreementItem.version == before.version,
            on_failure=lambda: _lost("agreement request", before.agreement_request_id),
        )

    def requests_of(
        self, account_id: str, *, limit: int, token: str | None
    ) -> Page[AgreementRequest]:
        """One query of the acceptor index, where requests lie apart, newest first."""
        requester = _requester(account_id)
        return Listing("agreement-requests", ("accepted_by", requester)).page(
            self._transaction.page_tokens,
            token,
            lambda start: AgreementItem.by_acceptor.query(
                requester, scan_index_forward=False, limit=limit, last_evaluated_key=start
            ),
            lambda item: from_document(item.document, AgreementRequest),
        )

    def every_agreement(self, account_id: str, *, is_proposer: bool) -> Iterator[Agreement]:
        """One query of the acceptor or the proposer index."""
        with translated():
            found = (
                AgreementItem.by_proposer.query(seller_key(account_id))
                if is_proposer
                else AgreementItem.by_acceptor.query(account_id)
            )
            for item in found:
                yield from_document(item.document, Agreement)

    def offers_of(self, account_id: str, *, limit: int, token: str | None) -> Page[Offer]:
        """One query of the proposer index, newest first."""
        return Listing("offers", ("proposed_by", account_id)).page(
            self._transaction.page_tokens,
            token,
            lambda start: AgreementItem.by_proposer.query(
                account_id, scan_index_forward=False, limit=limit, last_evaluated_key=start
            ),
            lambda item: from_document(item.document, Offer),
        )

    def agreements_of(self, account_id: str, *, limit: int, token: str | None) -> Page[Agreement]:
        """One query of the acceptor index, newest first."""
        return Listing("agreements", ("accepted_by", account_id)).page(
            self._transaction.page_tokens,
            token,
            lambda start: AgreementItem.by_acceptor.query(
                account_id, scan_index_forward=False, limit=limit, last_evaluated_key=start
            ),
            lambda item: from_document(item.document, Agreement),
        )


def _find(resource_id: str, part: str) -> AgreementItem | None:
    try:
        with translated():
            return AgreementItem.get(resource_id, part, consistent_read=True)
    except AgreementItem.DoesNotExist:
        return None


def _offer_item(offer: Offer) -> AgreementItem:
    return AgreementItem(
        offer.offer_id,
        _OFFER,
        proposed_by=offer.proposer_account_id,
        sorted_at=f"{instant(offer.created_at)}#{offer.offer_id}",
        version=offer.version,
        document=to_document(offer),
    )


def _agreement_item(agreement: Agreement) -> AgreementItem:
    at = agreement.last_update_time if agreement.is_settling else agreement.renews_at
    return AgreementItem(
        agreement.agreement_id,
        _AGREEMENT,
        accepted_by=agreement.acceptor_account_id,
        proposed_by=seller_key(agreement.proposer_account_id),
        sold_in=month_key(agreement) if agreement.schedule.installments else None,
        sorted_at=f"{instant(agreement.acceptance_time)}#{agreement.agreement_id}",
        awaited_in=_shard(agreement.agreement_id) if at else None,
        awaited_at=f"{instant(at)}#{agreement.agreement_id}" if at else None,
        version=agreement.version,
        document=to_document(agreement),
    )


def _request_item(request: AgreementRequest) -> AgreementItem:
    return AgreementItem(
        request.agreement_request_id,
        _REQUEST,
        accepted_by=_requester(request.agreement.acceptor_account_id),
        proposed_by=approver(request),
        sorted_at=f"{instant(request.created_at)}#{request.agreement_request_id}",
        version=request.version,
        document=to_document(request),
    )


def _shard(agreement_id: str) -> str:
    return str(crc32(agreement_id.encode()) % AWAITING_SHARDS)


def _requester(account_id: str) -> str:
    """Where a buyer's requests lie in the acceptor index, apart from the agreements."""
    return f"{account_id}#REQUESTS"


def _lost(kind: str, resource_id: str) -> LostRace:
    message = f"the {kind} was changed meanwhile"
    return LostRace(message, resource_type="Agreement", resource_id=resource_id)


def _stale(offer: Offer) -> StaleVersion:
    return StaleVersion(
        f"offer {offer.offer_id} is no longer at version {offer.version}",
        resource_type="Offer",
        resource_id=offer.offer_id,
    )
