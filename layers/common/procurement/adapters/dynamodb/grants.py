"""License grants in DynamoDB, each one document beside the agreements."""

from collections.abc import Iterator
from typing import Final

from procurement.adapters.dynamodb.attributes import instant
from procurement.adapters.dynamodb.documents import from_document, to_document
from procurement.adapters.dynamodb.paging import Listing
from procurement.adapters.dynamodb.tables.agreements import AgreementItem
from procurement.adapters.dynamodb.transaction import Transaction, lost, translated
from procurement.domain.errors import AlreadyExists, LicenseGrantNotFound
from procurement.domain.grants.license_grant import LicenseGrant
from procurement.service.ports.page import Page

_GRANT: Final = "GRANT"


class DynamoGrants:
    """`service.ports.Grants` on the Agreements table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def get(self, grant_id: str) -> LicenseGrant:
        """One strongly consistent read; `LicenseGrantNotFound` when it finds nothing."""
        try:
            with translated():
                item = AgreementItem.get(grant_id, _GRANT, consistent_read=True)
        except AgreementItem.DoesNotExist:
            raise LicenseGrantNotFound(grant_id) from None
        return _to_grant(item)

    def add(self, grant: LicenseGrant) -> None:
        """Put the grant if its ID is free."""
        self._transaction.put(
            _to_item(grant),
            condition=AgreementItem.resource_id.does_not_exist(),
            on_failure=lambda: AlreadyExists(
                f"license grant {grant.grant_id} exists already",
                resource_type="LicenseGrant",
                resource_id=grant.grant_id,
            ),
        )

    def save(self, before: LicenseGrant, after: LicenseGrant) -> None:
        """Put the grant over the version that it was decided on."""
        self._transaction.put(
            _to_item(after),
            condition=AgreementItem.version == before.version,
            on_failure=lost("LicenseGrant", before.grant_id),
        )

    def given_by(self, account_id: str, *, limit: int, token: str | None) -> Page[LicenseGrant]:
        """One query of the proposer index, where grants lie apart."""
        giver = _apart(account_id)
        return Listing("given-grants", ("proposed_by", giver)).page(
            self._transaction.page_tokens,
            token,
            lambda start: AgreementItem.by_proposer.query(
                giver, scan_index_forward=False, limit=limit, last_evaluated_key=start
            ),
            _to_grant,
        )

    def given_to(self, grantee: str) -> Iterator[LicenseGrant]:
        """One query of the acceptor index, where grants lie apart."""
        with translated():
            for item in AgreementItem.by_acceptor.query(_apart(grantee), scan_index_forward=False):
                yield _to_grant(item)


def _to_grant(item: AgreementItem) -> LicenseGrant:
    return from_document(item.document, LicenseGrant)


def _to_item(grant: LicenseGrant) -> AgreementItem:
    return AgreementItem(
        grant.grant_id,
        _GRANT,
        proposed_by=_apart(grant.granter_account_id),
        accepted_by=_apart(grant.principal.grantee),
        sorted_at=f"{instant(grant.created_at)}#{grant.grant_id}",
        version=grant.version,
        document=to_document(grant),
    )


def _apart(account_id: str) -> str:
    """Where an account's grants lie in the indexes, apart from its offers and agreements."""
    return f"{account_id}#GRANTS"
