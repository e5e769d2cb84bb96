"""One test for each rule on what shares an invoice (R-240 to R-249, R-388 to R-390)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from procurement.domain.billing_settings.invoicing_entities import LineItemType
from procurement.domain.billing_settings.tax_rules import NO_TAXES
from procurement.domain.charges.charge import Charge, ChargeKind
from procurement.domain.foresight.foresight import foresee_invoices
from procurement.domain.invoices.consolidation import invoiced_from
from procurement.domain.invoices.decision import decide_draft, named_purchase_order
from procurement.domain.invoices.draft import Draft, draft_invoices
from procurement.domain.invoices.invoice import issue
from procurement.domain.invoices.summary_members import (
    BillingEntity,
    BillType,
    InvoiceFrequency,
    bill_type,
    billing_entity,
    invoice_frequency,
)
from procurement.domain.matching.candidates import Candidates
from procurement.domain.matching.result import Outcome
from procurement.domain.month import Month
from tests.support.billing import a_usage_charge
from tests.support.billing_settings import (
    NORTHERN,
    SOUTHERN,
    an_invoice_unit,
    settings_with,
)
from tests.support.issued import drafted, issued
from tests.support.purchase_orders import EMEA, ENTITIES, INC, NOTHING_SET, a_line, a_purchase_order

PURCHASE, USAGE = ChargeKind.MARKETPLACE_PURCHASE, ChargeKind.MARKETPLACE_USAGE
DAILY = settings_with(consolidates_daily=True)
NOON = datetime(2027, 1, 15, 12, tzinfo=UTC)


def a_purchase(agreement_id: str = "agmt-1", at: datetime = NOON, **more: Any) -> Charge:
    """What an agreement bills at once at that instant."""
    charge = a_usage_charge(
        f"ch-{agreement_id}",
        kind=PURCHASE,
        collection=agreement_id,
        period=f"{at:%Y-%m}",
        due_at=at,
        charge_date=at.date(),
    )
    return replace(charge, agreement_id=agreement_id, **more)


def groups(*charges: Charge, settings: Any = NOTHING_SET) -> list[list[str]]:
    return [[charge.charge_id for charge in draft.charges] for draft in drafted(charges, settings)]


class TestWithoutConsolidation:
    def test_every_purchase_has_its_invoice_when_it_is_due_not_the_monthly_bill(self) -> None:
        """R-240: and all of one agreement's date share it."""
        first, second = a_purchase("agmt-1"), a_purchase("agmt-2")
        whole = replace(first, charge_id="ch-more")
        later = replace(first, charge_id="ch-later", charge_date=date(2027, 1, 20))
        usage = a_usage_charge("ch-usage", kind=USAGE)
        assert groups(usage, later, second, whole, first) == [
            ["ch-agmt-1", "ch-more"],
            ["ch-later"],
            ["ch-agmt-2"],
            ["ch-usage"],
        ]
        assert invoiced_from(first, NOTHING_SET.payment) == NOON

    @pytest.mark.parametrize(
        ("kind", "type_", "frequency", "entity"),
        [
            (PURCHASE, BillType.PURCHASE, InvoiceFrequency.ONE_TIME, BillingEntity.AWS_MARKETPLACE),
            (
                USAGE,
                BillType.ANNIVERSARY,
                InvoiceFrequency.RECURRING,
                BillingEntity.AWS_MARKETPLACE,
            ),
            (
                ChargeKind.MONTHLY_USAGE,
                BillType.ANNIVERSARY,
                InvoiceFrequency.RECURRING,
                BillingEntity.AWS,
            ),
            (
                ChargeKind.SUBSCRIPTION,
                BillType.PURCHASE,
                InvoiceFrequency.ONE_TIME,
                BillingEntity.AWS,
            ),
        ],
    )
    def test_an_invoice_says_whether_it_is_a_purchase_or_the_monthly_bill(
        self,
        kind: ChargeKind,
        type_: BillType,
        frequency: InvoiceFrequency,
        entity: BillingEntity,
    ) -> None:
        """R-241, R-379, R-380."""
        invoice = replace(issued(), kind=kind)
        assert bill_type(invoice) is type_
        assert (invoice_frequency(kind), billing_entity(kind)) == (frequency, entity)
        assert bill_type(issued("-1.00")) is BillType.REFUND

    def test_pay_as_you_go_has_an_invoice_per_purchase_order_number_and_a_default_one(self) -> None:
        """R-243."""
        charges = [
            a_usage_charge("ch-1", kind=USAGE, names="PO-A"),
            a_usage_charge("ch-2", kind=USAGE, names="PO-B"),
            a_usage_charge("ch-3", kind=USAGE),
            a_usage_charge("ch-4", kind=USAGE, names="PO-A"),
        ]
        assert groups(*charges) == [["ch-3"], ["ch-1", "ch-4"], ["ch-2"]]

    def test_the_default_invoice_takes_the_blanket_purchase_order(self) -> None:
        """R-243."""
        (draft,) = drafted([a_usage_charge(kind=USAGE)])
        blanket = a_purchase_order("PO-B", a_line(type_=LineItemType.MARKETPLACE_BLANKET_USAGE))
        decision = decide_draft(draft, Candidates.of([blanket], ENTITIES), None, NOON)
        assert decision.match.purchase_order_id == "PO-B"

    def test_amazons_and_others_products_have_usage_invoices_of_their_own(self) -> None:
        """R-244."""
        own, others = a_usage_charge("ch-1"), a_usage_charge("ch-2", kind=USAGE)
        assert groups(own, others) == [["ch-2"], ["ch-1"]]

    def test_usage_is_grouped_by_unit_entity_currency_and_number(self) -> None:
        """R-245, R-133."""
        units = settings_with(an_invoice_unit("North", NORTHERN))
        one = a_usage_charge("ch-1", kind=USAGE)
        others = [
            replace(one, charge_id="ch-2", subscriber_account_id=NORTHERN),
            replace(one, charge_id="ch-3", invoicing_entity=EMEA),
            replace(one, charge_id="ch-4", currency="EUR"),
            replace(one, charge_id="ch-5", purchase_order_reference="PO-A"),
            replace(one, charge_id="ch-6", tax_registration_number="LU1"),
        ]
        found = groups(one, *others, replace(one, charge_id="ch-7"), settings=units)
        assert sorted(map(len, found)) == [1, 1, 1, 1, 1, 2]
        assert ["ch-1", "ch-7"] in found

    def test_currencies_and_entities_never_share_an_invoice(self) -> None:
        """R-246, R-247."""
        for other in ({"currency": "EUR"}, {"invoicing_entity": EMEA}):
            same = a_purchase(), replace(a_purchase(), charge_id="ch-2", **other)
            assert len(groups(*same)) == 2
            assert len(groups(*same, settings=DAILY)) == 2

    def test_the_billing_period_is_the_month_of_the_charge_date_or_the_usage(self) -> None:
        """R-389, R-390: also of a charge that is issued a month late."""
        late = a_purchase(at=datetime(2027, 1, 31, tzinfo=UTC))
        (draft,) = drafted([late], on=date(2027, 2, 2))
        assert draft.group.billing_period == Month(2027, 1)
        (usage,) = drafted([a_usage_charge(period="2027-01")], on=date(2027, 2, 3))
        assert usage.group.billing_period == Month(2027, 1)


class TestDailyConsolidation:
    def test_what_is_billed_at_once_on_one_day_shares_one_invoice(self) -> None:
        """R-248."""
        evening = a_purchase("agmt-2", NOON.replace(hour=23, minute=59))
        next_day = a_purchase("agmt-3", NOON + timedelta(days=1))
        assert groups(a_purchase(), evening, next_day, settings=DAILY) == [
            ["ch-agmt-1", "ch-agmt-2"],
            ["ch-agmt-3"],
        ]

    def test_it_waits_for_the_end_of_its_day(self) -> None:
        """R-248: the end of a day in UTC is the first instant of the next one."""
        midnight = datetime(2027, 1, 16, tzinfo=UTC)
        for moment in (NOON, midnight - timedelta(microseconds=1), NOON.replace(hour=0)):
            assert invoiced_from(a_purchase(at=moment), DAILY.payment) == midnight
        assert invoiced_from(a_purchase(at=midnight), DAILY.payment) > midnight

    def test_the_monthly_bill_waits_for_nothing(self) -> None:
        """R-248: one-time fees alone."""
        charge = a_usage_charge()
        assert invoiced_from(charge, DAILY.payment) == charge.due_at
        assert drafted([charge], DAILY)[0].draft_id == drafted([charge])[0].draft_id

    def test_purchase_orders_and_their_lines_stay_apart(self) -> None:
        """R-249, R-133: one number, and one line to book on, per invoice."""
        charges = [
            a_purchase("agmt-1"),
            a_purchase("agmt-2", purchase_order_reference="PO-A"),
            a_purchase("agmt-3", purchase_order_reference="PO-A"),
            a_purchase("agmt-4", purchase_order_reference="PO-A", purchase_order_line="2"),
            a_purchase("agmt-5", purchase_order_reference="PO-B"),
            a_purchase("agmt-6", purchase_order_line="2"),
        ]
        assert groups(*charges, settings=DAILY) == [
            ["ch-agmt-1", "ch-agmt-6"],
            ["ch-agmt-2", "ch-agmt-3"],
            ["ch-agmt-4"],
            ["ch-agmt-5"],
        ]

    def test_the_named_purchase_order_gets_one_line_for_the_day(self) -> None:
        """R-203, R-249."""
        charges = [a_purchase(n, purchase_order_reference="PO-A") for n in ("agmt-1", "agmt-2")]
        (draft,) = drafted(charges, DAILY)
        assert named_purchase_order(draft) == "PO-A"
        decision = decide_draft(draft, Candidates.of([], ENTITIES), None, NOON)
        assert decision.match.outcome is Outcome.NAMED
        assert decision.after is not None
        (line,) = decision.after.line_items
        assert (line.description, f"{line.total_value:f}") == (
            "2 purchases of 2027-01-15",
            "200.00",
        )

    def test_units_apply_as_they_are_at_the_end_of_the_day(self) -> None:
        """R-248, R-386: the settings that the run reads, whatever they were at noon."""
        charges = [
            replace(a_purchase("agmt-1"), subscriber_account_id=NORTHERN),
            replace(a_purchase("agmt-2"), subscriber_account_id=SOUTHERN),
        ]
        evening = settings_with(an_invoice_unit("North", NORTHERN), consolidates_daily=True)
        assert len(groups(*charges, settings=DAILY)) == 1
        drafts = drafted(charges, evening)
        assert [draft.group.invoice_unit for draft in drafts] == ["", "North"]

    def test_the_longest_term_counts_from_the_day_of_issue(self) -> None:
        """R-388: due days after issue, which is a day after the purchase."""
        charges = [
            a_purchase("agmt-1", net_payment_days=30),
            a_purchase("agmt-2", net_payment_days=45),
        ]
        (draft,) = drafted(charges, DAILY)
        at = datetime(2027, 1, 16, tzinfo=UTC)
        match = decide_draft(draft, Candidates.of([], ENTITIES), None, at).match
        assert issue(draft, match, number=1, prefix="US", now=at).due_on == date(2027, 3, 2)

    def test_previews_see_them_in_the_run_after_their_day(self) -> None:
        """R-248: the same drafts as the run makes."""
        charges = [a_purchase("agmt-1"), a_purchase("agmt-2", NOON.replace(hour=18))]
        candidates = Candidates.of([], ENTITIES)
        (foreseen,) = foresee_invoices(charges, candidates, DAILY, NOON)
        assert foreseen.at == datetime(2027, 1, 16, tzinfo=UTC)
        (draft,) = draft_invoices(charges, DAILY, NO_TAXES, foreseen.at.date())
        assert foreseen.draft == draft

    def test_the_last_day_of_a_month_keeps_its_billing_period(self) -> None:
        """R-389."""
        (draft,) = drafted([a_purchase(at=datetime(2027, 1, 31, 9, tzinfo=UTC))], DAILY)
        assert draft.group.billing_period == Month(2027, 1)
        assert draft.group.invoicing_entity == INC


def test_a_draft_of_one_agreement_keeps_its_own_description() -> None:
    """R-203: only a day's purchases are told as such."""
    (draft,) = drafted([a_purchase(purchase_order_reference="PO-A")], DAILY)
    decision = decide_draft(draft, Candidates.of([], ENTITIES), None, NOON)
    assert decision.after is not None
    assert _descriptions(draft) == [line.description for line in decision.after.line_items]


def _descriptions(draft: Draft) -> list[str]:
    return [charge.description for charge in draft.charges]
