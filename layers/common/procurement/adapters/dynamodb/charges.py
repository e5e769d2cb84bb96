"""Charges in DynamoDB, with a sparse index of what is due."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final
from zlib import crc32

from procurement.adapters.dynamodb.attributes import instant
from procurement.adapters.dynamodb.documents import from_document, to_document
from procurement.adapters.dynamodb.paging import Listing, texts
from procurement.adapters.dynamodb.sifting import Sieve
from procurement.adapters.dynamodb.tables.charges import ChargeItem
from procurement.adapters.dynamodb.transaction import Transaction, translated
from procurement.domain.charges.charge import Charge, ChargeKind, ChargeState, Timing
from procurement.domain.charges.charge_query import ANY_CHARGE, ChargeQuery
from procurement.domain.charges.usage import UsageLine
from procurement.domain.errors import AlreadyExists, StaleChargeRevision
from procurement.domain.month import Month
from procurement.service.ports.page import Page

DUE_SHARDS: Final = 8
"""Partitions of the due index. One receiver's charges lie in one of them."""

MOST_READ: Final = 2_000
"""Charges looked through for one page at most, some 1.4 MB in half a dozen requests."""


class DynamoCharges:
    """`service.ports.Charges` on the Charges table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def find(self, collection_id: str, charge_id: str) -> Charge | None:
        """One strongly consistent read."""
        try:
            with translated():
                return to_charge(ChargeItem.get(collection_id, charge_id, consistent_read=True))
        except ChargeItem.DoesNotExist:
            return None

    def agreement_of(self, account_id: str, charge_id: str) -> str | None:
        """One query of the subscriber index."""
        with translated():
            for item in ChargeItem.by_subscriber.query(
                account_id, ChargeItem.listed_as == charge_id
            ):
                return item.collection_id
        return None

    def get_many(self, keys: Sequence[tuple[str, str]]) -> Sequence[Charge]:
        """Batches of up to 100, strongly consistent."""
        with translated():
            found = ChargeItem.batch_get(list(dict.fromkeys(keys)), consistent_read=True)
            return [to_charge(item) for item in found]

    def of_collection(self, collection_id: str) -> Iterator[Charge]:
        """One strongly consistent query."""
        with translated():
            for item in ChargeItem.query(collection_id, consistent_read=True):
                yield to_charge(item)

    def with_prefix(self, collection_id: str, prefix: str) -> Sequence[Charge]:
        """One strongly consistent range query."""
        with translated():
            found = ChargeItem.query(
                collection_id, ChargeItem.charge_id.startswith(prefix), consistent_read=True
            )
            return [to_charge(item) for item in found]

    def page(
        self,
        collection_id: str,
        *,
        limit: int,
        token: str | None,
        wanted: ChargeQuery | None = None,
    ) -> Page[Charge]:
        """Strongly consistent queries, at most `MOST_READ` charges."""
        return _sieve(wanted).page(
            _listing("collection_id", collection_id, wanted),
            self._transaction.page_tokens,
            token,
            ChargeItem,
            lambda start, size: ChargeItem.query(
                collection_id, consistent_read=True, page_size=size, last_evaluated_key=start
            ),
            limit,
        )

    def page_of_subscriber(
        self,
        account_id: str,
        *,
        limit: int,
        token: str | None,
        wanted: ChargeQuery | None = None,
    ) -> Page[Charge]:
        """Queries of the subscriber index, at most `MOST_READ` charges."""
        return _sieve(wanted, "listed_for", "listed_as").page(
            _listing("listed_for", account_id, wanted),
            self._transaction.page_tokens,
            token,
            ChargeItem,
            lambda start, size: ChargeItem.by_subscriber.query(
                account_id, page_size=size, last_evaluated_key=start
            ),
            limit,
        )

    def open_in(self, collection_id: str, due_by: datetime) -> Sequence[Charge]:
        """One strongly consistent query of the sparse open index."""
        with translated():
            found = ChargeItem.open.query(
                collection_id, ChargeItem.due_sort <= _up_to(due_by), consistent_read=True
            )
            return [to_charge(item) for item in found]

    def receivers_due(self, due_by: datetime) -> Mapping[str, Sequence[str]]:
        """One query per shard."""
        found: dict[str, dict[str, None]] = {}
        for shard in range(DUE_SHARDS):
            with translated():
                results = ChargeItem.due.query(
                    str(shard),
                    ChargeItem.due_sort <= _up_to(due_by),
                    attributes_to_get=["receiver_account_id", "collection_id"],
                )
                for item in results:
                    found.setdefault(item.receiver_account_id, {})[item.collection_id] = None
        return {receiver: tuple(collections) for receiver, collections in found.items()}

    def open_collections_of(self, account_id: str, due_by: datetime) -> Sequence[str]:
        """One query of the receiver's sparse index, keys only."""
        with translated():
            found = ChargeItem.open_by_receiver.query(
                account_id, ChargeItem.due_sort <= _up_to(due_by)
            )
            return list(dict.fromkeys(item.collection_id for item in found))

    def add(self, charge: Charge) -> None:
        """Put it if it is not there."""
        self._transaction.put(
            _to_item(charge),
            condition=ChargeItem.collection_id.does_not_exist(),
            on_failure=lambda: AlreadyExists(
                f"charge {charge.charge_id!r} exists already",
                resource_type="Charge",
                resource_id=charge.charge_id,
            ),
        )

    def save(self, before: Charge, after: Charge) -> None:
        """Put it over the revision that it was decided on."""
        self._transaction.put(
            _to_item(after),
            condition=ChargeItem.revision == before.revision,
            on_failure=_stale(before),
        )

    def remove(self, charge: Charge) -> None:
        """Delete it at the revision that it was decided on."""
        self._transaction.delete(
            _to_item(charge),
            condition=ChargeItem.revision == charge.revision,
            on_failure=_stale(charge),
        )


def _sieve(wanted: ChargeQuery | None, *keys: str) -> Sieve[Charge]:
    return Sieve(
        keys=("collection_id", "charge_id", *keys),
        convert=to_charge,
        most_read=MOST_READ,
        is_wanted=(wanted or ANY_CHARGE).finds,
    )


def _listing(key: str, value: str, wanted: ChargeQuery | None) -> Listing:
    return Listing("charges", (key, value), repr(wanted) if wanted else "")


def _up_to(due_by: datetime) -> str:
    return instant(due_by) + "~"


def _stale(charge: Charge) -> Callable[[], StaleChargeRevision]:
    return lambda: StaleChargeRevision(
        f"charge {charge.charge_id} is no longer at revision {charge.revision}",
        resource_type="Charge",
        resource_id=charge.charge_id,
    )


def _to_item(charge: Charge) -> ChargeItem:
    is_listed = charge.agreement_id is not None
    number, count = charge.installment or (None, None)
    return ChargeItem(
        charge.collection_id,
        charge.charge_id,
        due_shard=_shard(charge.receiver_account_id) if charge.is_awaited else None,
        due_sort=f"{instant(charge.due_at)}#{charge.charge_id}" if charge.is_awaited else None,
        listed_for=charge.subscriber_account_id if is_listed else None,
        listed_as=charge.charge_id if is_listed else None,
        receiver_account_id=charge.receiver_account_id,
        subscriber_account_id=charge.subscriber_account_id,
        invoicing_entity=charge.invoicing_entity,
        kind=charge.kind.value,
        timing=charge.timing.value,
        currency=charge.currency,
        amount=charge.amount,
        tax=charge.tax,
        billing_period=charge.billing_period,
        due_at=charge.due_at,
        description=charge.description,
        charge_date=charge.charge_date,
        revision=charge.revision,
        state=charge.state.value,
        agreement_id=charge.agreement_id,
        agreement_type=charge.agreement_type,
        installment_number=number,
        installment_count=count,
        purchase_order_reference=charge.purchase_order_reference,
        purchase_order_line=charge.purchase_order_line,
        net_payment_days=charge.net_payment_days,
        tax_registration_number=charge.tax_registration_number,
        source=charge.source,
        invoice_id=charge.invoice_id,
        claimed_by=charge.claimed_by,
        bill_source=charge.bill_source,
        last_period=charge.last_period,
        late_periods=[str(period) for period in charge.late_periods] or None,
        usage=to_document(charge.usage) if charge.usage else None,
    )


def _shard(account_id: str) -> str:
    return str(crc32(account_id.encode()) % DUE_SHARDS)


def to_charge(item: ChargeItem) -> Charge:
    """The charge that an item holds."""
    is_installment = item.installment_number is not None
    return Charge(
        collection_id=item.collection_id,
        charge_id=item.charge_id,
        receiver_account_id=item.receiver_account_id,
        subscriber_account_id=item.subscriber_account_id,
        invoicing_entity=item.invoicing_entity,
        kind=ChargeKind(item.kind),
        timing=Timing(item.timing),
        currency=item.currency,
        amount=item.amount,
        tax=item.tax,
        billing_period=item.billing_period,
        due_at=item.due_at,
        description=item.description,
        charge_date=item.charge_date,
        revision=int(item.revision),
        state=ChargeState(item.state),
        agreement_id=item.agreement_id,
        agreement_type=item.agreement_type,
        installment=(
            (int(item.installment_number), int(item.installment_count)) if is_installment else None
        ),
        purchase_order_reference=item.purchase_order_reference,
        purchase_order_line=item.purchase_order_line,
        net_payment_days=None if item.net_payment_days is None else int(item.net_payment_days),
        tax_registration_number=item.tax_registration_number,
        source=item.source,
        invoice_id=item.invoice_id,
        claimed_by=item.claimed_by,
        bill_source=item.bill_source,
        last_period=item.last_period,
        late_periods=tuple(Month.parse(text) for text in texts(item.late_periods or ())),
        usage=tuple(from_document(line, UsageLine) for line in item.usage or ()),
    )
