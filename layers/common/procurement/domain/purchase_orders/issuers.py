"""Who issues an account's invoices, and purchase orders that wait for somebody else (R-416)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Issuer:
    """An entity, and when it issued its first and its latest document to an account."""

    entity: str
    first_issued_at: datetime
    last_issued_at: datetime


def issuer_warnings(bill_from: Sequence[str], issuers: Iterable[Issuer]) -> Iterator[str]:
    """One for each entity of `bill_from` that fell silent before another one began to issue.

    That is how a seller of record that changed shows in what was issued. Purchase orders are not
    rewritten for it: invoices of the new entity just do not match those of the old one (R-416).
    """
    known = {issuer.entity: issuer for issuer in issuers}
    for entity in bill_from:
        former = known.get(entity)
        if former is None:
            continue
        later = sorted(
            issuer.entity
            for issuer in known.values()
            if issuer.first_issued_at > former.last_issued_at and issuer.entity not in bill_from
        )
        if later:
            yield (
                f"{entity} has issued no invoice since {', '.join(later)} began to: if the seller "
                "of record changed, its invoices take another purchase order"
            )
