"""Change sets, the entities they hold and incomplete offers in DynamoDB, beside the offers."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from procurement.adapters.dynamodb.attributes import instant
from procurement.adapters.dynamodb.documents import from_document, to_document
from procurement.adapters.dynamodb.tables.agreements import AgreementItem
from procurement.adapters.dynamodb.tables.catalog import ChangeSetItem, EntityLockItem
from procurement.adapters.dynamodb.transaction import Transaction, lost, translated
from procurement.domain.catalog.change_set import ChangeSet
from procurement.domain.catalog.offer_changes import OfferEntity
from procurement.domain.catalog.offer_draft import OfferDraft
from procurement.domain.errors import AlreadyExists, ChangeSetNotFound, ResourceInUse
from procurement.domain.marketplace.offer import Offer

_CHANGE_SET: Final = "CHANGE-SET"
_LOCK: Final = "CHANGE-SET-LOCK"
_DRAFT: Final = "OFFER-DRAFT"
_OFFER: Final = "OFFER"


class DynamoCatalog:
    """`service.ports.Catalog` on the Agreements table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def get_change_set(self, change_set_id: str) -> ChangeSet:
        """One strongly consistent read; `ChangeSetNotFound` when it finds nothing."""
        try:
            with translated():
                item = ChangeSetItem.get(change_set_id, _CHANGE_SET, consistent_read=True)
        except ChangeSetItem.DoesNotExist:
            raise ChangeSetNotFound(change_set_id) from None
        return from_document(item.document, ChangeSet)

    def add_change_set(self, change_set: ChangeSet) -> None:
        """Put the change set if its ID is free."""
        self._transaction.put(
            _change_set_item(change_set),
            condition=ChangeSetItem.resource_id.does_not_exist(),
            on_failure=lambda: AlreadyExists(
                "the client request token was used for another change set",
                resource_type="ChangeSet",
                resource_id=change_set.change_set_id,
            ),
        )

    def save_change_set(self, before: ChangeSet, after: ChangeSet) -> None:
        """Put the change set over the version that it was decided on."""
        self._transaction.put(
            _change_set_item(after),
            condition=ChangeSetItem.version == before.version,
            on_failure=lost("ChangeSet", before.change_set_id),
        )

    def change_sets_of(self, account_id: str, since: datetime) -> Iterator[ChangeSet]:
        """One query of the proposer index, where change sets lie apart, newest first."""
        with translated():
            for item in ChangeSetItem.by_starter.query(
                _starter(account_id),
                ChangeSetItem.sorted_at >= instant(since),
                scan_index_forward=False,
            ):
                yield from_document(item.document, ChangeSet)

    def hold_entity(self, entity_id: str, change_set_id: str) -> None:
        """Put the lock if there is none."""
        self._transaction.put(
            EntityLockItem(entity_id, _LOCK, change_set_id=change_set_id),
            condition=EntityLockItem.resource_id.does_not_exist(),
            on_failure=lambda: ResourceInUse(
                f"{entity_id} waits for another change set",
                resource_type="Entity",
                resource_id=entity_id,
            ),
        )

    def free_entity(self, entity_id: str, change_set_id: str) -> None:
        """Delete the lock if it is this change set's."""
        self._transaction.delete(
            EntityLockItem(entity_id, _LOCK),
            condition=EntityLockItem.change_set_id == change_set_id,
            on_failure=lost("Entity", entity_id),
        )

    def find_offer(self, offer_id: str) -> OfferEntity | None:
        """Two strongly consistent reads at most; one for an offer."""
        if item := _find(offer_id, _OFFER):
            return from_document(item.document, Offer)
        if item := _find(offer_id, _DRAFT):
            return from_document(item.document, OfferDraft)
        return None

    def add_draft(self, draft: OfferDraft) -> None:
        """Put the draft if its ID is free."""
        self._transaction.put(
            _draft_item(draft),
            condition=AgreementItem.resource_id.does_not_exist(),
            on_failure=lambda: AlreadyExists(
                f"offer {draft.offer_id} exists already",
                resource_type="Offer",
                resource_id=draft.offer_id,
            ),
        )

    def save_draft(self, before: OfferDraft, after: OfferDraft) -> None:
        """Put the draft over the version that it was decided on."""
        self._transaction.put(
            _draft_item(after),
            condition=AgreementItem.version == before.version,
            on_failure=lost("Offer", before.offer_id),
        )

    def drop_draft(self, draft: OfferDraft) -> None:
        """Delete the draft at the version that it was decided on."""
        self._transaction.delete(
            _draft_item(draft),
            condition=AgreementItem.version == draft.version,
            on_failure=lost("Offer", draft.offer_id),
        )

    def offers_of(self, account_id: str) -> Iterator[Offer]:
        """One query of the proposer index."""
        with translated():
            for item in AgreementItem.by_proposer.query(account_id, scan_index_forward=False):
                yield from_document(item.document, Offer)

    def drafts_of(self, account_id: str) -> Iterator[OfferDraft]:
        """One query of the proposer index, where drafts lie apart."""
        with translated():
            for item in AgreementItem.by_proposer.query(
                _drafter(account_id), scan_index_forward=False
            ):
                yield from_document(item.document, OfferDraft)


def _find(offer_id: str, part: str) -> AgreementItem | None:
    try:
        with translated():
            return AgreementItem.get(offer_id, part, consistent_read=True)
    except AgreementItem.DoesNotExist:
        return None


def _change_set_item(change_set: ChangeSet) -> ChangeSetItem:
    return ChangeSetItem(
        change_set.change_set_id,
        _CHANGE_SET,
        proposed_by=_starter(change_set.account_id),
        sorted_at=f"{instant(change_set.started_at)}#{change_set.change_set_id}",
        version=change_set.version,
        document=to_document(change_set),
    )


def _draft_item(draft: OfferDraft) -> AgreementItem:
    return AgreementItem(
        draft.offer_id,
        _DRAFT,
        proposed_by=_drafter(draft.proposer_account_id),
        sorted_at=f"{instant(draft.created_at)}#{draft.offer_id}",
        version=draft.version,
        document=to_document(draft),
    )


def _starter(account_id: str) -> str:
    """Where an account's change sets lie in the proposer index, apart from the offers."""
    return f"{account_id}#CHANGE-SETS"


def _drafter(account_id: str) -> str:
    """Where an account's incomplete offers lie in the proposer index."""
    return f"{account_id}#OFFER-DRAFTS"
