"""What raw items hold, for a verification that adds it up."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from procurement.adapters.dynamodb.charges import to_charge
from procurement.adapters.dynamodb.documents import from_document
from procurement.adapters.dynamodb.invoice_mapping import (
    EDITION,
    INVOICE,
    to_edition,
    to_former_invoice,
    to_invoice,
)
from procurement.adapters.dynamodb.invoices import SEQUENCE
from procurement.adapters.dynamodb.ledger import EVENT_PREFIX, to_event
from procurement.adapters.dynamodb.purchase_order_mapping import (
    HEADER,
    TOMBSTONE,
    to_purchase_order,
)
from procurement.adapters.dynamodb.runs import to_part, to_tally
from procurement.adapters.dynamodb.tables.agreements import ActiveAgreementsItem, AgreementItem
from procurement.adapters.dynamodb.tables.charges import ChargeItem
from procurement.adapters.dynamodb.tables.invoices import EditionItem, InvoiceItem, SequenceItem
from procurement.adapters.dynamodb.tables.ledger import EventItem
from procurement.adapters.dynamodb.tables.purchase_orders import PurchaseOrderItem, QuotaItem
from procurement.adapters.dynamodb.tables.runs import RunItem, RunPartItem, RunTallyItem
from procurement.domain.invoices.edition import content_sha256
from procurement.domain.marketplace.agreement import Agreement
from procurement.domain.month import Month
from procurement.domain.verification.books import (
    Content,
    Counts,
    StoredCharge,
    StoredEdition,
    StoredOrder,
    StoredPart,
    StoredRun,
    StoredSequence,
    StoredTally,
)
from procurement.domain.verification.difference import Key

Raw = dict[str, Any]

_COUNTED: Final = frozenset({"done", "failed", "invoices", "without_purchase_order"})


def content_of(key: Key, item: Raw) -> Content | None:
    """What the item holds; None for what is not added up.

    Whatever a mapping raises for an item that somebody wrote over passes on.
    """
    table, partition, entry = key
    match table:
        case "Charges":
            return None if partition.startswith("import#") else _charge(item)
        case "Agreements":
            return _AGREEMENTS[entry.partition("#")[0]](item) if _known(entry) else None
        case _:
            for begins, read in _BY_ENTRY.items():
                if (table, entry[: len(begins[1])]) == begins:
                    return read(item)
    return _run(key, item) if table == "Invoices" else None


def _known(entry: str) -> bool:
    return entry.partition("#")[0] in _AGREEMENTS


def _run(key: Key, item: Raw) -> Content | None:
    _, partition, _ = key
    if partition == "RUNS":
        run = RunItem.from_raw_data(item)
        settled = to_tally(run).settled if run.is_closed else None
        return StoredRun(planned=int(run.planned), settled=settled)
    if not partition.startswith("RUN#") or "#PLANNED" in partition:
        return None
    if "#TALLY" in partition:
        if lacking := _COUNTED - item.keys():
            raise ValueError(f"lacks {sorted(lacking)}")
        tally = RunTallyItem.from_raw_data(item)
        return StoredTally(tally=to_tally(tally), last_settled_at=tally.last_settled_at)
    part = RunPartItem.from_raw_data(item)
    return StoredPart(part=to_part(part, partition), settled_at=part.settled_at)


def _order(raw: Raw) -> Content:
    item = PurchaseOrderItem.from_raw_data(raw)
    return StoredOrder(
        order=to_purchase_order(item),
        total_value=item.summary.total_value,
        balance=item.summary.balance,
        line_item_count=int(item.summary.line_item_count),
        invoice_count=int(item.summary.invoice_count),
        listing=item.listing,
    )


def _charge(raw: Raw) -> Content:
    item = ChargeItem.from_raw_data(raw)
    return StoredCharge(charge=to_charge(item), due_shard=item.due_shard, due_sort=item.due_sort)


def _quota(raw: Raw) -> Content:
    item = QuotaItem.from_raw_data(raw)
    return Counts({Month.parse(month): int(count) for month, count in item.expiring.items()})


def _edition(raw: Raw) -> Content:
    item = EditionItem.from_raw_data(raw)
    former = to_former_invoice(item)
    return StoredEdition(
        edition=to_edition(item),
        invoice_id=former.invoice_id,
        content_sha256=content_sha256(former),
    )


def _sequence(raw: Raw) -> Content:
    item = SequenceItem.from_raw_data(raw)
    return StoredSequence(
        entity=item.entry.removeprefix(SEQUENCE),
        last=int(item.last),
        first_issued_at=item.first_issued_at,
        last_issued_at=item.last_issued_at,
    )


def _active(raw: Raw) -> Content:
    item = ActiveAgreementsItem.from_raw_data(raw)
    return Counts(
        {
            None if day == "-" else date.fromisoformat(day): int(count)
            for day, count in item.ending.items()
        }
    )


_BY_ENTRY: Final[dict[tuple[str, str], Callable[[Raw], Content]]] = {
    ("PurchaseOrders", HEADER): _order,
    ("PurchaseOrders", TOMBSTONE): _order,
    ("PurchaseOrders", "QUOTA"): _quota,
    ("Invoices", INVOICE): lambda raw: to_invoice(InvoiceItem.from_raw_data(raw)),
    ("Invoices", EDITION): _edition,
    ("Invoices", SEQUENCE): _sequence,
    ("Ledger", EVENT_PREFIX): lambda raw: to_event(EventItem.from_raw_data(raw)),
}
_AGREEMENTS: Final[dict[str, Callable[[Raw], Content]]] = {
    "AGREEMENT": lambda raw: from_document(AgreementItem.from_raw_data(raw).document, Agreement),
    "PRODUCT": _active,
}
