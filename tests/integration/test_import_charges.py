"""A FOCUS cost export dropped into the bucket becomes charges, once per content."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import boto3
import pytest

from functions.import_charges.app import lambda_handler
from procurement import bootstrap
from procurement.adapters.dynamodb.transaction import Transaction
from procurement.domain.charges.charge import ChargeState
from procurement.domain.errors import NotAllowed
from tests.support.api import BUYER, call
from tests.support.application import (
    add,
    check_refusal,
    events_of,
    everything_stored,
    get,
    items,
    nothing_written,
)
from tests.support.billing import (
    Queue,
    charges_of,
    check_books,
    invoice_now,
    invoices,
    nothing_is_due,
    run_invoices,
)
from tests.support.billing_settings import created_unit, unit_path
from tests.support.cost_rows import CANADA, INC, cells, csv_text
from tests.support.crashes import When, counted, crashed
from tests.support.lambda_context import LambdaContext
from tests.support.tables import empty_tables, name_of

REPOSITORY = Path(__file__).parents[2]
SHIPPED = REPOSITORY / "samples/focus-export.csv"
SAMPLE = REPOSITORY.parent / "shared/data/focus/focus_sample.csv"

ADMINISTRATOR = "555566667777"
OTHER = "999988887777"
BUCKET = "test-exports"
KEY = "2026-10.csv"

Row = Mapping[str, str]


@pytest.fixture(autouse=True)
def bucket(
    aws: None, clock: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], None]:
    """The bucket, in a deployment of `ADMINISTRATOR`, on 1 November 2026."""
    monkeypatch.setenv("DEPLOYMENT_ACCOUNT", ADMINISTRATOR)
    bootstrap.settings.cache_clear()
    boto3.client("s3").create_bucket(Bucket=BUCKET)
    clock("2026-11-01T08:00")
    return clock


def drop(content: bytes | str | Iterable[Row], key: str = KEY) -> Any:
    """Put a file into the bucket and tell the function so; what it did with the file."""
    if not isinstance(content, bytes | str):
        content = csv_text(content)
    body = content if isinstance(content, bytes) else content.encode()
    boto3.client("s3").put_object(Bucket=BUCKET, Key=key, Body=body)
    return lambda_handler(dropped(key), LambdaContext())[key]


def dropped(*keys: str, event_name: str = "ObjectCreated:Put") -> dict[str, Any]:
    """S3's notification: keys are encoded as in a form."""
    return {
        "Records": [
            {
                "eventSource": "aws:s3",
                "eventName": event_name,
                "s3": {"bucket": {"name": BUCKET}, "object": {"key": quote_plus(key, safe="/")}},
            }
            for key in keys
        ]
    }


def ec2(cost: str, **more: str) -> Row:
    return cells(BilledCost=cost, **more)


def s3_(cost: str, **more: str) -> Row:
    return cells(BilledCost=cost, ServiceName="Amazon S3", **more)


def amounts(account: str = BUYER) -> dict[str, list[str]]:
    """The amounts of each service's charges, invoiced ones first."""
    found: dict[str, list[str]] = {}
    for charge in sorted(charges_of(account), key=lambda c: (c.state.value, c.charge_id)):
        found.setdefault(charge.description, []).append(f"{charge.amount:f}")
    return found


class TestImporting:
    def test_the_sample_that_ships_becomes_charges(self):
        """Usage, purchases, Marketplace and credits of one account, without loss of decimals"""
        answer = drop(SHIPPED.read_bytes(), "2026/10 export.csv")
        assert answer["accounts"] == (BUYER,)
        charges = charges_of()
        assert answer["added"] == len(charges) > 10
        assert all(charge.state is ChargeState.PENDING for charge in charges)
        total = sum((charge.amount + charge.tax for charge in charges), Decimal(0))
        assert f"{total:.2f}" == "8503.00"
        (event,) = events_of(ADMINISTRATOR)
        assert event["type"] == "CostExportImported"
        assert event["detail"]["rowsRead"] == 50
        assert event["detail"]["chargesAdded"] == len(charges)

    def test_the_same_content_again_changes_nothing(self):
        """Idempotent per file content, whatever its key"""
        drop([ec2("1.50")])
        with nothing_written():
            again = drop([ec2("1.50")])
            elsewhere = drop([ec2("1.50")], "copy of it.csv")
        assert (again["is_repeat"], again["source"]) == (True, KEY)
        assert (elsewhere["is_repeat"], elsewhere["source"]) == (True, KEY)

    def test_new_content_replaces_what_is_open(self):
        """The newest file of a key is in force"""
        drop([ec2("1.50"), s3_("2.00")])
        answer = drop([ec2("1.75"), s3_("2.00"), cells(ServiceName="Amazon SQS", BilledCost="3")])
        assert (answer["added"], answer["changed"], answer["removed"]) == (1, 1, 0)
        assert amounts() == {
            "Amazon EC2": ["1.75"],
            "Amazon S3": ["2"],
            "Amazon SQS": ["3"],
        }
        answer = drop([ec2("1.75")])
        assert (answer["added"], answer["changed"], answer["removed"]) == (0, 0, 2)
        assert amounts() == {"Amazon EC2": ["1.75"]}

    def test_what_was_imported_before_accounts_were_lists_gives_way_as_well(self):
        """A record of an earlier version has its accounts itself"""
        drop([ec2("1.50")])
        table = boto3.resource("dynamodb").Table(name_of("ChargesTable"))
        record = next(each for each in table.scan()["Items"] if "account_lists" in each)
        accounts = next(each for each in table.scan()["Items"] if "account_ids" in each)
        table.delete_item(
            Key={
                each["AttributeName"]: accounts[each["AttributeName"]] for each in table.key_schema
            }
        )
        del record["account_lists"]
        table.put_item(Item={**record, "account_ids": [BUYER]})
        with nothing_written():
            assert drop([ec2("1.50")])["is_repeat"]
        answer = drop([ec2("1.75")])
        assert (answer["added"], answer["changed"], answer["removed"]) == (0, 1, 0)
        assert amounts() == {"Amazon EC2": ["1.75"]}

    def test_what_is_invoiced_stays_and_the_difference_follows(self, bucket):
        """The difference is a charge of its own, negative where too much was invoiced"""
        drop([ec2("10.00"), s3_("2.00")])
        bucket("2026-11-03T00:00")
        assert len(invoice_now()) == 1
        answer = drop([ec2("12.50"), s3_("1.25")])
        assert (answer["added"], answer["changed"], answer["removed"]) == (2, 0, 0)
        assert amounts() == {"Amazon EC2": ["10", "2.5"], "Amazon S3": ["2", "-0.75"]}
        with nothing_written():
            drop([ec2("12.50"), s3_("1.25")])
        invoice_now()
        assert [invoice["total"] for invoice in invoices()] == ["12.00", "1.75"]
        drop([ec2("12.50")])
        invoice_now()
        assert invoices()[2]["invoiceType"] == "CREDIT_MEMO"
        assert sum(Decimal(invoice["total"]) for invoice in invoices()) == Decimal("12.50")
        check_books()

    def test_a_file_that_comes_back_is_in_force_again(self, bucket):
        """A, then B, then A once more"""
        for second, cost in enumerate(("10.00", "20.00", "10.00")):
            bucket(f"2026-11-01T08:00:0{second}")
            answer = drop([ec2(cost)])
        assert (answer["is_repeat"], answer["changed"]) == (False, 1)
        assert amounts() == {"Amazon EC2": ["10"]}
        bucket("2026-11-03T00:00")
        invoice_now()
        for second, cost in enumerate(("20.00", "10.00")):
            bucket(f"2026-11-03T00:00:0{second}")
            drop([ec2(cost)])
        assert amounts() == {"Amazon EC2": ["10"]}
        assert nothing_is_due()

    def test_files_of_different_keys_add_up(self):
        """Each key is a source of its own"""
        drop([ec2("10.00")], "team-a.csv")
        drop([ec2("5.00")], "team-b.csv")
        assert sorted(amounts()["Amazon EC2"]) == ["10", "5"]

    def test_an_account_that_a_newer_file_leaves_out_loses_its_open_charges(self):
        drop([ec2("10.00"), ec2("7.00", BillingAccountId=OTHER)])
        answer = drop([ec2("10.00")])
        assert answer["removed"] == 1
        assert charges_of(OTHER) == []

    def test_more_charges_than_one_transaction_holds(self):
        rows = [cells(ServiceName=f"Service {n:03}", BilledCost="1") for n in range(120)]
        with counted() as commits:
            assert drop(rows)["added"] == 120
        assert commits.count > 3
        assert len(charges_of()) == 120

    def test_several_files_of_one_event_are_reported_each(self):
        client = boto3.client("s3")
        client.put_object(Bucket=BUCKET, Key="good.csv", Body=csv_text([ec2("1.00")]).encode())
        client.put_object(Bucket=BUCKET, Key="bad.csv", Body=b"no export")
        answers = lambda_handler(dropped("good.csv", "bad.csv"), LambdaContext())
        assert answers["good.csv"]["added"] == 1
        assert answers["bad.csv"] == "REFUSED"

    def test_removed_objects_are_no_exports(self):
        event = dropped(KEY, event_name="ObjectRemoved:Delete")
        assert lambda_handler(event, LambdaContext()) == {}

    def test_usage_waits_for_the_third_and_purchases_do_not(self, bucket):
        """R-240, R-242"""
        purchase = cells(
            ServiceName="Amazon RDS",
            ChargeCategory="Purchase",
            ChargeFrequency="One-Time",
            BilledCost="900.00",
        )
        drop([ec2("10.00"), purchase])
        invoice_now()
        assert [(i["kind"], i["total"]) for i in invoices()] == [("SUBSCRIPTION", "900.00")]
        bucket("2026-11-02T23:59:59")
        assert invoice_now() == []
        bucket("2026-11-03T00:00")
        assert len(invoice_now()) == 1
        check_books()


class TestRefusing:
    def test_a_file_with_a_bad_row_leaves_nothing(self):
        """Rows that cannot be read are reported with row, column and reason; the file is refused"""
        before = everything_stored()
        rows = [ec2("1.00"), ec2("much"), cells(BillingPeriodStart="October"), ec2("2.00")]
        assert drop(rows) == "REFUSED"
        (event,) = events_of(ADMINISTRATOR)
        assert event["type"] == "CostExportRefused"
        assert event["detail"]["source"] == KEY
        problems = event["detail"]["problems"]
        assert [(p["field"], p["reason"]) for p in problems[:-1]] == [
            ("row 3, BilledCost", "NOT_A_NUMBER"),
            ("row 4, BillingPeriodStart", "NOT_A_UTC_MONTH"),
        ]
        assert problems[-1]["field"] == "file"
        after = everything_stored()
        assert after.pop("test-LedgerTable") != before.pop("test-LedgerTable")
        # Only that this drop was refused.
        assert len(after.pop("test-ChargesTable")) == len(before.pop("test-ChargesTable")) + 1
        assert after == before
        assert charges_of() == []

    def test_a_drop_is_refused_once_however_often_it_is_told_of(self):
        assert drop([ec2("much")]) == "REFUSED"
        told = dropped(KEY)
        told["Records"][0]["eventTime"] = "2026-11-01T08:00:00.000Z"
        for _ in range(2):
            assert lambda_handler(told, LambdaContext()) == {KEY: "REFUSED"}
        told["Records"][0]["eventTime"] = "2026-11-01T08:00:00.001Z"
        assert lambda_handler(told, LambdaContext()) == {KEY: "REFUSED"}
        assert len(events_of(ADMINISTRATOR, "CostExportRefused")) == 3

    @pytest.mark.parametrize(
        "content", [b"", b"no export", b"\x1f\x8b broken gzip", b"PAR1 broken", b"BilledCost\n1\n"]
    )
    def test_what_is_no_export_is_refused(self, content):
        assert drop(content) == "REFUSED"
        (event,) = events_of(ADMINISTRATOR, "CostExportRefused")
        assert event["detail"]["problems"]

    def test_a_refused_file_leaves_the_one_in_force(self):
        drop([ec2("1.50")])
        assert drop([ec2("much")]) == "REFUSED"
        assert amounts() == {"Amazon EC2": ["1.5"]}
        with nothing_written():
            assert drop([ec2("1.50")])["is_repeat"] is True

    def test_a_mended_file_is_taken(self):
        assert drop([ec2("much")]) == "REFUSED"
        assert drop([ec2("1.50")])["added"] == 1


class TestAdministrator:
    def test_the_deployment_acts_for_the_accounts_of_its_exports(self):
        """billingAccountId opens what the export's accounts have"""
        account = "1234567890123"
        drop([ec2("1.50", BillingAccountId=account)])
        body = {
            "purchaseOrderId": "PO-1",
            "billFrom": [INC],
            "effectiveMonth": "2026-10",
            "expirationMonth": "2026-12",
        }
        added = call(
            "POST",
            "/purchase-orders",
            body,
            account=ADMINISTRATOR,
            billingAccountId=account,
        )
        assert added.status == 201
        assert get("PO-1", account=ADMINISTRATOR, billingAccountId=account)["version"] == 1
        assert items("/purchase-orders", account=ADMINISTRATOR) == []
        stranger = call("GET", "/invoices", account=OTHER, billingAccountId=account)
        check_refusal(stranger, 403, "AccessDeniedException", "NOT_ALLOWED")

    def test_another_administrator_is_refused_and_changes_nothing(self, monkeypatch):
        drop([ec2("1.50")])
        monkeypatch.setenv("DEPLOYMENT_ACCOUNT", OTHER)
        bootstrap.settings.cache_clear()
        before = charges_of()
        with pytest.raises(NotAllowed):
            drop([ec2("9.99")], "other.csv")
        assert charges_of() == before
        answer = call("GET", "/invoices", account=OTHER, billingAccountId=BUYER)
        check_refusal(answer, 403, "AccessDeniedException", "NOT_ALLOWED")


class TestCrashes:
    def test_a_crash_at_any_commit_is_made_good_by_a_repeat(self, subtests):
        """S3 delivers again; charges are what the file says, exactly once"""
        first = [ec2("1.00"), s3_("2.00"), ec2("3.00", BillingAccountId=OTHER)]
        second = [
            ec2("1.25"),
            ec2("3.00", BillingAccountId=OTHER),
            ec2("4", InvoiceIssuerName=CANADA),
        ]
        drop(first)
        with counted() as commits:
            drop(second)
        expected = (amounts(), amounts(OTHER))
        for number in range(1, commits.count + 1):
            for when in When:
                with subtests.test(number=number, when=when.value):
                    empty_tables()
                    drop(first)
                    assert crashed(lambda: drop(second), number, when)
                    drop(second)
                    assert (amounts(), amounts(OTHER)) == expected
                    imported = events_of(ADMINISTRATOR, "CostExportImported")
                    assert len(imported) == 2

    @pytest.mark.parametrize(
        ("newer", "expected"),
        [([ec2("12.50")], ["10", "2.5"]), ([s3_("1.00")], ["10", "-10"])],
        ids=["changed", "removed"],
    )
    def test_an_invoice_that_comes_between_is_respected(self, newer, expected, bucket, monkeypatch):
        """A charge that is invoiced while a newer file replaces it: the difference follows"""
        drop([ec2("10.00")])
        bucket("2026-11-03T00:00")
        commit, others = Transaction.commit, [3]

        def raced(transaction: Transaction) -> None:
            others[0] -= 1
            if others[0] == 1:
                assert len(invoice_now()) == 1
            commit(transaction)

        monkeypatch.setattr(Transaction, "commit", raced)
        drop(newer)
        monkeypatch.setattr(Transaction, "commit", commit)
        assert amounts()["Amazon EC2"] == expected
        check_books()


class TestRealSamples:
    def test_the_whole_way_from_the_export_to_invoices(self, queue: Queue, bucket):
        """Import, plan, generate: the sample that ships gives its documented invoices"""
        drop(SHIPPED.read_bytes())
        bucket("2026-11-03T00:00")
        run = run_invoices(queue)
        assert (run["state"], run["planned"], run["failed"]) == ("FINISHED", 1, 0)
        check_books()
        sums: dict[tuple[str, str], Decimal] = {}
        for invoice in invoices():
            group = (invoice["invoicingEntity"], invoice["kind"])
            sums[group] = sums.get(group, Decimal(0)) + Decimal(invoice["totalBeforeTax"])
        assert sums[INC, "MONTHLY_USAGE"] == Decimal("733.82")
        assert sums[INC, "SUBSCRIPTION"] == Decimal("4380.00")
        assert sums[CANADA, "MONTHLY_USAGE"] == Decimal("35.22")

    @pytest.mark.skipif(not SAMPLE.exists(), reason=f"{SAMPLE} is not on this machine")
    def test_the_finops_sample_gives_exactly_four_invoices(self, queue: Queue, bucket):
        """Issue 2: account 1234567890123, September 2024, before tax"""
        account = "1234567890123"
        drop(SAMPLE.read_bytes())
        asked = {"account": ADMINISTRATOR, "billingAccountId": account}
        run = run_invoices(queue)
        assert (run["state"], run["failed"]) == ("FINISHED", 0)
        found = {
            (invoice["invoicingEntity"], invoice["kind"], invoice["billingPeriod"]): (
                invoice["totalBeforeTax"],
                invoice["currencyCode"],
            )
            for invoice in invoices(**asked)
        }
        inc, period = "Amazon Web Services, Inc.", "2024-09"
        assert found == {
            (inc, "MONTHLY_USAGE", period): ("17.41", "USD"),
            ("Amazon Web Services Canada, Inc.", "MONTHLY_USAGE", period): ("0.25", "USD"),
            ("Amazon Web Services EMEA SARL", "MONTHLY_USAGE", period): ("0.00", "USD"),
            (inc, "MARKETPLACE_USAGE", period): ("0.34", "USD"),
        }
        usage = next(i for i in invoices(**asked) if i["totalBeforeTax"] == "17.41")
        exact = sum(Decimal(line["amount"]) for line in usage["lines"])
        assert exact == Decimal("20.0254212569") - Decimal("2.6137")


def test_an_order_of_the_month_takes_the_imported_usage(queue: Queue, bucket):
    """The whole way with a purchase order: S-01 on a real export"""
    add("OCT", months=("2026-10", "2026-12"), bill_from=(INC,), lineItems=[october_line()])
    drop(SHIPPED.read_bytes())
    bucket("2026-11-03T00:00")
    run_invoices(queue)
    usage = [i for i in invoices() if (i["invoicingEntity"], i["kind"]) == (INC, "MONTHLY_USAGE")]
    assert [invoice["purchaseOrderId"] for invoice in usage] == ["OCT"]
    check_books()


def test_usage_falls_into_the_unit_of_the_account_that_used(queue: Queue, bucket):
    """R-119, R-245, R-386: with its tax and its credit; what names no account is the payer's"""
    bucket("2026-10-20T00:00")
    created_unit("North", "222233334444")
    created_unit("South", "333344445555")
    bucket("2026-11-01T08:00")
    drop(
        [
            cells(SubAccountId="222233334444", BilledCost="100"),
            cells(SubAccountId="222233334444", BilledCost="7", ChargeCategory="Tax"),
            cells(SubAccountId="222233334444", BilledCost="-10", ChargeCategory="Credit"),
            cells(SubAccountId="333344445555", BilledCost="40"),
            cells(SubAccountId="444455556666", BilledCost="5"),
            cells(SubAccountId="", BilledCost="3"),
        ]
    )
    call("PATCH", unit_path("South"), {"rule": {"linkedAccounts": []}})
    bucket("2026-11-03T00:00")
    run_invoices(queue)
    assert {(i["invoiceUnit"], i["totalBeforeTax"], i["total"]) for i in invoices()} == {
        ("North", "90.00", "97.00"),
        ("South", "40.00", "40.00"),
        (None, "8.00", "8.00"),
    }
    check_books()


def october_line() -> dict[str, Any]:
    return {
        "lineItemNumber": "1",
        "type": "AWS_MONTHLY_USAGE",
        "startMonth": "2026-10",
        "endMonth": "2026-12",
        "unitPrice": "5000.00",
        "quantity": "1",
        "isBalanceTracked": True,
    }
