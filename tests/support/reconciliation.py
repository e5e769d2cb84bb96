"""A real AWS account to compare with: its invoices, charges and agreements, plain until told
otherwise, and a fake of the whole account."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal

from procurement.domain.billing_settings.billing_settings import BillingSettings
from procurement.domain.errors import Conflict, LedgerlineError
from procurement.domain.month import Month
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.domain.reconciliation.aws_account import AwsAgreement, AwsCharge, AwsInvoice
from procurement.domain.reconciliation.books import Books
from procurement.domain.reconciliation.invoice_findings import Evidence
from procurement.domain.reconciliation.reference_plan import ReferenceChange
from tests.support.purchase_orders import ACCOUNT, EMEA, ENTITIES, INC, NOTHING_SET, money

AGREEMENT = "agmt-real1"


def printed(
    number: str | None = None,
    total: str = "100.00",
    *,
    invoice_id: str = "EUINUS27-1",
    month: str = "2027-01",
    issued: str = "2027-02-03",
    entity: str = INC,
    account: str = ACCOUNT,
    bill_type: str = "ANNIVERSARY",
    marketplace: bool = False,
    **others: object,
) -> AwsInvoice:
    """A real invoice that prints `number`: the monthly one of January unless told otherwise."""
    invoice = AwsInvoice(
        invoice_id=invoice_id,
        account_id=account,
        issued_at=datetime.fromisoformat(issued).replace(tzinfo=UTC),
        invoicing_entity=entity,
        billing_period=Month.parse(month),
        total=money(total),
        total_before_tax=money(total),
        bill_type=bill_type,
        billing_entity="AWS_MARKETPLACE" if marketplace else "AWS",
        purchase_order_number=number,
    )
    return replace(invoice, **others)  # type: ignore[arg-type]


def a_real_charge(
    charge_id: str = "ch-1",
    number: str | None = None,
    *,
    at: str | None = "2027-05-01",
    amount: str | None = "100.00",
    agreement_id: str = AGREEMENT,
    revision: int = 1,
) -> AwsCharge:
    """A charge that is still to come, of 100.00 USD in May."""
    return AwsCharge(
        charge_id=charge_id,
        revision=revision,
        agreement_id=agreement_id,
        currency="USD",
        amount=Decimal(amount) if amount else None,
        at=datetime.fromisoformat(at).replace(tzinfo=UTC) if at else None,
        purchase_order_reference=number,
    )


def books(*purchase_orders: PurchaseOrder, settings: BillingSettings = NOTHING_SET) -> Books:
    """What Ledgerline knows."""
    return Books(purchase_orders, settings, ENTITIES)


NO_EVIDENCE = Evidence(references={}, named=frozenset(), printed={})
"""No charges at all, and no other invoices."""


@dataclass
class FakeAwsAccount:
    """`service.ports.AwsAccount` in memory; `refusals` are raised by what is named there."""

    listed_invoices: list[AwsInvoice] = field(default_factory=list)
    listed_charges: list[AwsCharge] = field(default_factory=list)
    listed_agreements: list[AwsAgreement] = field(default_factory=list)
    refusals: dict[str, LedgerlineError] = field(default_factory=dict)
    calls: list[tuple[str, ...]] = field(default_factory=list)

    def invoices(self, account_id: str, start: datetime, end: datetime) -> Iterator[AwsInvoice]:
        self._refuse("invoices")
        for each in self.listed_invoices:
            if start <= each.issued_at < end:
                yield each

    def charges(self) -> Iterator[AwsCharge]:
        self._refuse("charges")
        yield from list(self.listed_charges)

    def agreements(self) -> Iterator[AwsAgreement]:
        self._refuse("agreements")
        yield from self.listed_agreements

    def set_references(self, changes: Sequence[ReferenceChange]) -> None:
        self._refuse("set_references")
        by_id = {each.charge_id: each for each in self.listed_charges}
        for change in changes:
            if by_id[change.charge_id].revision != change.revision:
                raise Conflict(
                    "the charge has another revision",
                    resource_type="Charge",
                    resource_id=change.charge_id,
                )
        self.calls.append(tuple(each.charge_id for each in changes))
        for change in changes:
            charge = by_id[change.charge_id]
            self.listed_charges[self.listed_charges.index(charge)] = replace(
                charge,
                purchase_order_reference=change.after,
                revision=charge.revision + 1,
            )

    def _refuse(self, what: str) -> None:
        if what in self.refusals:
            raise self.refusals[what]


def documented_account() -> FakeAwsAccount:
    """The account that the documentation tells of: a typo on an invoice, another on a charge."""
    invoice = printed(
        "PO-EUROPE-2O27", "119.00", invoice_id="EUINDE27-1001", entity=EMEA, account=ACCOUNT
    )
    charge = a_real_charge(
        "ch-europe0002", "PO-EUROPE-2072", amount="500.00", agreement_id="agmt-europe1", revision=3
    )
    agreement = AwsAgreement(
        agreement_id="agmt-europe1", status="ACTIVE", seller_account_id="444455556666"
    )
    return FakeAwsAccount([invoice], [charge], [agreement])
