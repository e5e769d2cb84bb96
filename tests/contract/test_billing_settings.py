"""What `service.ports` promises of billing settings and invoicing entities, kept on DynamoDB."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from procurement import bootstrap
from procurement.domain.billing_settings.billing_settings import BillingSettings
from procurement.domain.billing_settings.invoice_units import InvoiceUnit, InvoiceUnitNames
from procurement.domain.billing_settings.payment_settings import PaymentSettings
from procurement.domain.errors import (
    AlreadyExists,
    InvalidInput,
    InvoiceUnitNotFound,
    LedgerlineError,
    LostRace,
    Unavailable,
)
from procurement.service.ports.unit_of_work import UnitOfWork
from tests.support.api import BUYER
from tests.support.application import nothing_written
from tests.support.billing_settings import NORTHERN, SOUTHERN, an_invoice_unit
from tests.support.events import an_event
from tests.support.purchase_orders import ENTITIES, INC, a_line, a_purchase_order
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


def refused(error: type[LedgerlineError], stage: Callable[[UnitOfWork], Any]) -> None:
    """The commit raises this, and nothing is written, beside it either."""
    with nothing_written(), unit() as work:
        work.ledger.record(an_event("ev-beside"))
        stage(work)
        with pytest.raises(error) as raised:
            work.commit()
    assert type(raised.value) is error


def settings(account_id: str = BUYER) -> BillingSettings:
    with unit() as work:
        return work.billing_settings.of_account(account_id)


def added(*units: InvoiceUnit) -> None:
    """Store the units with their names."""
    with unit() as work:
        names = work.billing_settings.unit_names(BUYER)
        for each in units:
            work.billing_settings.add_unit(each)
            names = names.with_name(each.name)
        work.billing_settings.save_unit_names(names)
        work.commit()


class TestInvoiceUnits:
    def test_a_unit_comes_back_as_it_was_saved(self):
        """R-047: every member, the accounts in their order"""
        given = an_invoice_unit(
            "North 2-b_C",
            SOUTHERN,
            NORTHERN,
            description="Zwei\nZeilen",
            is_tax_inheritance_disabled=True,
            tags=(("stage", ""), ("team", "a")),
            client_token="t-1",
            version=7,
        )
        added(given)
        with unit() as work:
            assert work.billing_settings.unit(BUYER, "North 2-b_C") == given
            with pytest.raises(InvoiceUnitNotFound):
                work.billing_settings.unit(BUYER, "North")
            with pytest.raises(InvoiceUnitNotFound):
                work.billing_settings.unit(OTHER, "North 2-b_C")

    def test_a_taken_name_is_refused(self):
        """R-047"""
        added(an_invoice_unit("North"))
        refused(AlreadyExists, lambda w: w.billing_settings.add_unit(an_invoice_unit("North")))

    def test_a_unit_is_saved_and_removed_over_the_version_that_was_read(self):
        first = an_invoice_unit("North")
        second = replace(first, version=2, description="Second")
        added(first)
        commit(lambda work: work.billing_settings.save_unit(first, second))
        refused(LostRace, lambda work: work.billing_settings.save_unit(first, second))
        refused(LostRace, lambda work: work.billing_settings.remove_unit(first))
        with unit() as work:
            assert work.billing_settings.unit(BUYER, "North") == second
        commit(lambda work: work.billing_settings.remove_unit(second))
        with unit() as work, pytest.raises(InvoiceUnitNotFound):
            work.billing_settings.unit(BUYER, "North")

    def test_the_names_are_saved_over_the_revision_that_was_read(self):
        """R-046: so that two decisions on the same names never both stand"""
        none = InvoiceUnitNames(account_id=BUYER)
        with unit() as work:
            assert work.billing_settings.unit_names(BUYER) == none
        commit(lambda work: work.billing_settings.save_unit_names(none.with_name("North")))
        refused(LostRace, lambda work: work.billing_settings.save_unit_names(none))
        with unit() as work:
            one = work.billing_settings.unit_names(BUYER)
        assert one == InvoiceUnitNames(account_id=BUYER, names=frozenset({"North"}), revision=1)
        commit(lambda work: work.billing_settings.save_unit_names(one.without_name("North")))
        with unit() as work:
            empty = InvoiceUnitNames(account_id=BUYER, revision=2)
            assert work.billing_settings.unit_names(BUYER) == empty

    def test_they_are_listed_by_name_page_by_page(self):
        added(*(an_invoice_unit(name) for name in ("b", "C", "a", "A 2")))
        commit(lambda w: w.billing_settings.add_unit(an_invoice_unit("X", account_id=OTHER)))
        with unit() as work:
            first = work.billing_settings.page_of_units(BUYER, limit=3, token=None)
            rest = work.billing_settings.page_of_units(BUYER, limit=3, token=first.next_token)
            with pytest.raises(InvalidInput):
                work.billing_settings.page_of_units(OTHER, limit=3, token=first.next_token)
        assert [each.name for each in (*first.items, *rest.items)] == ["A 2", "C", "a", "b"]
        assert rest.next_token is None


class TestPaymentSettings:
    given = PaymentSettings(
        account_id=BUYER,
        bill_to="Line 1\nLine 2",
        payment_terms="Net 30",
        net_payment_days=0,
        preferred_currency="EUR",
        version=1,
        updated_at=NOW,
    )

    def test_they_come_back_as_they_were_saved(self):
        """R-020, R-024, R-025"""
        with unit() as work:
            none = work.billing_settings.payment(BUYER)
        assert none == PaymentSettings(account_id=BUYER)
        commit(lambda work: work.billing_settings.save_payment(none, self.given))
        with unit() as work:
            assert work.billing_settings.payment(BUYER) == self.given
            assert work.billing_settings.payment(OTHER) == PaymentSettings(account_id=OTHER)

    def test_what_is_empty_comes_back_empty(self):
        none = PaymentSettings(account_id=BUYER)
        empty = replace(none, version=1, updated_at=NOW)
        commit(lambda work: work.billing_settings.save_payment(none, empty))
        assert settings().payment == empty

    def test_they_are_saved_over_the_version_that_was_read(self):
        none = PaymentSettings(account_id=BUYER)
        commit(lambda work: work.billing_settings.save_payment(none, self.given))
        refused(LostRace, lambda work: work.billing_settings.save_payment(none, self.given))
        second = replace(self.given, version=2)
        commit(lambda work: work.billing_settings.save_payment(self.given, second))
        refused(LostRace, lambda work: work.billing_settings.save_payment(self.given, second))


class TestEverythingAtOnce:
    def test_an_account_that_set_nothing_has_empty_settings(self):
        assert settings() == BillingSettings.none_of(BUYER)

    def test_all_of_an_account_is_read_and_nothing_of_another(self):
        """R-119: what the grouping of invoices rests on"""
        none = PaymentSettings(account_id=BUYER)
        commit(lambda w: w.billing_settings.save_payment(none, TestPaymentSettings.given))
        units = (an_invoice_unit("North", NORTHERN), an_invoice_unit("South", SOUTHERN))
        added(*units)
        commit(lambda w: w.billing_settings.add_unit(an_invoice_unit("X", account_id=OTHER)))
        stored(a_purchase_order("PO-1", a_line()))
        found = settings()
        assert found.payment == TestPaymentSettings.given
        assert found.invoice_units.units == units
        assert found.invoice_units.names.names == {"North", "South"}
        assert found.invoice_units.names.revision == 1

    def test_500_units_of_200_accounts_are_one_request(self):
        """The accounts of a unit are stored deflated: a query's megabyte holds over 100,000"""
        for start in range(0, 500, 50):
            added(
                *(
                    an_invoice_unit(f"Unit {n}", *(f"{n:03d}{a:09d}" for a in range(200)))
                    for n in range(start, start + 50)
                )
            )
        counted: Counter[str] = Counter()
        events = bootstrap.connection().client.meta.events
        events.register("before-call.dynamodb", lambda model, **_: counted.update([model.name]))
        assert len(settings().invoice_units.by_account) == 100_000
        assert counted == {"Query": 1}


class TestBusyStore:
    def test_reads_are_throttled_like_all_others(self, monkeypatch):
        def fail(*_: Any, **__: Any) -> Any:
            error = {"Code": "ProvisionedThroughputExceededException", "Message": ""}
            metadata = {"HTTPStatusCode": 400}
            raise ClientError({"Error": error, "ResponseMetadata": metadata}, "Query")  # type: ignore[arg-type]

        monkeypatch.setattr(bootstrap.connection().client, "_make_api_call", fail)
        with unit() as work:
            for read in (
                lambda: work.billing_settings.of_account(BUYER),
                lambda: work.billing_settings.payment(BUYER),
                lambda: work.billing_settings.unit_names(BUYER),
                lambda: work.billing_settings.unit(BUYER, "North"),
                lambda: work.billing_settings.page_of_units(BUYER, limit=1, token=None),
                lambda: work.purchase_orders.naming_unit(BUYER, "North"),
                work.invoicing_entities.find,
            ):
                with pytest.raises(Unavailable):
                    read()


class TestPurchaseOrdersOfAUnit:
    def test_every_one_that_names_it_is_found_whatever_its_status(self):
        """R-035"""
        stored(a_purchase_order("A", invoice_units=["North"]))
        stored(a_purchase_order("B", invoice_units=["South", "North"], suspended=True))
        past = ("2026-01", "2026-02")
        stored(a_purchase_order("C", months=past, invoice_units=["North", "South"]))
        stored(a_purchase_order("D", invoice_units=["North 2"]))
        stored(a_purchase_order("E"))
        with unit() as work:
            found = work.purchase_orders.naming_unit(BUYER, "North")
            assert [order.purchase_order_id for order in found] == ["A", "B", "C"]
            assert found[1] == work.purchase_orders.get(BUYER, "B")
            assert work.purchase_orders.naming_unit(OTHER, "North") == []


class TestInvoicingEntities:
    table = replace(ENTITIES, former_prefixes={"Old": "OLD"}, version=1, updated_at=NOW)

    def test_without_a_stored_table_there_is_none(self):
        """R-106"""
        with unit() as work:
            assert work.invoicing_entities.find() is None

    def test_the_table_comes_back_as_it_was_saved(self):
        """R-019, R-106: also the order in which the entities were given"""
        commit(lambda work: work.invoicing_entities.save(ENTITIES, self.table))
        with unit() as work:
            assert work.invoicing_entities.find() == self.table

    def test_it_is_saved_over_the_version_that_was_read(self):
        commit(lambda work: work.invoicing_entities.save(ENTITIES, self.table))
        refused(LostRace, lambda work: work.invoicing_entities.save(ENTITIES, self.table))
        second = replace(self.table, known=(INC,), invoice_prefixes={INC: "US"}, version=2)
        commit(lambda work: work.invoicing_entities.save(self.table, second))
        refused(LostRace, lambda work: work.invoicing_entities.save(self.table, second))
