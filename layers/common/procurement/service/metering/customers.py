"""Whose usage a record tells: the agreement of the seller that was in force in that hour."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from procurement.domain.marketplace.agreement import Agreement
from procurement.domain.metering.tariff import Tariff, counts_instances
from procurement.domain.metering.usage_entry import CheckedEntry
from procurement.service.marketplace.dependent_agreement import second_agreement_id
from procurement.service.ports.unit_of_work import UnitOfWork

NOBODY: Final[Mapping[str, Sequence[str]]] = {}


@dataclass(frozen=True, slots=True)
class Customers:
    """The agreements that the records of one request name, by ID or by customer and product."""

    agreements: Mapping[str, Agreement]
    tariffs: Mapping[str, Tariff]
    by_customer: Mapping[str, Sequence[str]]

    @classmethod
    def read(
        cls,
        entries: Sequence[CheckedEntry],
        product_id: str | None,
        seller_account_id: str,
        unit: UnitOfWork,
    ) -> Self:
        """One batch for the named ones, and a query for each customer that is known by account.

        The query is eventually consistent. Agreements of other sellers are as if not there.
        """
        ids = {entry.agreement_id for entry in entries if entry.agreement_id}
        named = dict(unit.agreements.find_agreements(ids)) if ids else {}
        by_customer: dict[str, Sequence[str]] = {}
        for customer in sorted({c for e in entries if not e.agreement_id for c in _customer(e)}):
            bought = unit.agreements.every_agreement(customer, is_proposer=False)
            found = {a.agreement_id: a for a in bought if a.product_id == product_id}
            by_customer[customer] = sorted(found)
            named.update(found)
        own = [a for a in named.values() if a.proposer_account_id == seller_account_id]
        return cls.of(own, unit, by_customer)

    @classmethod
    def of(
        cls,
        agreements: Sequence[Agreement],
        unit: UnitOfWork,
        by_customer: Mapping[str, Sequence[str]] = NOBODY,
    ) -> Self:
        """Those who bought by these agreements of one seller.

        One more batch if some of them count instances, for what second agreements include (R-259).
        """
        held = {agreement.agreement_id: agreement for agreement in agreements}
        second_ids = {id_: second_agreement_id(a) for id_, a in held.items() if counts_instances(a)}
        seconds = unit.agreements.find_agreements(set(second_ids.values())) if second_ids else {}
        tariffs = {}
        for agreement_id, agreement in held.items():
            tariff = Tariff.of(agreement, seconds.get(second_ids.get(agreement_id, "")))
            if tariff is not None:
                tariffs[agreement_id] = tariff
        return cls(held, tariffs, by_customer)

    def tariff_of(self, entry: CheckedEntry) -> Tariff | None:
        """The terms that price the entry; None when the customer is not subscribed in its hour."""
        return next(self._in_force(entry), None)

    def agreement_id_of(self, entry: CheckedEntry) -> str | None:
        """The agreement that the entry is counted for; None without one."""
        tariff = self.tariff_of(entry)
        return tariff.agreement_id if tariff else None

    def _in_force(self, entry: CheckedEntry) -> Iterator[Tariff]:
        ids = [entry.agreement_id] if entry.agreement_id else self._of_customer(entry)
        for agreement_id in ids:
            tariff = self.tariffs.get(agreement_id)
            if tariff is None or not tariff.in_force.touches(entry.hour):
                continue
            customer = self.agreements[agreement_id].acceptor_account_id
            if entry.customer_account_id in (None, customer):
                yield tariff

    def _of_customer(self, entry: CheckedEntry) -> Sequence[str]:
        return self.by_customer.get(entry.customer_account_id or "", ())


def _customer(entry: CheckedEntry) -> list[str]:
    return [entry.customer_account_id] if entry.customer_account_id else []
