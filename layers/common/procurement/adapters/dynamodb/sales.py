"""Sellers' agreements in DynamoDB: where they lie in the indexes, and what a report reads there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from zlib import crc32

from procurement.adapters.dynamodb.attributes import instant
from procurement.adapters.dynamodb.documents import from_document
from procurement.adapters.dynamodb.paging import Listing
from procurement.adapters.dynamodb.tables.agreements import AgreementItem
from procurement.adapters.dynamodb.transaction import translated
from procurement.domain.marketplace.agreement import Agreement
from procurement.domain.month import Month
from procurement.service.ports.page import Page, PageTokens

MONTH_SHARDS: Final = 8
"""Partitions of a month in the index by month. One seller's agreements lie in one of them."""

_SOLD: Final = "#AGREEMENTS"
_OFFER: Final = "OFFER"


class DynamoSales:
    """`service.ports.Sales` on the Agreements table."""

    def __init__(self, page_tokens: PageTokens) -> None:
        self._page_tokens = page_tokens

    def sellers_in(self, month: Month) -> Iterator[str]:
        """One query per shard, each seller once."""
        for shard in range(MONTH_SHARDS):
            seen: set[str] = set()
            with translated():
                found = AgreementItem.by_month.query(
                    f"{month}#{shard}", attributes_to_get=["proposed_by"]
                )
                for item in found:
                    account_id = (item.proposed_by or "").removesuffix(_SOLD)
                    if account_id not in seen:
                        seen.add(account_id)
                        yield account_id

    def sold_in(self, account_id: str, month: Month) -> Iterator[Agreement]:
        """One range query of the proposer index, a page at a time."""
        first, following = month.starts_at, month.plus(1).starts_at
        with translated():
            found = AgreementItem.by_proposer.query(
                seller_key(account_id),
                AgreementItem.sorted_at.between(instant(first), instant(following)),
            )
            for item in found:
                yield from_document(item.document, Agreement)

    def page(self, account_id: str, *, limit: int, token: str | None) -> Page[Agreement]:
        """One query of the proposer index, newest first."""
        key = seller_key(account_id)
        return Listing("sold-agreements", ("proposed_by", key)).page(
            self._page_tokens,
            token,
            lambda start: AgreementItem.by_proposer.query(
                key, scan_index_forward=False, limit=limit, last_evaluated_key=start
            ),
            lambda item: from_document(item.document, Agreement),
        )

    def offer_names(self, offer_ids: Sequence[str]) -> Mapping[str, str]:
        """Batches of up to 100, of each offer no more than its document."""
        keys = [(offer_id, _OFFER) for offer_id in dict.fromkeys(offer_ids)]
        with translated():
            found = AgreementItem.batch_get(keys, attributes_to_get=["resource_id", "document"])
            return {item.resource_id: item.document["terms"]["name"] for item in found}


def seller_key(account_id: str) -> str:
    """Where a seller's agreements lie in the proposer index, apart from the offers."""
    return f"{account_id}{_SOLD}"


def month_key(agreement: Agreement) -> str:
    """Where an agreement lies in the index by month."""
    shard = crc32(agreement.proposer_account_id.encode()) % MONTH_SHARDS
    return f"{Month.of(agreement.acceptance_time)}#{shard}"
