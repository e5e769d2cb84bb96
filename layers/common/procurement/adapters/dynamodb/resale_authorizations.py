"""Authorizations to resell in DynamoDB, each one document beside offers and agreements."""

from typing import Final

from procurement.adapters.dynamodb.attributes import instant
from procurement.adapters.dynamodb.documents import from_document, to_document
from procurement.adapters.dynamodb.paging import Listing
from procurement.adapters.dynamodb.tables.agreements import AgreementItem
from procurement.adapters.dynamodb.transaction import Transaction, lost, translated
from procurement.domain.errors import AlreadyExists
from procurement.domain.marketplace.resale_authorization import (
    AuthorizationStatus,
    ResaleAuthorization,
)
from procurement.service.ports.page import Page

_AUTHORIZATION: Final = "AUTHORIZATION"
_TYPE: Final = "ResaleAuthorization"


class DynamoResaleAuthorizations:
    """`service.ports.ResaleAuthorizations` on the Agreements table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def find(self, authorization_id: str) -> ResaleAuthorization | None:
        """One strongly consistent read."""
        try:
            with translated():
                item = AgreementItem.get(authorization_id, _AUTHORIZATION, consistent_read=True)
        except AgreementItem.DoesNotExist:
            return None
        return from_document(item.document, ResaleAuthorization)

    def add(self, authorization: ResaleAuthorization) -> None:
        """Put it if its ID is free."""
        self._transaction.put(
            _item(authorization),
            condition=AgreementItem.resource_id.does_not_exist(),
            on_failure=lambda: AlreadyExists(
                f"resale authorization {authorization.authorization_id} exists already",
                resource_type=_TYPE,
                resource_id=authorization.authorization_id,
            ),
        )

    def save(self, before: ResaleAuthorization, after: ResaleAuthorization) -> None:
        """Put it over the version that it was decided on."""
        self._transaction.put(
            _item(after),
            condition=AgreementItem.version == before.version,
            on_failure=lost(_TYPE, before.authorization_id),
        )

    def hold(self, authorization: ResaleAuthorization) -> None:
        """Check its version without writing it."""
        self._transaction.check(
            AgreementItem,
            authorization.authorization_id,
            _AUTHORIZATION,
            condition=AgreementItem.version == authorization.version,
            on_failure=lost(_TYPE, authorization.authorization_id),
        )

    def page(
        self, account_id: str, *, is_manufacturer: bool, limit: int, token: str | None
    ) -> Page[ResaleAuthorization]:
        """One query of the proposer or the acceptor index, where they lie apart."""
        party = _party(account_id)
        attribute = "proposed_by" if is_manufacturer else "accepted_by"
        index = AgreementItem.by_proposer if is_manufacturer else AgreementItem.by_acceptor
        return Listing("resale-authorizations", (attribute, party)).page(
            self._transaction.page_tokens,
            token,
            lambda start: index.query(
                party, scan_index_forward=False, limit=limit, last_evaluated_key=start
            ),
            lambda item: from_document(item.document, ResaleAuthorization),
        )


def _item(authorization: ResaleAuthorization) -> AgreementItem:
    is_draft = authorization.status is AuthorizationStatus.DRAFT
    id_ = authorization.authorization_id
    return AgreementItem(
        id_,
        _AUTHORIZATION,
        proposed_by=_party(authorization.manufacturer_account_id),
        accepted_by=None if is_draft else _party(authorization.reseller_account_id),
        sorted_at=f"{instant(authorization.created_at)}#{id_}",
        version=authorization.version,
        document=to_document(authorization),
    )


def _party(account_id: str) -> str:
    """Where a party's authorizations lie in the indexes, apart from offers and agreements."""
    return f"{account_id}#AUTHORIZATIONS"
