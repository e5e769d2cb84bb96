"""How many active agreements an account has on a product, in DynamoDB (R-304)."""

from dataclasses import replace
from datetime import date
from typing import Final

from procurement.adapters.dynamodb.tables.agreements import ActiveAgreementsItem
from procurement.adapters.dynamodb.transaction import Transaction, lost, translated
from procurement.domain.marketplace.agreement_limits import ActiveAgreements

_ENDLESS: Final = "-"


def read_active(account_id: str, product_id: str) -> ActiveAgreements:
    """One strongly consistent read."""
    counts = ActiveAgreements(account_id=account_id, product_id=product_id)
    try:
        with translated():
            item = ActiveAgreementsItem.get(*_keys(counts), consistent_read=True)
    except ActiveAgreementsItem.DoesNotExist:
        return counts
    ending = {_day(text): int(count) for text, count in item.ending.items()}
    return replace(counts, ending=ending, revision=int(item.revision))


def stage_active(transaction: Transaction, counts: ActiveAgreements) -> None:
    """Put the count over the revision that it was read at."""
    present = ActiveAgreementsItem.revision == counts.revision
    missing = ActiveAgreementsItem.resource_id.does_not_exist()
    ending = {day.isoformat() if day else _ENDLESS: n for day, n in counts.ending.items()}
    transaction.put(
        ActiveAgreementsItem(*_keys(counts), ending=ending, revision=counts.revision + 1),
        condition=present if counts.revision else missing,
        on_failure=lost("ActiveAgreements", counts.account_id),
    )


def _keys(counts: ActiveAgreements) -> tuple[str, str]:
    return f"ACTIVE#{counts.account_id}", f"PRODUCT#{counts.product_id}"


def _day(text: str) -> date | None:
    return None if text == _ENDLESS else date.fromisoformat(text)
