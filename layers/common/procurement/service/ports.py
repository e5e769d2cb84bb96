"""What the use cases need from the outside, in the words of the domain.

Reads are strongly consistent unless a method says otherwise. Writes are *staged* on a unit of work
and happen together, or not at all, in `commit`.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from procurement.domain.billing_settings.billing_settings import BillingSettings
    from procurement.domain.billing_settings.invoice_units import InvoiceUnit, InvoiceUnitNames
    from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
    from procurement.domain.billing_settings.payment_settings import PaymentSettings
    from procurement.domain.charges.charge import Charge
    from procurement.domain.charges.cost_export import CostExport, ImportRecord
    from procurement.domain.events import Event
    from procurement.domain.foresight.radar_subscription import RadarSubscription
    from procurement.domain.foresight.usage_history import BilledUsage
    from procurement.domain.invoices.billing_adjustment import AdjustmentStatus, BillingAdjustment
    from procurement.domain.invoices.edition import Edition
    from procurement.domain.invoices.invoice import Invoice
    from procurement.domain.invoices.run import Run, RunPart
    from procurement.domain.marketplace.agreement import Agreement
    from procurement.domain.marketplace.agreement_request import AgreementRequest
    from procurement.domain.marketplace.offer import Offer
    from procurement.domain.month import Month
    from procurement.domain.organizations.integration import MarketplaceIntegration
    from procurement.domain.organizations.membership import Membership
    from procurement.domain.organizations.organization import Organization, OrganizationAccount
    from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
    from procurement.domain.purchase_orders.quota import ActiveQuota
    from procurement.domain.purchase_orders.summary import PurchaseOrderQuery, PurchaseOrderSummary

T = TypeVar("T", covariant=True)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a listing and the opaque token of the next, None on the last."""

    items: Sequence[T]
    next_token: str | None = None


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""


class Accounts(Protocol):
    """Billing accounts, as far as this deployment must know of them."""

    def administrator_of(self, account_id: str) -> str | None:
        """The account that may act for this billing account, or None."""

    def administer(self, account_id: str, administrator: str) -> None:
        """Stage who may act for it; the commit raises `NotAllowed` when another one does."""


class Organizations(Protocol):
    """Organizations: who pays for whom."""

    def membership(self, account_id: str) -> Membership:
        """Where the account belongs and belonged."""

    def memberships(self, account_ids: Iterable[str]) -> Mapping[str, Membership]:
        """The membership of each of these accounts."""

    def managed_by(self, management_account_id: str) -> Organization | None:
        """The organization of a management account, or None."""

    def account(self, management_account_id: str, account_id: str) -> OrganizationAccount | None:
        """An account of the organization, or one invited to it, or None."""

    def page_of_accounts(
        self, management_account_id: str, *, limit: int, token: str | None
    ) -> Page[OrganizationAccount]:
        """One page of the organization's accounts, invited ones too, by ID."""

    def invitation(self, account_id: str, organization_id: str) -> OrganizationAccount | None:
        """The open invitation of the account to this organization, or None."""

    def page_of_invitations(
        self, account_id: str, *, limit: int, token: str | None
    ) -> Page[OrganizationAccount]:
        """One page of the account's open invitations, by organization."""

    def save(self, before: Organization | None, after: Organization) -> None:
        """Stage the organization; the commit raises `LostRace` unless `before` still stands."""

    def remove(self, organization: Organization) -> None:
        """Stage its end; the commit raises `LostRace` unless it still stands so."""

    def save_membership(self, before: Membership, after: Membership) -> None:
        """Stage the membership; the commit raises `LostRace` unless `before` still stands."""

    def hold_membership(self, membership: Membership) -> None:
        """Stage a check that it still stands; the commit raises `PayerChanged` otherwise."""

    def save_account(
        self, before: OrganizationAccount | None, after: OrganizationAccount | None
    ) -> None:
        """Stage an account of an organization, None for none, with its invitation.

        The commit raises `LostRace` unless `before` still stands.
        """


class PurchaseOrders(Protocol):
    """Purchase orders of an account, each one stored and saved as a whole."""

    def find(self, account_id: str, purchase_order_id: str) -> PurchaseOrder | None:
        """The purchase order, or None."""

    def get(self, account_id: str, purchase_order_id: str) -> PurchaseOrder:
        """The purchase order; `PurchaseOrderNotFound` otherwise."""

    def find_many(
        self, account_id: str, purchase_order_ids: Iterable[str]
    ) -> Sequence[PurchaseOrder]:
        """Those that exist, each once, in the order of their IDs as given."""

    def usable_from(self, account_id: str, period: Month) -> Sequence[PurchaseOrder]:
        """Every one that expires in `period` or later, suspended ones too (R-112, R-114)."""

    def page(
        self,
        account_id: str,
        query: PurchaseOrderQuery,
        *,
        now: datetime,
        limit: int,
        token: str | None,
    ) -> Page[PurchaseOrderSummary]:
        """What `query` asks for at `now`.

        A page holds fewer than `limit`, none even, when much had to be read to find them.
        """

    def expiring_in(self, month: Month) -> Iterator[PurchaseOrderSummary]:
        """Unsuspended ones of every account that expire in `month` and have contacts.

        Eventually consistent.
        """

    def naming_unit(self, account_id: str, invoice_unit: str) -> Sequence[PurchaseOrder]:
        """Every one, of any status, that names the invoice unit; the slow way, over all of them."""

    def quota(self, account_id: str) -> ActiveQuota:
        """The account's count of active purchase orders."""

    def add(self, purchase_order: PurchaseOrder) -> None:
        """Stage a new one; the commit raises `AlreadyExists` when its ID is taken."""

    def save(self, purchase_order: PurchaseOrder) -> None:
        """Stage a changed one; the commit raises `LostRace` when another write came between."""

    def remove(self, purchase_order: PurchaseOrder) -> None:
        """Stage its deletion; a tombstone under its key stays for later credit memos (R-071)."""

    def tombstone(self, account_id: str, key: str) -> PurchaseOrder | None:
        """The deleted purchase order that had this internal key, or None."""

    def save_tombstone(self, purchase_order: PurchaseOrder) -> None:
        """Stage what is booked on a deleted one; `LostRace` when another write came between."""

    def save_quota(self, quota: ActiveQuota) -> None:
        """Stage the count; the commit raises `LostRace` when another write came between (R-048)."""


class BillingSettingsStore(Protocol):
    """How accounts are billed: payment settings, invoice units, integration with Marketplace."""

    def of_account(self, account_id: str) -> BillingSettings:
        """Everything in one request; the names of the units are as old as any unit, or older."""

    def payment(self, account_id: str) -> PaymentSettings:
        """The payment settings; empty ones of version 0 when none were saved."""

    def integration(self, account_id: str) -> MarketplaceIntegration:
        """The account's integration with Marketplace; the deployment's default of version 0."""

    def unit_names(self, account_id: str) -> InvoiceUnitNames:
        """The names of the account's invoice units."""

    def unit(self, account_id: str, name: str) -> InvoiceUnit:
        """The invoice unit; `InvoiceUnitNotFound` otherwise."""

    def page_of_units(self, account_id: str, *, limit: int, token: str | None) -> Page[InvoiceUnit]:
        """One page of the account's invoice units, by name."""

    def save_payment(self, before: PaymentSettings, after: PaymentSettings) -> None:
        """Stage the payment settings; the commit raises `LostRace` unless `before` still stands."""

    def save_integration(
        self, before: MarketplaceIntegration, after: MarketplaceIntegration
    ) -> None:
        """Stage the integration; the commit raises `LostRace` unless `before` still stands."""

    def save_unit_names(self, names: InvoiceUnitNames) -> None:
        """Stage the names; the commit raises `LostRace` when another write came between."""

    def add_unit(self, unit: InvoiceUnit) -> None:
        """Stage a new unit; the commit raises `AlreadyExists` when its name is taken."""

    def save_unit(self, before: InvoiceUnit, after: InvoiceUnit) -> None:
        """Stage a changed unit; the commit raises `LostRace` unless `before` still stands."""

    def remove_unit(self, unit: InvoiceUnit) -> None:
        """Stage a unit's deletion; the commit raises `LostRace` unless it still stands so."""


class InvoicingEntitiesStore(Protocol):
    """The deployment's table of invoicing entities, once it differs from the one as shipped."""

    def find(self) -> InvoicingEntities | None:
        """The stored table, or None."""

    def save(self, before: InvoicingEntities, after: InvoicingEntities) -> None:
        """Stage the table; the commit raises `LostRace` unless `before` still is in force."""


class Agreements(Protocol):
    """Offers and the agreements they became."""

    def get_offer(self, offer_id: str) -> Offer:
        """The offer whoever asks; `OfferNotFound` otherwise."""

    def find_offer(self, offer_id: str) -> Offer | None:
        """The offer whoever asks, or None."""

    def get_agreement(self, agreement_id: str) -> Agreement:
        """The agreement whoever asks; `AgreementNotFound` otherwise."""

    def find_agreement(self, agreement_id: str) -> Agreement | None:
        """The agreement whoever asks, or None."""

    def add_offer(self, offer: Offer) -> None:
        """Stage a new offer; the commit raises `AlreadyExists` when its ID is taken."""

    def save_offer(self, before: Offer, after: Offer) -> None:
        """Stage a changed offer; the commit raises `StaleVersion` unless `before` still stands."""

    def hold_offer(self, offer: Offer) -> None:
        """Stage a check that the offer still has this version when the commit happens."""

    def add_agreement(self, agreement: Agreement) -> None:
        """Stage a new agreement; the commit raises `AlreadyExists` when its ID is taken."""

    def save_agreement(self, before: Agreement, after: Agreement) -> None:
        """Stage a changed agreement; the commit raises `LostRace` unless `before` still stands."""

    def get_request(self, request_id: str) -> AgreementRequest:
        """The agreement request whoever asks; `AgreementRequestNotFound` otherwise."""

    def add_request(self, request: AgreementRequest) -> None:
        """Stage a new request; the commit raises `AlreadyExists` when its ID is taken."""

    def save_request(self, before: AgreementRequest, after: AgreementRequest) -> None:
        """Stage a changed request; the commit raises `LostRace` unless `before` still stands."""

    def requests_of(
        self, account_id: str, *, limit: int, token: str | None
    ) -> Page[AgreementRequest]:
        """Requests the account made, newest first (eventually consistent)."""

    def every_agreement(self, account_id: str, *, is_proposer: bool) -> Iterator[Agreement]:
        """All agreements the account proposed, or accepted (eventually consistent)."""

    def offers_of(self, account_id: str, *, limit: int, token: str | None) -> Page[Offer]:
        """Offers the account proposed (eventually consistent)."""

    def agreements_of(self, account_id: str, *, limit: int, token: str | None) -> Page[Agreement]:
        """Agreements the account accepted (eventually consistent)."""


class Charges(Protocol):
    """Charges, each in the collection of its agreement or billing account."""

    def find(self, collection_id: str, charge_id: str) -> Charge | None:
        """The charge, or None."""

    def agreement_of(self, account_id: str, charge_id: str) -> str | None:
        """The agreement of a buyer's charge, or None (eventually consistent)."""

    def get_many(self, keys: Sequence[tuple[str, str]]) -> Sequence[Charge]:
        """Those of the (collection ID, charge ID) pairs that exist."""

    def of_collection(self, collection_id: str) -> Iterator[Charge]:
        """Every charge of an agreement or billing account, by charge ID."""

    def with_prefix(self, collection_id: str, prefix: str) -> Sequence[Charge]:
        """Those of the collection whose ID begins so: what one cost export contributed."""

    def page(self, collection_id: str, *, limit: int, token: str | None) -> Page[Charge]:
        """One page of an agreement's charges, by charge ID."""

    def page_of_subscriber(self, account_id: str, *, limit: int, token: str | None) -> Page[Charge]:
        """One page of all charges of a buyer's agreements (eventually consistent)."""

    def open_in(self, collection_id: str, due_by: datetime) -> Sequence[Charge]:
        """The collection's charges that are due by then and not invoiced yet."""

    def open_collections_of(self, account_id: str, due_by: datetime) -> Sequence[str]:
        """Collections with something due by then from this receiver (eventually consistent)."""

    def due(self, due_by: datetime) -> Iterator[tuple[str, str]]:
        """(receiver, collection) pairs with something due by then (eventually consistent)."""

    def add(self, charge: Charge) -> None:
        """Stage a new charge; the commit raises `AlreadyExists` when it is there."""

    def save(self, before: Charge, after: Charge) -> None:
        """Stage a changed charge; the commit raises `StaleChargeRevision` when raced."""

    def remove(self, charge: Charge) -> None:
        """Stage the removal of an open charge; the commit raises `StaleChargeRevision` likewise."""


class Invoices(Protocol):
    """Issued invoices and their numbers."""

    def get(self, account_id: str, invoice_id: str) -> Invoice:
        """The invoice with this number; `InvoiceNotFound` otherwise."""

    def find_by_draft(
        self, account_id: str, billing_period: Month, draft_id: str
    ) -> Invoice | None:
        """What a draft became, or None."""

    def page(
        self, account_id: str, *, period: Month | None, limit: int, token: str | None
    ) -> Page[Invoice]:
        """The account's invoices by billing period, newest period first."""

    def page_of_purchase_order(
        self, account_id: str, key: str, *, limit: int, token: str | None
    ) -> Page[Invoice]:
        """Invoices associated with the purchase order of that internal key (R-150)."""

    def monthly_usage(self, account_id: str, first: Month, last: Month) -> Iterator[BilledUsage]:
        """What every invoice of monthly usage of these billing periods came to."""

    def last_number(self, account_id: str, invoicing_entity: str) -> int:
        """The last number given for this pair, 0 when none was."""

    def add(self, invoice: Invoice) -> None:
        """Stage the invoice and its number.

        The commit raises `AlreadyExists` when the draft has its invoice already, and `LostRace`
        when the number was taken in between.
        """

    def save(self, invoice: Invoice) -> None:
        """Stage a changed one; the commit raises `LostRace` when another write came between."""

    def credit_memos_of(self, invoice: Invoice) -> Sequence[Invoice]:
        """The credit memos that the invoice counts among its credits."""

    def keep_edition(self, invoice: Invoice) -> None:
        """Stage a copy of this edition, which the next one is about to replace."""

    def former_editions(self, account_id: str, invoice_id: str) -> Sequence[Edition]:
        """Every edition but the present one, oldest first."""

    def former_edition(self, account_id: str, invoice_id: str, number: int) -> Invoice | None:
        """The invoice as it was in an edition that was replaced, or None."""


class BillingAdjustments(Protocol):
    """Sellers' requests to give back some of an invoice, each with its agreement."""

    def find(self, agreement_id: str, request_id: str) -> BillingAdjustment | None:
        """The request, or None."""

    def get(self, agreement_id: str, request_id: str) -> BillingAdjustment:
        """The request; `BillingAdjustmentNotFound` otherwise."""

    def page(
        self,
        agreement_id: str,
        *,
        status: AdjustmentStatus | None,
        limit: int,
        token: str | None,
    ) -> Page[BillingAdjustment]:
        """The agreement's requests, by ID; fewer than `limit` when some have another status."""

    def add(self, adjustment: BillingAdjustment) -> None:
        """Stage a new one; the commit raises `AlreadyExists` when it is there."""

    def save(self, adjustment: BillingAdjustment) -> None:
        """Stage a changed one; the commit raises `LostRace` when another write came between."""


class Runs(Protocol):
    """Invoice runs and their parts."""

    def find(self, run_id: str) -> Run | None:
        """The run, or None."""

    def get(self, run_id: str) -> Run:
        """The run; `RunNotFound` otherwise."""

    def page(self, *, limit: int, token: str | None) -> Page[Run]:
        """Runs, newest first."""

    def add(self, run: Run) -> None:
        """Stage a new run; the commit raises `AlreadyExists` when it was begun before."""

    def finish_planning(self, run: Run, *, planned: int) -> None:
        """Stage how many parts were handed out; `LostRace` when that was noted before."""

    def finish(self, run: Run, at: datetime) -> None:
        """Stage the end of a settled run; `LostRace` when it has ended or goes on."""

    def find_part(self, run_id: str, part_id: str) -> RunPart | None:
        """One part of a run, or None."""

    def parts_of(self, run_id: str) -> Iterator[RunPart]:
        """Every part of a run."""

    def add_part(self, part: RunPart) -> None:
        """Stage a new part; the commit raises `AlreadyExists` when it is there."""

    def settle_part(self, part: RunPart) -> None:
        """Stage a part's end with the run's counters; `AlreadyExists` when it had ended before."""


class RadarSubscriptions(Protocol):
    """Who gets which account's radar by mail."""

    def of_account(self, account_id: str) -> RadarSubscription:
        """The account's subscribers; nobody, at version 0, when none were ever put in."""

    def every(self) -> Iterator[RadarSubscription]:
        """Those of every account that has any."""

    def save(self, before: RadarSubscription, after: RadarSubscription) -> None:
        """Stage the subscribers; the commit raises `LostRace` unless `before` still stands."""


class Imports(Protocol):
    """Which cost exports were taken in."""

    def holder_of(self, content_sha256: str) -> str | None:
        """The source that imported this content, or is at it; None when nobody did."""

    def of_source(self, source: str) -> ImportRecord | None:
        """The import in force for this source, or None."""

    def hold(self, content_sha256: str, source: str) -> None:
        """Stage that the content is this source's; `LostRace` when another source holds it."""

    def replace(self, before: ImportRecord | None, after: ImportRecord) -> None:
        """Stage the import in force; `LostRace` unless `before` still is."""


class Ledger(Protocol):
    """The append-only events: audit trail and outbox in one."""

    def record(self, event: Event) -> None:
        """Stage an event; it is announced once the commit succeeded."""

    def of_account(self, account_id: str, *, limit: int, token: str | None) -> Page[Event]:
        """The account's events, newest first."""


class Outbox(Protocol):
    """The ledger as the relay sees it (not part of a transaction)."""

    def unsent(self, before: datetime, limit: int) -> Sequence[Event]:
        """Events recorded before then that have not been announced (eventually consistent)."""

    def mark_sent(self, event: Event) -> None:
        """Note that the event is on the bus."""


class EventBus(Protocol):
    """The bus that subscribers listen to."""

    def publish(self, events: Sequence[Event]) -> Sequence[Event]:
        """Announce the events; those that the bus refused come back."""


class UnitOfWork(AbstractContextManager["UnitOfWork"], Protocol):
    """One decision: read, stage writes, and commit them in a single transaction.

    Used as a context manager; what is staged and not committed is dropped at the end.
    """

    @property
    def accounts(self) -> Accounts:
        """The accounts of this decision."""

    @property
    def organizations(self) -> Organizations:
        """The organizations of this decision."""

    @property
    def purchase_orders(self) -> PurchaseOrders:
        """The purchase orders of this decision."""

    @property
    def billing_settings(self) -> BillingSettingsStore:
        """The billing settings of this decision."""

    @property
    def invoicing_entities(self) -> InvoicingEntitiesStore:
        """The table of invoicing entities of this decision."""

    @property
    def agreements(self) -> Agreements:
        """The agreements of this decision."""

    @property
    def charges(self) -> Charges:
        """The charges of this decision."""

    @property
    def invoices(self) -> Invoices:
        """The invoices of this decision."""

    @property
    def billing_adjustments(self) -> BillingAdjustments:
        """The billing adjustments of this decision."""

    @property
    def runs(self) -> Runs:
        """The runs of this decision."""

    @property
    def radar_subscriptions(self) -> RadarSubscriptions:
        """The subscriptions of this decision."""

    @property
    def imports(self) -> Imports:
        """The imports of this decision."""

    @property
    def ledger(self) -> Ledger:
        """The ledger of this decision."""

    def commit(self) -> None:
        """Write everything staged, all or nothing, or raise what the staging methods promise.

        `Unavailable` when the store throttles or times out.
        """

    @property
    def room(self) -> int:
        """How many more writes fit into this transaction."""


class UnitOfWorkFactory(Protocol):
    """Makes a fresh unit of work for every decision, and for every further attempt at it."""

    def __call__(self) -> UnitOfWork:
        """An empty unit of work."""


class PartQueue(Protocol):
    """Hands parts of a run to the invoice generator."""

    def send(self, parts: Sequence[RunPart], due_by: datetime) -> None:
        """One message per part; a repeat is harmless."""


class Mailer(Protocol):
    """Sends one mail."""

    def send(self, mail: Mail) -> str:
        """The mail's message ID; `Unavailable` when it was surely not sent."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mail:
    """A mail ready to go, in both renderings."""

    to: str
    subject: str
    text: str
    html: str


class MailLog(Protocol):
    """Which mails went out: at most one per contact and occasion (R-358)."""

    def is_claimed(self, account_id: str, mail_id: str) -> bool:
        """Whether the mail was sent, or reserved, before."""

    def claim(self, account_id: str, mail_id: str, at: datetime, summary: str) -> bool:
        """Reserve the mail; False when it was sent, or reserved, before."""

    def sent(self, account_id: str, mail_id: str, message_id: str) -> None:
        """Note that the mail went out."""

    def release(self, account_id: str, mail_id: str) -> None:
        """Give up a reservation whose mail was surely not sent, so that a retry may send it."""


class ExportReader(Protocol):
    """Reads a cost export."""

    def __call__(self, path: Path) -> CostExport:
        """What the file adds up to; `InvalidInput` with every row that cannot be read."""


class ExportStore(Protocol):
    """Where cost exports are dropped."""

    def fetch(self, key: str, into: Path) -> Path:
        """Download the object and return the local file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StackAnswer:
    """What CloudFormation hears about one request, and the address that it gave for it."""

    url: str
    content: Mapping[str, object]


class StackResponses(Protocol):
    """Answers requests of CloudFormation to custom resources."""

    def send(self, answer: StackAnswer) -> None:
        """Deliver the answer; `NotAllowed` for an address that is not CloudFormation's.

        `Unavailable` when it may not have arrived: the same answer may be sent again.
        """
