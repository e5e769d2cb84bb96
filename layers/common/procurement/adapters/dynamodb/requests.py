"""Requests of sellers in DynamoDB: each lies beside its agreement, and with each of its parties."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar, Final, Generic, Protocol, TypeVar

from procurement.adapters.dynamodb.attributes import instant
from procurement.adapters.dynamodb.documents import from_document, to_document
from procurement.adapters.dynamodb.paging import Listing
from procurement.adapters.dynamodb.tables.agreements import AgreementItem, RequestItem
from procurement.adapters.dynamodb.transaction import Transaction, lost, translated
from procurement.domain.errors import AlreadyExists, NotFound
from procurement.service.ports.after_sale import Unfinished, UnfinishedRequest
from procurement.service.ports.page import Page

CANCELLATION: Final = "CANCELLATION#"
PAYMENT: Final = "PAYMENT#"
ADJUSTMENT: Final = "ADJUSTMENT#"

_KINDS: Final = {
    CANCELLATION: Unfinished.CANCELLATION,
    PAYMENT: Unfinished.PAYMENT,
    ADJUSTMENT: Unfinished.ADJUSTMENT,
}
UNFINISHED: Final = "REQUESTS"
"""The one partition of the index of unfinished requests: they are few, and their order counts."""


class _Request(Protocol):
    """What is needed of a request to store it."""

    @property
    def request_id(self) -> str: ...
    @property
    def agreement_id(self) -> str: ...
    @property
    def proposer_account_id(self) -> str: ...
    @property
    def acceptor_account_id(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def come_back_at(self) -> datetime | None: ...
    @property
    def revision(self) -> int: ...


R = TypeVar("R", bound=_Request)


class DynamoRequests(Generic[R]):
    """Requests of one kind on the Agreements table."""

    prefix: ClassVar[str]
    resource_type: ClassVar[str]
    not_found: ClassVar[type[NotFound]]
    kind: type[R]

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def find(self, agreement_id: str, request_id: str) -> R | None:
        """One strongly consistent read."""
        try:
            with translated():
                item = RequestItem.get(agreement_id, self.prefix + request_id, consistent_read=True)
        except RequestItem.DoesNotExist:
            return None
        return from_document(item.document, self.kind)

    def get(self, agreement_id: str, request_id: str) -> R:
        """One strongly consistent read; the kind's own error when it finds nothing."""
        found = self.find(agreement_id, request_id)
        if found is None:
            raise self.not_found(request_id)
        return found

    def of_agreement(self, agreement_id: str, *, limit: int, token: str | None) -> Page[R]:
        """One strongly consistent query of the agreement's partition."""
        return Listing(self.prefix, ("resource_id", agreement_id)).page(
            self._transaction.page_tokens,
            token,
            lambda start: RequestItem.query(
                agreement_id,
                RequestItem.part.startswith(self.prefix),
                consistent_read=True,
                limit=limit,
                last_evaluated_key=start,
            ),
            lambda item: from_document(item.document, self.kind),
        )

    def of_party(
        self, account_id: str, *, is_proposer: bool, limit: int, token: str | None
    ) -> Page[R]:
        """One query of the proposer or the acceptor index, newest first."""
        party = self.prefix + account_id
        attribute = "proposed_by" if is_proposer else "accepted_by"
        query = AgreementItem.by_proposer.query if is_proposer else AgreementItem.by_acceptor.query
        return Listing(self.prefix, (attribute, party)).page(
            self._transaction.page_tokens,
            token,
            lambda start: query(
                party, scan_index_forward=False, limit=limit, last_evaluated_key=start
            ),
            lambda item: from_document(item.document, self.kind),
        )

    def add(self, request: R) -> None:
        """Put it if its ID is free."""
        self._transaction.put(
            self._to_item(request),
            condition=RequestItem.resource_id.does_not_exist(),
            on_failure=lambda: AlreadyExists(
                f"{self.resource_type} {request.request_id} exists already",
                resource_type=self.resource_type,
                resource_id=request.request_id,
            ),
        )

    def save(self, request: R) -> None:
        """Put it over the revision that it was decided on."""
        self._transaction.put(
            self._to_item(request),
            condition=RequestItem.version == request.revision,
            on_failure=lost(self.resource_type, request.request_id),
        )

    def _to_item(self, request: R) -> RequestItem:
        part, revision = self.prefix + request.request_id, request.revision + 1
        return RequestItem(
            request.agreement_id,
            part,
            proposed_by=self.prefix + request.proposer_account_id,
            accepted_by=self.prefix + request.acceptor_account_id,
            sorted_at=f"{instant(request.created_at)}#{request.request_id}",
            awaited_in=UNFINISHED if request.come_back_at else None,
            awaited_at=awaited_at(request.come_back_at, part),
            version=revision,
            document={**to_document(request), "revision": revision},
        )


class DynamoUnfinishedRequests:
    """`service.ports.UnfinishedRequests` on the sparse index of what awaits somebody."""

    def until(self, now: datetime) -> Iterator[UnfinishedRequest]:
        """One query, keys only."""
        with translated():
            found = AgreementItem.awaiting.query(
                UNFINISHED, AgreementItem.awaited_at <= instant(now) + "~"
            )
            for item in found:
                prefix, _, request_id = item.part.partition("#")
                yield UnfinishedRequest(
                    kind=_KINDS[f"{prefix}#"],
                    agreement_id=item.resource_id,
                    request_id=request_id,
                )


def awaited_at(at: datetime | None, part: str) -> str | None:
    """The index's sort key for a request that has to be looked at again then; none for never."""
    return f"{instant(at)}#{part}" if at else None
