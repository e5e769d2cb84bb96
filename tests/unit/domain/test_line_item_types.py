"""What line items are for: one type, period, purchase order or seller for each kind of invoice."""

import pytest

from procurement.domain.billing_settings.invoicing_entities import LineItemType
from procurement.domain.charges.charge import ChargeKind
from procurement.domain.matching.matcher import match
from procurement.domain.matching.result import Outcome
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from tests.support.matches import taken
from tests.support.purchase_orders import EMEA, ENTITIES, INC, a_line, a_purchase_order, an_invoice

USAGE = LineItemType.MONTHLY_USAGE
SUBSCRIPTION = LineItemType.SUBSCRIPTION_PURCHASE
BLANKET = LineItemType.MARKETPLACE_BLANKET_USAGE
TRANSACTION = LineItemType.MARKETPLACE_TRANSACTION
SERVICES = LineItemType.PROFESSIONAL_SERVICES
MARKETPLACE = (ChargeKind.MARKETPLACE_PURCHASE, ChargeKind.MARKETPLACE_USAGE)


def taken_by(
    *orders: PurchaseOrder,
    kind: ChargeKind = ChargeKind.MONTHLY_USAGE,
    entity: str = INC,
    month: str = "2027-01",
    names: str | None = None,
    named_line: str | None = None,
) -> tuple[str | None, str | None]:
    """Purchase order and line that an invoice takes."""
    invoice = an_invoice(kind=kind, entity=entity, month=month, names=names, named_line=named_line)
    return taken(match(invoice, orders, ENTITIES))


class TestTypes:
    def test_one_purchase_order_may_have_a_line_for_each_purpose(self) -> None:
        """R-094: all charges, usage, subscription, Marketplace, and what a purchase names."""
        order = a_purchase_order(
            "A",
            a_line("all"),
            a_line("usage", USAGE),
            a_line("subscription", SUBSCRIPTION),
            a_line("blanket", BLANKET),
            a_line("contract", TRANSACTION),
        )
        assert taken_by(order) == ("A", "usage")
        assert taken_by(order, kind=ChargeKind.SUBSCRIPTION) == ("A", "subscription")
        assert taken_by(order, kind=ChargeKind.MARKETPLACE_USAGE) == ("A", "blanket")
        assert taken_by(order, kind=ChargeKind.PROFESSIONAL_SERVICES) == ("A", "all")
        named = taken_by(
            order, kind=ChargeKind.MARKETPLACE_PURCHASE, names="A", named_line="contract"
        )
        assert named == ("A", "contract")

    def test_or_a_line_for_each_month(self) -> None:
        """R-094: lines may differ by period alone."""
        months = [f"2027-{number:02}" for number in range(1, 13)]
        order = a_purchase_order("A", *(a_line(month, months=(month, month)) for month in months))
        assert [taken_by(order, month=month) for month in months] == [("A", m) for m in months]

    @pytest.mark.parametrize("kind", list(ChargeKind))
    def test_a_usage_line_takes_the_monthly_invoice_and_no_other(self, kind: ChargeKind) -> None:
        """R-097."""
        expected = ("A", "1") if kind is ChargeKind.MONTHLY_USAGE else (None, None)
        assert taken_by(a_purchase_order("A", a_line("1", USAGE)), kind=kind) == expected

    @pytest.mark.parametrize(
        "kind", [ChargeKind.MARKETPLACE_PURCHASE, ChargeKind.MARKETPLACE_USAGE]
    )
    def test_a_transaction_line_takes_what_names_it_pay_as_you_go_included(
        self, kind: ChargeKind
    ) -> None:
        """R-099: and nothing that names no purchase order."""
        order = a_purchase_order("A", a_line("1", TRANSACTION))
        assert taken_by(order, kind=kind, names="A", named_line="1") == ("A", "1")
        assert taken_by(order, kind=kind) == (None, None)

    @pytest.mark.parametrize(
        "kind", [ChargeKind.MARKETPLACE_PURCHASE, ChargeKind.MARKETPLACE_USAGE]
    )
    def test_a_blanket_line_is_the_default_of_marketplace_invoices(self, kind: ChargeKind) -> None:
        """R-100: only of those that have no purchase order of their own."""
        blanket = a_purchase_order("B", a_line("1", BLANKET))
        own = a_purchase_order("A", a_line("1", TRANSACTION))
        assert taken_by(blanket, own, kind=kind) == ("B", "1")
        assert taken_by(blanket, own, kind=kind, names="A", named_line="1") == ("A", "1")
        assert taken_by(blanket) == (None, None)


class TestSeveralPurchaseOrders:
    def test_one_for_each_period(self) -> None:
        """R-095."""
        quarters = [("2027-01", "2027-03"), ("2027-04", "2027-06")]
        orders = [a_purchase_order(w[0], a_line(months=w), months=w) for w in quarters]
        assert taken_by(*orders, month="2027-03") == ("2027-01", "1")
        assert taken_by(*orders, month="2027-04") == ("2027-04", "1")
        assert taken_by(*orders, month="2027-07") == (None, None)

    def test_one_for_each_kind_of_invoice(self) -> None:
        """R-095."""
        orders = [a_purchase_order(t.value, a_line("1", t)) for t in (USAGE, SUBSCRIPTION)]
        assert taken_by(*orders) == (USAGE.value, "1")
        assert taken_by(*orders, kind=ChargeKind.SUBSCRIPTION) == (SUBSCRIPTION.value, "1")

    def test_one_for_each_seller(self) -> None:
        """R-095, R-115."""
        orders = [a_purchase_order(name, a_line(), bill_from=(name,)) for name in (INC, EMEA)]
        for entity in (INC, EMEA):
            assert taken_by(*orders, entity=entity) == (entity, "1")

    def test_none_for_what_nobody_planned(self) -> None:
        """R-095, R-135."""
        order = a_purchase_order("A", a_line("1", SERVICES))
        assert match(an_invoice(), [order], ENTITIES).outcome is Outcome.NO_MATCH
