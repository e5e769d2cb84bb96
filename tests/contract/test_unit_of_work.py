"""What `service.ports` promises of a unit of work, kept by the one on DynamoDB."""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from procurement import bootstrap
from procurement.adapters.dynamodb.imports import ACCOUNTS_PER_LIST
from procurement.adapters.dynamodb.runs import PLACES
from procurement.adapters.dynamodb.tables.charges import ImportedAccountsItem
from procurement.adapters.dynamodb.tables.runs import RunTallyItem
from procurement.adapters.dynamodb.transaction import MAX_WRITES
from procurement.domain.charges.charge import Charge, ChargeKind
from procurement.domain.charges.cost_export import ImportRecord
from procurement.domain.errors import (
    AgreementNotFound,
    AlreadyExists,
    InvalidInput,
    InvoiceNotFound,
    LedgerlineError,
    LostRace,
    NotAllowed,
    OfferNotFound,
    PurchaseOrderNotFound,
    RunNotFound,
    StaleChargeRevision,
    StaleVersion,
    Unavailable,
)
from procurement.domain.invoices.invoice import Invoice, issue
from procurement.domain.marketplace.payment_schedule import Installment, PaymentSchedule
from procurement.domain.matching.matcher import match
from procurement.domain.matching.result import InvoiceToMatch
from procurement.domain.month import Month
from procurement.domain.purchase_orders.line_item import Tax, TaxType
from procurement.domain.purchase_orders.purchase_order import Contact, PurchaseOrder, Status
from procurement.domain.purchase_orders.quota import ActiveQuota
from procurement.domain.purchase_orders.summary import PurchaseOrderQuery
from procurement.domain.runs.run import Run, RunPart, RunState, Tally
from procurement.service.ports.unit_of_work import UnitOfWork
from tests.support.api import BUYER
from tests.support.application import everything_stored, nothing_written
from tests.support.billing import a_usage_charge, charged
from tests.support.events import an_event
from tests.support.issued import drafted
from tests.support.offers import an_agreement, an_offer
from tests.support.purchase_orders import (
    ACCOUNT,
    EMEA,
    ENTITIES,
    INC,
    a_line,
    a_purchase_order,
)
from tests.support.storage import stored

OTHER = "999988887777"
NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("aws", "clock")


def unit() -> UnitOfWork:
    return bootstrap.unit_of_work()()


def commit(stage: Callable[[UnitOfWork], Any]) -> None:
    with unit() as work:
        stage(work)
        work.commit()


def refused(error: type[LedgerlineError], stage: Callable[[UnitOfWork], Any]) -> LedgerlineError:
    """The error that the commit raises; nothing is written, beside it either."""
    with nothing_written(), unit() as work:
        work.ledger.record(an_event("ev-beside"))
        stage(work)
        with pytest.raises(error) as raised:
            work.commit()
    return raised.value


def an_issued_invoice(
    charge: Charge | None = None, orders: tuple[PurchaseOrder, ...] = (), *, number: int = 1
) -> Invoice:
    (draft,) = drafted([charge or a_usage_charge()])
    asked = InvoiceToMatch(
        kind=draft.group.kind,
        invoicing_entity=draft.group.invoicing_entity,
        billing_period=draft.group.billing_period,
        totals=(draft.total,),
    )
    return issue(draft, match(asked, orders, ENTITIES), number=number, prefix="US", now=NOW)


class TestTransaction:
    def test_everything_staged_is_written_together(self):
        commit(
            lambda work: (
                work.purchase_orders.add(a_purchase_order("PO-1", a_line())),
                work.charges.add(a_usage_charge()),
                work.ledger.record(an_event("ev-1")),
            )
        )
        with unit() as work:
            assert work.purchase_orders.find(ACCOUNT, "PO-1")
            assert work.charges.find(BUYER, "ch-1")
            assert [e.event_id for e in work.ledger.of_account(BUYER, limit=9, token=None).items]

    def test_one_refused_write_refuses_all(self):
        stored(a_purchase_order("PO-1"))
        refused(
            AlreadyExists,
            lambda work: (
                work.charges.add(a_usage_charge()),
                work.purchase_orders.add(a_purchase_order("PO-1")),
            ),
        )

    def test_the_error_is_that_of_the_write_that_was_refused(self):
        """Each staged write says what its failed condition means"""
        stored(a_purchase_order("PO-1"))
        error = refused(
            AlreadyExists,
            lambda work: (
                work.charges.add(a_usage_charge("ch-1")),
                work.purchase_orders.add(a_purchase_order("PO-1")),
                work.charges.add(a_usage_charge("ch-2")),
            ),
        )
        assert isinstance(error, AlreadyExists)
        assert (error.resource_type, error.resource_id) == ("PurchaseOrder", "PO-1")

    def test_the_error_is_that_of_the_write_whatever_kinds_are_staged(self):
        """PynamoDB sends checks, deletions, puts and updates in an order of its own"""
        order = stored(a_purchase_order("PO-1"))
        offer, charge = an_offer(), a_usage_charge()
        run = a_run()
        commit(lambda work: work.agreements.add_offer(offer))
        commit(lambda work: work.runs.add(run))
        charged(charge)

        def stage(work: UnitOfWork, bad: type[LedgerlineError]) -> None:
            if bad is LostRace:
                work.runs.close(run)
            else:
                work.runs.finish_planning(run, planned=1, at=NOW)
            work.purchase_orders.add(order if bad is AlreadyExists else a_purchase_order("PO-2"))
            is_stale = bad is StaleChargeRevision
            work.charges.remove(replace(charge, revision=9) if is_stale else charge)
            work.agreements.hold_offer(replace(offer, version=9) if bad is StaleVersion else offer)

        for error in (LostRace, AlreadyExists, StaleChargeRevision, StaleVersion):
            found = refused(error, lambda work, error=error: stage(work, error))
            assert type(found) is error

    def test_what_is_not_committed_is_dropped(self):
        with nothing_written():
            with unit() as work:
                work.purchase_orders.add(a_purchase_order("PO-1"))
            work.commit()

    def test_a_failure_inside_drops_what_is_staged(self):
        work = unit()
        with nothing_written():
            with suppress(RuntimeError), work:
                work.purchase_orders.add(a_purchase_order("PO-1"))
                raise RuntimeError
            assert work.room == MAX_WRITES - 1
            work.commit()

    def test_after_a_commit_the_unit_is_empty_and_goes_on(self):
        with unit() as work:
            work.charges.add(a_usage_charge("ch-1"))
            assert work.room == MAX_WRITES - 2
            work.commit()
            assert work.room == MAX_WRITES - 1
            work.charges.add(a_usage_charge("ch-2"))
            work.commit()
            assert len(list(work.charges.of_collection(BUYER))) == 2

    def test_a_hundred_writes_fit_and_one_of_them_tells_the_ledger(self):
        with unit() as work:
            for number in range(MAX_WRITES - 1):
                work.charges.add(a_usage_charge(f"ch-{number:03}"))
            assert work.room == 0
            with pytest.raises(ValueError, match="at most 100"):
                work.charges.add(a_usage_charge("ch-100"))
            work.commit()
            assert len(list(work.charges.of_collection(BUYER))) == MAX_WRITES - 1

    def test_an_empty_commit_asks_nobody(self):
        with nothing_written(), unit() as work:
            work.commit()


class TestBusyStore:
    @pytest.fixture
    def answer(self, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
        """Make every request fail in this way."""

        def fail(error: Exception) -> None:
            def raising(*_: Any, **__: Any) -> Any:
                raise error

            monkeypatch.setattr(bootstrap.connection().client, "_make_api_call", raising)

        return fail

    @staticmethod
    def cancelled(*codes: str) -> ClientError:
        response = {
            "Error": {"Code": "TransactionCanceledException", "Message": ""},
            "CancellationReasons": [{"Code": code} for code in codes],
            "ResponseMetadata": {"HTTPStatusCode": 400},
        }
        return ClientError(response, "TransactWriteItems")  # type: ignore[arg-type]

    @staticmethod
    def failed(code: str, status: int = 400) -> ClientError:
        response = {
            "Error": {"Code": code, "Message": ""},
            "ResponseMetadata": {"HTTPStatusCode": status},
        }
        return ClientError(response, "TransactWriteItems")  # type: ignore[arg-type]

    def raised(self) -> Exception:
        with unit() as work:
            work.charges.add(a_usage_charge("ch-1"))
            work.charges.add(a_usage_charge("ch-2"))
            with pytest.raises(Exception) as found:
                work.commit()
        return found.value

    @pytest.mark.parametrize(
        "code",
        [
            "ProvisionedThroughputExceededException",
            "ThrottlingException",
            "RequestLimitExceeded",
            "InternalServerError",
            "TransactionInProgressException",
        ],
    )
    def test_throttling_is_for_later(self, code, answer):
        answer(self.failed(code))
        assert type(self.raised()) is Unavailable

    def test_a_lost_connection_is_for_later(self, answer):
        answer(ConnectTimeoutError(endpoint_url="https://dynamodb"))
        assert type(self.raised()) is Unavailable
        with unit() as work, pytest.raises(Unavailable):
            work.purchase_orders.find(ACCOUNT, "PO-1")

    def test_a_cancellation_by_throttling_is_for_later(self, answer):
        answer(self.cancelled("None", "ThrottlingError"))
        assert type(self.raised()) is Unavailable

    def test_a_conflict_with_another_transaction_is_a_lost_race(self, answer):
        answer(self.cancelled("None", "TransactionConflict"))
        assert type(self.raised()) is LostRace

    def test_a_failed_condition_tells_more_than_a_conflict(self, answer):
        answer(self.cancelled("TransactionConflict", "ConditionalCheckFailed"))
        assert type(self.raised()) is AlreadyExists

    def test_what_is_our_own_fault_is_not_hidden(self, answer):
        answer(self.failed("ValidationException"))
        assert not isinstance(self.raised(), LedgerlineError)
        answer(self.failed("AccessDeniedException"))
        assert not isinstance(self.raised(), LedgerlineError)

    def test_reads_are_throttled_alike(self, answer):
        charged(a_usage_charge())
        answer(self.failed("ProvisionedThroughputExceededException"))
        with unit() as work:
            for read in (
                lambda: work.purchase_orders.find(ACCOUNT, "PO-1"),
                lambda: work.purchase_orders.usable_from(ACCOUNT, Month(2027, 1)),
                lambda: work.charges.open_in(BUYER, NOW),
                lambda: list(work.charges.of_collection(BUYER)),
                lambda: work.charges.get_many([(BUYER, "ch-1")]),
                lambda: list(work.charges.receivers_due(NOW)),
                lambda: work.invoices.last_number(ACCOUNT, INC),
                lambda: work.ledger.of_account(ACCOUNT, limit=1, token=None),
                lambda: work.runs.find("run-1"),
                lambda: work.imports.of_source("a.csv"),
                lambda: work.accounts.administrator_of(ACCOUNT),
                lambda: work.agreements.find_offer("offer-1"),
            ):
                with pytest.raises(Unavailable):
                    read()


class TestPurchaseOrders:
    def test_it_comes_back_as_it_was_saved(self):
        """Every member, exact, in order"""
        given = replace(
            a_purchase_order(
                "PO 7/a:b=c+d-e%f@g_h.i",
                a_line("1", total="0.10", quantity="3.5001", tax=Tax(TaxType.AMOUNT, Decimal(1))),
                a_line("2", months=("2027-02", "2027-03"), tracked=False, invoice_count=3),
                a_line("3", tax=Tax(TaxType.PERCENTAGE, Decimal("19.5")), currency="EUR"),
                bill_from=(INC, EMEA),
                tax_registration_numbers=("LU-1",),
                invoice_units=("North",),
                contacts=(
                    Contact(email="a@example.com", name="Ä"),
                    Contact(email="b@c.de", name="B", telephone="1"),
                ),
                retired=("9",),
                suspended=True,
                version=7,
            ),
            description="Über\t",
            ship_to="Line 1\nLine 2",
            tags=(("a", "1"), ("b", "")),
        )
        assert stored(given) == replace(given, revision=1)

    def test_reading_what_is_not_there(self):
        with unit() as work:
            assert work.purchase_orders.find(ACCOUNT, "PO-1") is None
            with pytest.raises(PurchaseOrderNotFound):
                work.purchase_orders.get(ACCOUNT, "PO-1")

    def test_saving_needs_the_very_state_that_was_read(self):
        """R-147"""
        first = stored(a_purchase_order("PO-1", a_line()))
        commit(lambda work: work.purchase_orders.save(first.booked("1", Decimal(1))))
        error = refused(LostRace, lambda work: work.purchase_orders.save(first))
        assert isinstance(error, LostRace)
        assert (error.resource_type, error.resource_id) == ("PurchaseOrder", "PO-1")
        refused(LostRace, lambda work: work.purchase_orders.remove(first))
        with unit() as work:
            second = work.purchase_orders.get(ACCOUNT, "PO-1")
        assert (second.revision, second.line("1").booked) == (2, Decimal(1))
        commit(lambda work: work.purchase_orders.remove(second))
        refused(LostRace, lambda work: work.purchase_orders.save(second))

    def test_a_deleted_one_leaves_a_tombstone_that_no_listing_shows(self):
        """R-071"""
        contact = Contact(email="a@example.com", name="A")
        order = stored(a_purchase_order("PO-1", a_line(), contacts=(contact,)))
        commit(lambda work: work.purchase_orders.remove(order))
        with unit() as work:
            orders = work.purchase_orders
            assert orders.find(ACCOUNT, "PO-1") is None
            assert list(orders.usable_from(ACCOUNT, Month(2027, 1))) == []
            assert list(orders.expiring_in(Month(2027, 12))) == []
            page = orders.page(ACCOUNT, PurchaseOrderQuery(), now=NOW, limit=9, token=None)
            assert (page.items, page.next_token) == ([], None)
        assert any("TOMBSTONE#key-of-PO-1" in each for each in _stored_orders())

    def test_usable_ones_are_those_that_expire_in_the_period_or_later(self):
        """R-112, R-114: suspended ones too, whatever the clock says"""
        for end in ("2026-12", "2027-01", "2027-02"):
            for is_suspended in (False, True):
                name = f"{end}{'-s' if is_suspended else ''}"
                months = ("2026-01", end)
                stored(a_purchase_order(name, months=months, suspended=is_suspended))
        with unit() as work:
            usable = work.purchase_orders.usable_from(ACCOUNT, Month(2027, 1))
        assert {order.purchase_order_id for order in usable} == {
            "2027-01",
            "2027-01-s",
            "2027-02",
            "2027-02-s",
        }

    def test_a_status_is_a_range_for_every_month(self):
        """R-065"""
        for end in ("2026-12", "2027-01", "2027-02"):
            for is_suspended in (False, True):
                name = f"{end}{'-s' if is_suspended else ''}"
                stored(a_purchase_order(name, months=("2026-01", end), suspended=is_suspended))
        with unit() as work:
            for now in (NOW, NOW.replace(month=2, day=1, hour=0), NOW.replace(month=3)):
                everything = work.purchase_orders.page(
                    ACCOUNT, PurchaseOrderQuery(), now=now, limit=9, token=None
                ).items
                assert len(everything) == 6
                for status in Status:
                    query = PurchaseOrderQuery(status=status)
                    listed = work.purchase_orders.page(
                        ACCOUNT, query, now=now, limit=9, token=None
                    ).items
                    expected = [order for order in everything if order.status(now) is status]
                    assert listed == expected

    def test_pages_join_without_gap_or_repeat(self):
        names = [f"PO-{number:02}" for number in range(7)]
        for name in names:
            stored(a_purchase_order(name))
        for limit in (1, 2, 3, 7, 8):
            found: list[str] = []
            token = None
            for _ in range(9):
                with unit() as work:
                    page = work.purchase_orders.page(
                        ACCOUNT, PurchaseOrderQuery(), now=NOW, limit=limit, token=token
                    )
                found += [order.purchase_order_id for order in page.items]
                token = page.next_token
                if token is None:
                    break
            assert found == names

    def test_a_token_is_of_its_listing_and_account(self):
        for name in ("PO-1", "PO-2"):
            stored(a_purchase_order(name))
        with unit() as work:
            orders = work.purchase_orders
            all_of_them, active = PurchaseOrderQuery(), PurchaseOrderQuery(status=Status.ACTIVE)
            token = orders.page(ACCOUNT, all_of_them, now=NOW, limit=1, token=None).next_token
            for account, query in ((OTHER, all_of_them), (ACCOUNT, active)):
                with pytest.raises(InvalidInput):
                    orders.page(account, query, now=NOW, limit=1, token=token)
            with pytest.raises(InvalidInput):
                work.ledger.of_account(ACCOUNT, limit=1, token=token)

    def test_only_those_with_somebody_to_tell_are_walked(self):
        """R-356, R-359"""
        contact = (Contact(email="a@example.com", name="A"),)
        stored(a_purchase_order("PO-1", contacts=contact))
        stored(a_purchase_order("PO-2"))
        stored(a_purchase_order("PO-3", contacts=contact, suspended=True))
        stored(a_purchase_order("PO-4", contacts=contact, months=("2027-01", "2027-11")))
        with unit() as work:
            found = list(work.purchase_orders.expiring_in(Month(2027, 12)))
        assert [order.purchase_order_id for order in found] == ["PO-1"]


def _stored_orders() -> list[str]:
    return everything_stored()["test-PurchaseOrdersTable"]


class TestQuota:
    def test_two_who_count_from_the_same_leave_one_count(self):
        """R-048: interleaved at every step"""
        for start in range(3):
            with unit() as first, unit() as second:
                quotas = first.purchase_orders.quota(ACCOUNT), second.purchase_orders.quota(ACCOUNT)
                for number, (work, quota) in enumerate(zip((first, second), quotas, strict=True)):
                    order = a_purchase_order(f"PO-{start}-{number}")
                    work.purchase_orders.add(order)
                    work.purchase_orders.save_quota(quota.moved(None, order, NOW))
                first.commit()
                with pytest.raises(LostRace):
                    second.commit()
                assert second.purchase_orders.find(ACCOUNT, f"PO-{start}-1") is None
        with unit() as work:
            assert work.purchase_orders.quota(ACCOUNT).active(NOW) == 3

    def test_an_account_without_orders_has_none(self):
        with unit() as work:
            assert work.purchase_orders.quota(ACCOUNT) == ActiveQuota(account_id=ACCOUNT)

    def test_the_first_count_is_made_once(self):
        quota = ActiveQuota(account_id=ACCOUNT, expiring={Month(2027, 12): 1})
        commit(lambda work: work.purchase_orders.save_quota(quota))
        refused(LostRace, lambda work: work.purchase_orders.save_quota(quota))
        with unit() as work:
            assert work.purchase_orders.quota(ACCOUNT) == replace(quota, revision=1)


class TestCharges:
    def test_it_comes_back_as_it_was_saved(self):
        usage = a_usage_charge("ch-1", "0.12345678901234567890123456789", tax="-0.5", names="P 1")
        payment = an_agreement()[1][0]
        full = replace(
            payment,
            net_payment_days=45,
            tax_registration_number="LU-1",
            source="a.csv",
            claimed_by="draft-1",
            invoice_id="US-1",
            purchase_order_reference="P",
            purchase_order_line="30",
        )
        charged(usage, full)
        with unit() as work:
            assert work.charges.find(usage.collection_id, usage.charge_id) == usage
            assert work.charges.find(full.collection_id, full.charge_id) == full
            assert work.charges.find(full.collection_id, "ch-9") is None

    def test_saving_and_removing_need_the_revision_that_was_read(self):
        """R-214, R-222"""
        charge = a_usage_charge()
        charged(charge)
        named = charge.named("P-1")
        commit(lambda work: work.charges.save(charge, named))
        for stage in (
            lambda work: work.charges.save(charge, charge.named("P-2")),
            lambda work: work.charges.remove(charge),
        ):
            error = refused(StaleChargeRevision, stage)
            assert isinstance(error, StaleChargeRevision)
            assert (error.resource_type, error.resource_id) == ("Charge", "ch-1")
        refused(AlreadyExists, lambda work: work.charges.add(charge))
        commit(lambda work: work.charges.remove(named))
        refused(StaleChargeRevision, lambda work: work.charges.save(named, named.named("P-3")))

    def test_the_due_index_holds_what_is_unsettled(self):
        """R-310: due by an instant, that instant included"""
        due_at = datetime(2027, 2, 3, tzinfo=UTC)
        charges = {
            "open": a_usage_charge("ch-1", collection="c-1"),
            "claimed": a_usage_charge("ch-2", collection="c-2").claimed("draft-1"),
            "invoiced": a_usage_charge("ch-3", collection="c-3").invoiced("US-1"),
            "other": a_usage_charge("ch-4", collection="c-4", account=OTHER),
        }
        charged(*charges.values())
        with unit() as work:
            assert sorted(work.charges.receivers_due(due_at)) == [BUYER, OTHER]
            assert list(work.charges.receivers_due(due_at - timedelta(microseconds=1))) == []
            assert work.charges.open_in("c-1", due_at) == [charges["open"]]
            assert work.charges.open_in("c-2", due_at) == [charges["claimed"]]
            assert work.charges.open_in("c-3", due_at) == []
            assert work.charges.open_in("c-1", due_at - timedelta(microseconds=1)) == []

    def test_a_pair_is_due_once_however_many_charges_it_has(self):
        charged(*(a_usage_charge(f"ch-{number}") for number in range(5)))
        with unit() as work:
            assert list(work.charges.receivers_due(datetime(2027, 3, 1, tzinfo=UTC))) == [BUYER]

    def test_readings_by_key_prefix_and_subscriber(self):
        """R-209, R-221"""
        _, payments = an_agreement()
        charged(*payments, a_usage_charge("ch-a-1"), a_usage_charge("ch-b-1"))
        first = payments[0]
        with unit() as work:
            charges = work.charges
            assert [c.charge_id for c in charges.with_prefix(BUYER, "ch-a")] == ["ch-a-1"]
            keys = [(BUYER, "ch-a-1"), (BUYER, "ch-a-1"), (BUYER, "ch-x"), (OTHER, "ch-a-1")]
            assert [c.charge_id for c in charges.get_many(keys)] == ["ch-a-1"]
            subscriber = first.subscriber_account_id
            assert charges.agreement_of(subscriber, first.charge_id) == first.agreement_id
            assert charges.agreement_of(OTHER, first.charge_id) is None
            assert charges.agreement_of(BUYER, "ch-a-1") is None
            page = charges.page_of_subscriber(subscriber, limit=1, token=None)
            rest = charges.page_of_subscriber(subscriber, limit=1, token=page.next_token)
            assert [*page.items, *rest.items] == list(payments)
            page = charges.page(first.collection_id, limit=1, token=None)
            with pytest.raises(InvalidInput):
                charges.page("agmt-2", limit=1, token=page.next_token)


class TestInvoices:
    def test_it_comes_back_as_it_was_saved(self):
        orders = (stored(a_purchase_order("PO-1", a_line())),)
        charge = a_usage_charge("ch-1", "0.00499999999", tax="0.0049")
        invoice = an_issued_invoice(charge, orders)
        commit(lambda work: work.invoices.add(invoice))
        with unit() as work:
            found = work.invoices.get(BUYER, invoice.invoice_id)
            assert found == replace(invoice, revision=1)
            period = invoice.billing_period
            assert work.invoices.find_by_draft(BUYER, period, invoice.draft_id) == found
            assert work.invoices.find_by_draft(OTHER, period, invoice.draft_id) is None
            with pytest.raises(InvoiceNotFound):
                work.invoices.get(OTHER, invoice.invoice_id)

    def test_a_draft_becomes_one_invoice(self):
        """R-148"""
        commit(lambda work: work.invoices.add(an_issued_invoice()))
        refused(AlreadyExists, lambda work: work.invoices.add(an_issued_invoice(number=2)))

    def test_numbers_follow_each_other_per_entity_and_receiver(self):
        """R-391"""
        commit(lambda work: work.invoices.add(an_issued_invoice()))
        second = a_usage_charge("ch-2")
        for number in (1, 3):
            refused(
                LostRace,
                lambda work, number=number: work.invoices.add(
                    an_issued_invoice(second, number=number)
                ),
            )
        commit(lambda work: work.invoices.add(an_issued_invoice(second, number=2)))
        refused(
            LostRace,
            lambda work: work.invoices.add(
                an_issued_invoice(a_usage_charge(account=OTHER), number=2)
            ),
        )
        with unit() as work:
            assert work.invoices.last_number(BUYER, INC) == 2
            assert work.invoices.last_number(BUYER, EMEA) == 0
            assert work.invoices.last_number(OTHER, INC) == 0

    def test_listings_are_by_period_and_by_order(self):
        """R-150"""
        order = stored(a_purchase_order("PO-1", a_line()))
        for number, period in enumerate(("2027-01", "2027-03", "2027-02"), start=1):
            charge = a_usage_charge(f"ch-{number}", period=period)
            invoice = an_issued_invoice(charge, (order,), number=number)
            commit(lambda work, invoice=invoice: work.invoices.add(invoice))
        unmatched = an_issued_invoice(a_usage_charge("ch-4"), number=4)
        commit(lambda work: work.invoices.add(unmatched))
        with unit() as work:
            page = work.invoices.page(BUYER, period=None, limit=9, token=None)
            periods = [str(invoice.billing_period) for invoice in page.items]
            assert periods == ["2027-03", "2027-02", "2027-01", "2027-01"]
            march = work.invoices.page(BUYER, period=Month(2027, 3), limit=9, token=None)
            assert [invoice.sequence for invoice in march.items] == [2]
            booked = work.invoices.page_of_purchase_order(BUYER, order.key, limit=2, token=None)
            rest = work.invoices.page_of_purchase_order(
                BUYER, order.key, limit=2, token=booked.next_token
            )
            found = {invoice.sequence for invoice in (*booked.items, *rest.items)}
            assert found == {1, 2, 3}
            first = work.invoices.page(BUYER, period=None, limit=1, token=None)
            with pytest.raises(InvalidInput):
                work.invoices.page(BUYER, period=Month(2027, 1), limit=1, token=first.next_token)


class TestAgreements:
    def test_offers_and_agreements_come_back_as_they_were_saved(self):
        schedule = PaymentSchedule(
            currency="USD",
            installments=(Installment(charge_date=date(2027, 4, 15), amount=Decimal("0.10")),),
        )
        offer = an_offer(schedule=schedule, intended_total=Decimal("0.10"))
        agreement, _ = an_agreement()
        commit(
            lambda work: (
                work.agreements.add_offer(offer),
                work.agreements.add_agreement(agreement),
            )
        )
        with unit() as work:
            assert work.agreements.get_offer(offer.offer_id) == offer
            assert work.agreements.get_agreement(agreement.agreement_id) == agreement
            assert work.agreements.find_offer(agreement.agreement_id) is None
            assert work.agreements.find_agreement(offer.offer_id) is None
            with pytest.raises(OfferNotFound):
                work.agreements.get_offer("offer-2")
            with pytest.raises(AgreementNotFound):
                work.agreements.get_agreement("agmt-2")
            seller, buyer = offer.proposer_account_id, agreement.acceptor_account_id
            assert work.agreements.offers_of(seller, limit=9, token=None).items == [offer]
            assert work.agreements.offers_of(buyer, limit=9, token=None).items == []
            assert work.agreements.agreements_of(buyer, limit=9, token=None).items == [agreement]
            assert work.agreements.agreements_of(seller, limit=9, token=None).items == []

    def test_an_offer_is_saved_over_its_version_only(self):
        offer = an_offer()
        commit(lambda work: work.agreements.add_offer(offer))
        refused(AlreadyExists, lambda work: work.agreements.add_offer(offer))
        second = replace(offer, version=2)
        commit(lambda work: work.agreements.save_offer(offer, second))
        refused(StaleVersion, lambda work: work.agreements.save_offer(offer, second))
        refused(StaleVersion, lambda work: work.agreements.hold_offer(offer))
        commit(lambda work: work.agreements.hold_offer(second))

    def test_an_agreement_is_made_once(self):
        agreement, _ = an_agreement()
        commit(lambda work: work.agreements.add_agreement(agreement))
        refused(AlreadyExists, lambda work: work.agreements.add_agreement(agreement))


def a_run(run_id: str = "run-1") -> Run:
    return Run(run_id=run_id, started_at=NOW, due_by=NOW)


class TestRuns:
    def test_a_run_is_begun_planned_and_finished_once(self):
        run = a_run()
        commit(lambda work: work.runs.add(run))
        refused(AlreadyExists, lambda work: work.runs.add(run))
        refused(LostRace, lambda work: work.runs.close(run))
        commit(lambda work: work.runs.finish_planning(run, planned=1, at=NOW))
        refused(LostRace, lambda work: work.runs.finish_planning(run, planned=2, at=NOW))
        part = RunPart(run_id="run-1", part_id="part-1", receiver_account_id=BUYER)
        commit(lambda work: work.runs.add_part(part))
        refused(AlreadyExists, lambda work: work.runs.add_part(part))
        with unit() as work:
            assert work.runs.find_part("run-1", "part-1") == part
            assert list(work.runs.parts_of("run-1")) == [part]
            assert work.runs.find_part("run-1", "part-2") is None
        done = part.settled(invoices=3, without_purchase_order=1)
        commit(lambda work: work.runs.settle_part(done, (), at=NOW))
        refused(AlreadyExists, lambda work: work.runs.settle_part(done, (), at=NOW))
        with unit() as work:
            running = work.runs.get("run-1")
        assert (running.planned, running.handed_out_at, running.last_settled_at) == (1, NOW, NOW)
        assert running.tally == Tally(done=1, invoices=3, without_purchase_order=1)
        assert (running.state, running.is_closed) == (RunState.FINISHED, False)
        commit(lambda work: work.runs.close(running))
        with unit() as work:
            finished = work.runs.get("run-1")
            assert finished == replace(running, is_closed=True)
            assert work.runs.find("run-2") is None
            with pytest.raises(RunNotFound):
                work.runs.get("run-2")

    def test_a_parked_part_counts_as_failed(self):
        run = a_run()
        part = RunPart(run_id="run-1", part_id="part-1", receiver_account_id=BUYER)
        commit(lambda work: (work.runs.add(run), work.runs.add_part(part)))
        parked = part.settled(reason="NOT_ALLOWED: no")
        commit(lambda work: work.runs.settle_part(parked, (), at=NOW))
        with unit() as work:
            assert work.runs.get("run-1").tally == Tally(failed=1)
            assert work.runs.find_part("run-1", "part-1") == parked
            page = work.runs.page_of_parts("run-1", parked_only=True, limit=9, token=None)
            assert page.items == [parked]

    def test_parts_are_counted_in_several_places_and_add_up(self):
        """Workers seldom meet at the same counter"""
        commit(lambda work: work.runs.add(a_run()))
        for number in range(40):
            part = RunPart(run_id="run-1", part_id=f"part-{number:02d}", receiver_account_id=BUYER)
            commit(lambda work, part=part: work.runs.add_part(part))
            done = part.settled(invoices=number)
            commit(lambda work, done=done: work.runs.settle_part(done, (), at=NOW))
        tallies = [each for each in RunTallyItem.scan() if "#TALLY#" in each.account_id]
        assert len({each.account_id for each in tallies}) > PLACES // 2
        with unit() as work:
            assert work.runs.get("run-1").tally == Tally(done=40, invoices=sum(range(40)))
            first = work.runs.page_of_parts("run-1", parked_only=False, limit=30, token=None)
            rest = work.runs.page_of_parts(
                "run-1", parked_only=False, limit=30, token=first.next_token
            )
            none = work.runs.page_of_parts("run-1", parked_only=True, limit=30, token=None)
        assert len(first.items) == 30
        listed = {part.part_id for part in (*first.items, *rest.items)}
        assert listed == {f"part-{number:02d}" for number in range(40)}
        assert (rest.next_token, list(none.items)) == (None, [])

    def test_runs_are_listed_newest_first(self):
        for name in ("run-1", "run-3", "run-2"):
            commit(lambda work, name=name: work.runs.add(a_run(name)))
        with unit() as work:
            page = work.runs.page(limit=2, token=None)
            rest = work.runs.page(limit=2, token=page.next_token)
        names = [run.run_id for run in (*page.items, *rest.items)]
        assert names == ["run-3", "run-2", "run-1"]


class TestImports:
    RECORD = ImportRecord(
        source="a.csv", content_sha256="aa", account_ids=(BUYER, OTHER), imported_at=NOW
    )

    def test_a_content_has_one_holder(self):
        commit(lambda work: work.imports.hold("aa", "a.csv"))
        commit(lambda work: work.imports.hold("aa", "a.csv"))
        refused(LostRace, lambda work: work.imports.hold("aa", "b.csv"))
        with unit() as work:
            assert work.imports.holder_of("aa") == "a.csv"
            assert work.imports.holder_of("bb") is None

    def test_a_newer_import_lets_the_old_content_go(self):
        newer = replace(self.RECORD, content_sha256="bb")
        for content, before, after in (("aa", None, self.RECORD), ("bb", self.RECORD, newer)):
            commit(lambda work, content=content: work.imports.hold(content, "a.csv"))
            commit(lambda work, pair=(before, after): work.imports.replace(*pair))
        with unit() as work:
            assert work.imports.of_source("a.csv") == newer
            assert work.imports.of_source("b.csv") is None
            assert (work.imports.holder_of("aa"), work.imports.holder_of("bb")) == (None, "a.csv")

    def test_a_record_names_more_accounts_than_one_item_holds(self):
        """An export may have 200,000 groups, each of another account"""
        numbers = random.Random(7).sample(range(10**12), 2 * ACCOUNTS_PER_LIST + 1)
        many = replace(self.RECORD, account_ids=tuple(f"{number:012d}" for number in numbers))
        fewer = replace(many, content_sha256="bb", account_ids=many.account_ids[:ACCOUNTS_PER_LIST])
        commit(lambda work: work.imports.hold("aa", "a.csv"))
        commit(lambda work: work.imports.replace(None, many))
        with unit() as work:
            assert work.imports.of_source("a.csv") == many
        commit(lambda work: work.imports.replace(many, fewer))
        with unit() as work:
            assert work.imports.of_source("a.csv") == fewer
        assert len(list(ImportedAccountsItem.query("import#source#a.csv"))) == 2

    def test_a_record_is_replaced_over_the_one_that_was_read(self):
        commit(lambda work: work.imports.hold("aa", "a.csv"))
        commit(lambda work: work.imports.replace(None, self.RECORD))
        newer = replace(self.RECORD, content_sha256="bb")
        refused(LostRace, lambda work: work.imports.replace(None, newer))
        refused(LostRace, lambda work: work.imports.replace(newer, newer))

    def test_a_drop_is_refused_once(self):
        commit(lambda work: work.imports.refuse("a.csv", "1", NOW))
        refused(AlreadyExists, lambda work: work.imports.refuse("a.csv", "1", NOW))
        commit(lambda work: work.imports.refuse("a.csv", "2", NOW))
        commit(lambda work: work.imports.refuse("b.csv", "1", NOW))
        with unit() as work:
            assert work.imports.of_source("a.csv") is None


class TestAccountsAndLedger:
    def test_a_billing_account_has_one_administrator(self):
        commit(lambda work: work.accounts.administer("1234567890123", BUYER))
        commit(lambda work: work.accounts.administer("1234567890123", BUYER))
        refused(NotAllowed, lambda work: work.accounts.administer("1234567890123", OTHER))
        with unit() as work:
            assert work.accounts.administrator_of("1234567890123") == BUYER
            assert work.accounts.administrator_of(OTHER) is None

    def test_an_event_is_recorded_once_and_read_newest_first(self):
        events = [
            an_event(f"ev-{n}", seconds_later=n, detail={"n": n, "deep": {"list": [None, True]}})
            for n in range(3)
        ]
        for event in events:
            commit(lambda work, event=event: work.ledger.record(event))
        error = refused(AlreadyExists, lambda work: work.ledger.record(events[0]))
        assert isinstance(error, AlreadyExists)
        with unit() as work:
            page = work.ledger.of_account(BUYER, limit=2, token=None)
            rest = work.ledger.of_account(BUYER, limit=2, token=page.next_token)
        assert [*page.items, *rest.items] == events[::-1]

    def test_kinds_in_one_table_do_not_meet(self):
        """Purchase orders, counts, tombstones and administrators share a partition"""
        stored(a_purchase_order("QUOTA"))
        stored(a_purchase_order("ACCOUNT"))
        commit(lambda work: work.accounts.administer(ACCOUNT, OTHER))
        quota = ActiveQuota(account_id=ACCOUNT, expiring={Month(2027, 12): 2})
        commit(lambda work: work.purchase_orders.save_quota(quota))
        with unit() as work:
            page = work.purchase_orders.page(
                ACCOUNT, PurchaseOrderQuery(), now=NOW, limit=9, token=None
            )
            names = [order.purchase_order_id for order in page.items]
            assert names == ["ACCOUNT", "QUOTA"]
            assert work.purchase_orders.quota(ACCOUNT).active(NOW) == 2
            assert work.accounts.administrator_of(ACCOUNT) == OTHER

    def test_marketplace_charges_and_imports_share_a_table(self):
        commit(lambda work: work.imports.hold("aa", "a.csv"))
        charged(a_usage_charge("ch-1", kind=ChargeKind.MARKETPLACE_USAGE))
        with unit() as work:
            assert len(list(work.charges.of_collection(BUYER))) == 1
            assert list(work.charges.receivers_due(datetime(2028, 1, 1, tzinfo=UTC))) == [BUYER]
