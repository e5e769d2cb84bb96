from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from procurement.domain.charges.charge import Charge, ChargeKind, ChargeState, Timing
from procurement.domain.charges.cost_export import (
    ImportPlan,
    UsageTotal,
    plan_import,
    source_prefix,
    to_charge,
    totals_of,
)
from procurement.domain.charges.cost_row import CostGroup, CostRow, is_aws, read_row
from procurement.domain.errors import InvalidInput, Problems
from procurement.domain.month import Month
from tests.support.cost_rows import CANADA, INC, a_cost_group, a_cost_row

SOURCE = "s3://exports/october.csv"


def group_of(row: CostRow) -> CostGroup:
    problems = Problems()
    group = read_row(row, problems)
    assert problems.found == []
    assert group is not None
    return group


def faults_of(row: CostRow) -> list[tuple[str, str]]:
    problems = Problems()
    assert read_row(row, problems) is None
    return [(problem.field, problem.reason) for problem in problems.found]


def a_total(amount: str, tax: str = "0", group: CostGroup | None = None) -> UsageTotal:
    return UsageTotal(group=group or a_cost_group(), amount=Decimal(amount), tax=Decimal(tax))


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, ChargeKind.MONTHLY_USAGE),
        ({"category": "Credit", "frequency": "One-Time"}, ChargeKind.MONTHLY_USAGE),
        ({"category": "Adjustment"}, ChargeKind.MONTHLY_USAGE),
        ({"category": "Tax"}, ChargeKind.MONTHLY_USAGE),
        ({"category": "Purchase", "frequency": "One-Time"}, ChargeKind.SUBSCRIPTION),
        ({"category": "purchase", "frequency": None}, ChargeKind.SUBSCRIPTION),
        ({"category": "Purchase", "frequency": "Recurring"}, ChargeKind.MONTHLY_USAGE),
        ({"service": "AWS Support (Business)"}, ChargeKind.SUBSCRIPTION),
        ({"service": "Supporting Cast Service"}, ChargeKind.MONTHLY_USAGE),
        (
            {"category": "Purchase", "frequency": "One-Time", "service": "AWS Training"},
            ChargeKind.PROFESSIONAL_SERVICES,
        ),
        ({"service": "AWS Professional Services"}, ChargeKind.MONTHLY_USAGE),
        (
            {"category": "Purchase", "frequency": "Recurring", "service": "AWS Training"},
            ChargeKind.MONTHLY_USAGE,
        ),
        ({"publisher": "Red Hat Inc."}, ChargeKind.MARKETPLACE_USAGE),
        ({"publisher": "Amazonia Ltd"}, ChargeKind.MARKETPLACE_USAGE),
        ({"publisher": "Red Hat Inc.", "category": "Credit"}, ChargeKind.MARKETPLACE_USAGE),
        (
            {"publisher": "Red Hat Inc.", "category": "Purchase", "frequency": "One-Time"},
            ChargeKind.MARKETPLACE_PURCHASE,
        ),
        (
            {"publisher": "Red Hat Inc.", "category": "Purchase", "frequency": "Recurring"},
            ChargeKind.MARKETPLACE_USAGE,
        ),
        ({"publisher": "Red Hat Inc.", "issuer": "A Reseller"}, ChargeKind.MONTHLY_USAGE),
    ],
)
def test_category_frequency_service_and_publisher_decide_the_kind(
    changes: dict[str, str | None], kind: ChargeKind
) -> None:
    """R-098, R-101, R-138 to R-140, R-241."""
    assert group_of(a_cost_row(**changes)).kind is kind


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("AWS", True),
        ("Amazon Web Services EMEA SARL", True),
        ("Amazon AWS Serviços Brasil Ltda.", True),
        ("A seller", False),
        ("AWSome Tools", False),
        ("Microsoft", False),
        (None, False),
    ],
)
def test_an_aws_name_is_recognised_without_a_closed_list(name: str | None, expected: bool) -> None:
    """R-019."""
    assert is_aws(name) is expected


def test_a_group_keeps_the_names_of_the_export() -> None:
    """R-019."""
    group = group_of(a_cost_row(issuer="Amazon Web Services Atlantis Ltd", publisher="AWS"))
    assert group.invoicing_entity == "Amazon Web Services Atlantis Ltd"
    assert group.billing_account_id == "111122223333"
    assert group.billing_period == Month(2026, 10)
    assert group.charge_date is None


def test_usage_belongs_to_the_account_that_used() -> None:
    """R-119, R-245: its payer receives the charge."""
    group = group_of(a_cost_row(sub_account="444455556666"))
    assert (group.billing_account_id, group.account_id) == ("111122223333", "444455556666")
    charge = to_charge(a_total("1", group=group), "key")
    assert charge.subscriber_account_id == "444455556666"
    assert {charge.collection_id, charge.receiver_account_id, charge.bearer_account_id} == {
        "111122223333"
    }


def test_what_names_no_account_belongs_to_its_payer() -> None:
    """R-119: and makes the same charge as if the payer itself were named."""
    unnamed, named = (
        group_of(a_cost_row(sub_account=account)) for account in (None, "111122223333")
    )
    assert unnamed == named
    assert unnamed.account_id == "111122223333"


def test_each_account_has_a_charge_of_its_own() -> None:
    """R-245"""
    groups = [group_of(a_cost_row(sub_account=each)) for each in ("111122223333", "444455556666")]
    ids = {to_charge(a_total("1", group=group), "key").charge_id for group in groups}
    assert len(ids) == 2


def test_without_an_issuer_the_publisher_that_is_aws_issues() -> None:
    assert group_of(a_cost_row(issuer=None, publisher=CANADA)).invoicing_entity == CANADA


def test_without_a_publisher_aws_made_it() -> None:
    group = group_of(a_cost_row(publisher=None))
    assert (group.kind, group.publisher) == (ChargeKind.MONTHLY_USAGE, INC)


def test_a_purchase_is_billed_in_the_month_of_its_day() -> None:
    """R-389: an out-of-cycle invoice takes the month of its charge date."""
    purchase = a_cost_row(
        category="Purchase", frequency="One-Time", purchased_at="2026-09-30T23:59:59Z"
    )
    group = group_of(purchase)
    assert group.charge_date == date(2026, 9, 30)
    assert group.billing_period == Month(2026, 9)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-12-01", "2027-01-01"),
        ("2026-12-01T00:00:00Z", "2027-01-01T00:00:00.000Z"),
        ("2026-12-01 00:00:00+00", "2027-01-01 00:00:00"),
        ("2026-12-01T01:00:00+01:00", "2026-12-31T19:00-05:00"),
    ],
)
def test_a_whole_utc_month_may_be_written_in_many_ways(start: str, end: str) -> None:
    row = a_cost_row(period_start=start, period_end=end)
    assert group_of(row).billing_period == Month(2026, 12)


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"period_start": "2026-10-02"}, "BillingPeriodStart"),
        ({"period_start": "2026-10-01T00:00:00+02:00"}, "BillingPeriodStart"),
        ({"period_start": "2026-13-01"}, "BillingPeriodStart"),
        ({"period_start": "October 2026"}, "BillingPeriodStart"),
        ({"period_start": "0001-01-01"}, "BillingPeriodStart"),
        ({"period_end": "2026-10-31"}, "BillingPeriodEnd"),
        ({"period_end": "2026-12-01"}, "BillingPeriodEnd"),
        ({"period_end": "20261101"}, "BillingPeriodEnd"),
    ],
)
def test_anything_but_a_whole_utc_month_is_refused(changes: dict[str, str], column: str) -> None:
    """R-066: a billing period is a calendar month in UTC."""
    assert faults_of(a_cost_row(**changes)) == [(column, "NOT_A_UTC_MONTH")]


def test_all_faults_of_a_row_are_told_at_once() -> None:
    row = a_cost_row(
        billing_account=None,
        service="x" * 257,
        category="Gift",
        currency="usd",
        period_end="2026-10-31",
    )
    assert faults_of(row) == [
        ("BillingAccountId", "REQUIRED"),
        ("ServiceName", "TOO_LONG"),
        ("ChargeCategory", "UNKNOWN_CATEGORY"),
        ("BillingCurrency", "BAD_CURRENCY"),
        ("BillingPeriodEnd", "NOT_A_UTC_MONTH"),
    ]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"provider": None}, ("ProviderName", "REQUIRED")),
        ({"issuer": None, "publisher": "Red Hat Inc."}, ("InvoiceIssuerName", "REQUIRED")),
        (
            {"category": "Purchase", "frequency": None, "purchased_at": None},
            ("ChargePeriodStart", "REQUIRED"),
        ),
        (
            {"category": "Purchase", "frequency": None, "purchased_at": "soon"},
            ("ChargePeriodStart", "NOT_AN_INSTANT"),
        ),
    ],
)
def test_a_row_needs_what_decides_its_invoice(
    changes: dict[str, str | None], fault: tuple[str, str]
) -> None:
    assert faults_of(a_cost_row(**changes)) == [fault]


def test_credit_nets_and_tax_stands_apart() -> None:
    """R-392: amounts are before tax."""
    group = a_cost_group()
    (total,) = totals_of(
        [
            (group, False, Decimal("20.0254212569")),
            (group, False, Decimal("-2.6137")),
            (group, True, Decimal("3.31")),
        ]
    )
    assert (total.amount, total.tax) == (Decimal("17.4117212569"), Decimal("3.31"))


def test_sums_keep_every_decimal_and_are_written_plainly() -> None:
    group = a_cost_group()
    (small,) = totals_of([(group, False, Decimal("1E-22")), (group, False, Decimal("999999.9"))])
    (round_,) = totals_of([(group, False, Decimal("15.00")), (group, False, Decimal("5.00"))])
    (nothing,) = totals_of([(group, False, Decimal("-0.00"))])
    assert small.amount == Decimal("999999.9000000000000000000001")
    assert (str(round_.amount), str(nothing.amount)) == ("20", "0")
    assert not nothing.is_due


@pytest.mark.parametrize(
    ("costs", "reason"),
    [(["9E+14", "1E+14"], "TOO_LARGE"), (["100000000000000", "1E-30"], "TOO_PRECISE")],
)
def test_a_sum_that_cannot_be_stored_exactly_is_refused(costs: list[str], reason: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        totals_of([(a_cost_group(), False, Decimal(cost)) for cost in costs])
    assert [problem.reason for problem in refused.value.problems] == [reason]


def test_monthly_usage_falls_due_on_the_third_of_the_next_month() -> None:
    """R-242."""
    charge = to_charge(a_total("17.4117212569", "3.31"), SOURCE)
    assert charge.due_at == datetime(2026, 11, 3, tzinfo=UTC)
    assert charge.timing is Timing.BILLING_PERIOD
    assert (charge.amount, charge.tax) == (Decimal("17.4117212569"), Decimal("3.31"))
    assert charge.collection_id == charge.receiver_account_id == "111122223333"
    assert (charge.invoicing_entity, charge.description) == (INC, "Amazon EC2")
    assert charge.state is ChargeState.PENDING
    assert charge.source == SOURCE


def test_usage_of_december_falls_due_in_january() -> None:
    """R-242."""
    total = a_total("1", group=a_cost_group(billing_period=Month(2026, 12)))
    assert to_charge(total, SOURCE).due_at == datetime(2027, 1, 3, tzinfo=UTC)


def test_a_purchase_falls_due_on_its_day() -> None:
    """R-240."""
    group = a_cost_group(kind=ChargeKind.SUBSCRIPTION, charge_date=date(2026, 10, 12))
    charge = to_charge(a_total("4380", group=group), SOURCE)
    assert charge.due_at == datetime(2026, 10, 12, tzinfo=UTC)
    assert charge.charge_date == date(2026, 10, 12)
    assert charge.timing is Timing.SCHEDULED


def test_a_marketplace_charge_names_its_publisher() -> None:
    """R-244."""
    group = a_cost_group(
        kind=ChargeKind.MARKETPLACE_USAGE, service="OpenShift", publisher="Red Hat Inc."
    )
    assert (
        to_charge(a_total("0.342", group=group), SOURCE).description == "OpenShift by Red Hat Inc."
    )


def test_a_charge_id_follows_from_source_and_group() -> None:
    charge = to_charge(a_total("1"), SOURCE)
    assert to_charge(a_total("2"), SOURCE).charge_id == charge.charge_id
    assert charge.charge_id.startswith(source_prefix(SOURCE))
    assert len(charge.charge_id) < 60
    others = [
        to_charge(a_total("1"), "s3://exports/other.csv"),
        to_charge(a_total("1", group=a_cost_group(service="Amazon S3")), SOURCE),
        to_charge(a_total("1", group=a_cost_group(currency="EUR")), SOURCE),
        to_charge(a_total("1", group=a_cost_group(charge_date=date(2026, 10, 1))), SOURCE),
    ]
    assert len({charge.charge_id, *(other.charge_id for other in others)}) == 5


def applied(existing: list[Charge], plan: ImportPlan) -> list[Charge]:
    gone = {c.charge_id for c in plan.remove} | {before.charge_id for before, _ in plan.change}
    kept = [charge for charge in existing if charge.charge_id not in gone]
    return [*kept, *plan.add, *(after for _, after in plan.change)]


def test_the_first_import_adds_a_charge_per_total_that_is_due() -> None:
    plan = plan_import([], [a_total("5"), a_total("0", group=a_cost_group(service="S3"))], SOURCE)
    assert plan.add == (to_charge(a_total("5"), SOURCE),)
    assert (plan.change, plan.remove, plan.unchanged) == ((), (), ())


def test_the_same_totals_again_change_nothing() -> None:
    charge = to_charge(a_total("5"), SOURCE)
    plan = plan_import([charge], [a_total("5")], SOURCE)
    assert plan.changes_nothing
    assert plan.unchanged == (charge,)


def test_a_pending_charge_takes_the_new_amount_and_keeps_its_purchase_order() -> None:
    charge = to_charge(a_total("5", "1"), SOURCE).named("PO-7")
    plan = plan_import([charge], [a_total("6", "1.2")], SOURCE)
    ((before, after),) = plan.change
    assert before == charge
    assert after == replace(charge, amount=Decimal(6), tax=Decimal("1.2"), revision=3)


def test_a_pending_charge_that_the_file_no_longer_has_goes() -> None:
    charge = to_charge(a_total("5"), SOURCE)
    assert plan_import([charge], [], SOURCE).remove == (charge,)


def test_what_is_missing_on_an_invoice_becomes_a_further_charge() -> None:
    invoiced = to_charge(a_total("5", "1"), SOURCE).named("PO-7").invoiced("INV-1")
    plan = plan_import([invoiced], [a_total("7.5", "1.5")], SOURCE)
    (further,) = plan.add
    assert further.charge_id == f"{invoiced.charge_id}-2"
    assert (further.amount, further.tax) == (Decimal("2.5"), Decimal("0.5"))
    assert (further.state, further.invoice_id, further.revision) == (ChargeState.PENDING, None, 1)
    assert further.purchase_order_reference == "PO-7"
    assert (plan.change, plan.remove) == ((), ())


def test_what_is_too_much_on_an_invoice_becomes_a_negative_charge() -> None:
    invoiced = to_charge(a_total("5"), SOURCE).invoiced("INV-1")
    assert [c.amount for c in plan_import([invoiced], [a_total("4")], SOURCE).add] == [Decimal(-1)]
    (further,) = plan_import([invoiced], [], SOURCE).add
    assert (further.amount, further.description) == (Decimal(-5), "Amazon EC2")


def test_a_charge_claimed_for_an_invoice_counts_as_invoiced() -> None:
    claimed = to_charge(a_total("5"), SOURCE).claimed("draft-1")
    plan = plan_import([claimed], [a_total("7")], SOURCE)
    (further,) = plan.add
    assert (further.charge_id, further.amount) == (f"{claimed.charge_id}-2", Decimal(2))
    assert (further.claimed_by, plan.change, plan.remove) == (None, (), ())


def test_further_charges_follow_one_another() -> None:
    first = to_charge(a_total("5"), SOURCE).invoiced("INV-1")
    (second,) = plan_import([first], [a_total("7")], SOURCE).add
    ((before, after),) = plan_import([second, first], [a_total("8")], SOURCE).change
    assert (before, after.amount, after.revision) == (second, Decimal(3), 2)
    (third,) = plan_import([first, after.invoiced("INV-2")], [a_total("9")], SOURCE).add
    assert (third.charge_id, third.amount) == (f"{first.charge_id}-3", Decimal(1))


def test_a_further_charge_goes_when_the_invoice_is_right_after_all() -> None:
    first = to_charge(a_total("5"), SOURCE).invoiced("INV-1")
    (second,) = plan_import([first], [a_total("7")], SOURCE).add
    assert plan_import([first, second], [a_total("5")], SOURCE).remove == (second,)


def test_planning_after_saving_changes_nothing() -> None:
    invoiced = to_charge(a_total("5"), SOURCE).invoiced("INV-1")
    pending = to_charge(a_total("1", group=a_cost_group(service="S3")), SOURCE)
    totals = [a_total("6"), a_total("2", group=a_cost_group(service="RDS"))]
    saved = applied([invoiced, pending], plan_import([invoiced, pending], totals, SOURCE))
    assert plan_import(saved, totals, SOURCE).changes_nothing
    assert sum(charge.amount for charge in saved) == Decimal(8)
