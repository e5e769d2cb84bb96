"""ReportInstances: a seller tells which instances ran, and overage follows (R-326 to R-328)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from procurement.domain.errors import AgreementNotFound, InvalidInput, Problem, Unavailable
from procurement.domain.metering.instance_report import InstanceReport, hours_of_report
from procurement.domain.metering.limits import NO_LENIENCY
from procurement.domain.metering.tally import UsageStatus
from procurement.domain.metering.usage_entry import MAX_RECORDS
from procurement.service.caller import Caller
from procurement.service.metering.customers import Customers
from procurement.service.metering.meter_usage import meter_entries
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportedHour:
    """How many instances of a type ran in the hour from `hour` on, and what came of telling it."""

    instance_type: str
    hour: datetime
    running: int
    status: UsageStatus
    metering_record_id: str | None


def report_instances(
    agreement_id: str,
    report: InstanceReport,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    leniency: timedelta = NO_LENIENCY,
) -> tuple[ReportedHour, ...]:
    """Meter every hour of the report, 25 records in a transaction; a repeat goes on and ends.

    `AgreementNotFound` unless the caller sold it; `InvalidInput` for a product that is not paid by
    instance and hour, and with every problem of the report; `Unavailable` when a part of it lost
    every race: sending it again does the rest.
    """
    now = clock.now()
    with unit_of_work() as unit:
        agreement = unit.agreements.get_agreement(agreement_id)
        if agreement.proposer_account_id != caller.account_id:
            raise AgreementNotFound(agreement_id)
        customers = Customers.of([agreement], unit)
    tariff = customers.tariffs.get(agreement_id)
    if tariff is None or not tariff.counts_instances:
        message = "the product is not paid by instance type and hour: meter its usage instead"
        problem = Problem(
            field="agreementId", reason="UNSUPPORTED_ACTION", message=message, rule="R-326"
        )
        raise InvalidInput([problem])
    entries = hours_of_report(report, tariff, now, leniency)
    reported: list[ReportedHour] = []
    for start in range(0, len(entries), MAX_RECORDS):
        chunk = entries[start : start + MAX_RECORDS]
        metered = meter_entries(chunk, customers, caller, unit_of_work, now)
        if metered.unprocessed:
            raise Unavailable("not all hours of the report could be saved; send it again")
        for result in metered.results:
            entry = entries[result.index]
            reported.append(
                ReportedHour(
                    instance_type=entry.dimension,
                    hour=entry.hour,
                    running=int(entry.quantity),
                    status=result.status,
                    metering_record_id=result.metering_record_id,
                )
            )
    return tuple(reported)
