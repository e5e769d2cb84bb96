"""Stage what a tally counted: records, sums, and the closing that late ones ask for."""

from datetime import datetime

from procurement.domain.charges.standing import told_late
from procurement.domain.events import EventType
from procurement.domain.ids import derived_id
from procurement.domain.marketplace.expected_charges import USAGE, term_charge_id
from procurement.domain.metering.tally import Tally
from procurement.service.metering.customers import Customers
from procurement.service.ports.unit_of_work import UnitOfWork
from procurement.service.record import new_event


def stage_usage(
    tally: Tally, customers: Customers, unit: UnitOfWork, *, at: datetime, actor: str
) -> None:
    """Stage the new records with their months and an event for each agreement.

    For a month that was billed the agreement's standing charge gets one more closing, which the
    next run finds. At most four writes a record, so that 25 fit into a transaction.
    """
    for record in tally.added.values():
        unit.usage.add_record(record)
    for month in tally.changed.values():
        unit.usage.save_month(month)
    for agreement_id in sorted({agreement_id for agreement_id, _ in tally.changed}):
        _wake(agreement_id, tally, unit, at)
        _record(agreement_id, tally, customers, unit, at=at, actor=actor)


def _wake(agreement_id: str, tally: Tally, unit: UnitOfWork, at: datetime) -> None:
    months = tally.changed.values()
    late = [m.billing_period for m in months if m.agreement_id == agreement_id and m.closings]
    if not late:
        return
    charge_id = term_charge_id(agreement_id, USAGE)
    standing = unit.charges.find(agreement_id, charge_id)
    if standing is None:
        raise ValueError(f"agreement {agreement_id} has a closed month but no charge {charge_id}")
    after = standing
    for period in late:
        after = told_late(after, period, at)
    if after is not standing:
        unit.charges.save(standing, after)


def _record(
    agreement_id: str,
    tally: Tally,
    customers: Customers,
    unit: UnitOfWork,
    *,
    at: datetime,
    actor: str,
) -> None:
    agreement = customers.agreements[agreement_id]
    records = sorted(
        id_ for id_, record in tally.added.items() if record.agreement_id == agreement_id
    )
    unit.ledger.record(
        new_event(
            agreement.proposer_account_id,
            EventType.USAGE_METERED,
            f"agreement/{agreement_id}",
            at=at,
            actor=actor,
            occasion=derived_id("records", *records),
            detail={
                "agreementId": agreement_id,
                "acceptorAccountId": agreement.acceptor_account_id,
                "billingPeriods": [str(m) for a, m in sorted(tally.changed) if a == agreement_id],
                "records": len(records),
            },
        )
    )
