"""What subscribers of a radar read every week."""

from collections.abc import Sequence
from dataclasses import replace

from procurement.adapters.mail_renderer import JinjaMailRenderer
from procurement.domain.charges.charge import Charge
from procurement.domain.foresight.radar import charges_at_risk
from procurement.domain.foresight.radar_notice import (
    MAX_FORECASTS,
    MAX_INVOICES,
    RadarNotice,
    radar_notice,
)
from procurement.domain.purchase_orders.purchase_order import Contact, PurchaseOrder
from procurement.service.ports.mail import Mail
from tests.support.billing import a_usage_charge
from tests.support.forecasts import NOW, billed, forecast_of, grounds
from tests.support.purchase_orders import (
    ACCOUNT,
    ENTITIES,
    NOTHING_SET,
    a_line,
    a_purchase_order,
)

ANN = Contact(email="ann@example.com", name="Ann <b>")


def noticed(
    charges: Sequence[Charge] = (), *orders: PurchaseOrder, days: int = 30
) -> RadarNotice | None:
    """This week's notice; a hundred of usage comes back every month."""
    history = [billed("2026-12", "1"), billed("2027-01", "100")]
    account = grounds(*orders, charges=charges, history=history)
    found = charges_at_risk(charges, orders, ENTITIES, NOTHING_SET, NOW, days)
    forecasts = [forecast_of(order, account) for order in orders]
    return radar_notice(ACCOUNT, found, forecasts, NOW, days)


def mail(notice: RadarNotice | None) -> Mail:
    assert notice is not None
    return JinjaMailRenderer().render(notice, ANN)


def usage(charge_id: str = "ch-1", amount: str = "100", **more) -> Charge:
    return a_usage_charge(charge_id, amount, period="2027-02", **more)


SMALL = a_purchase_order("PO <7>", a_line(total="60.00"))


def test_it_says_what_needs_action_until_when_and_what_runs_out() -> None:
    told = mail(noticed([usage()], SMALL))
    assert (told.to, told.subject) == (
        "ann@example.com",
        "1 invoice to come needs action, the first by 2027-03-02",
    )
    assert told.text == (
        "Hello Ann <b>,\n"
        "\n"
        "1 invoice of account 111122223333 that falls due until 2027-03-17 would go out without a "
        "sound purchase order.\n"
        "\n"
        "Act by 2027-03-02: 100.00 USD, too small by 40.00 USD\n"
        "  Line 1 of PO <7> is the only line item that fits, though its balance is less than the "
        "total.\n"
        "\n"
        "These purchase orders of account 111122223333 run out:\n"
        "\n"
        "PO <7>: in 2027-03; balance 60.00 USD, to add 1040.00 USD\n"
        "\n"
        "--\n"
        "You get this mail because you subscribed to the purchase order radar of account "
        "111122223333.\n"
    )


def test_whatever_people_typed_is_escaped_in_html() -> None:
    html = mail(noticed([usage()], SMALL)).html
    assert "Hello Ann &lt;b&gt;," in html
    assert "PO &lt;7&gt;" in html
    assert "PO <7>" not in html
    for fact in ("2027-03-02", "100.00 USD", "too small by 40.00 USD", "1040.00 USD"):
        assert fact in html


def test_several_invoices_are_several() -> None:
    told = mail(noticed([usage(), usage("eur", currency="EUR")]))
    assert told.subject == "2 invoices to come need action, the first by 2027-03-02"
    assert "2 invoices of account 111122223333 that fall due until" in told.text
    assert "run out" not in told.text


def test_charges_of_one_invoice_are_one_entry() -> None:
    told = mail(noticed([usage("a"), usage("b"), usage("c")]))
    assert told.subject.startswith("1 invoice to come needs")
    assert "300.00 USD, no purchase order" in told.text


def test_only_so_many_are_listed_and_all_are_counted() -> None:
    charges = [usage(str(n), currency=f"X{chr(65 + n)}X") for n in range(MAX_INVOICES + 3)]
    told = mail(noticed(charges))
    assert told.subject.startswith(f"{MAX_INVOICES + 3} invoices")
    assert told.text.count("Act by") == MAX_INVOICES
    assert "And 3 more." in told.text
    assert "And 3 more." in told.html


def test_a_purchase_order_that_may_run_out_earlier_says_so() -> None:
    history = [billed("2026-11", "1"), billed("2026-12", "100"), billed("2027-01", "300")]
    order = a_purchase_order("PO-1", a_line(total="400.00"))
    account = grounds(order, history=history)
    notice = radar_notice(ACCOUNT, (), [forecast_of(order, account)], NOW, 90)
    told = mail(notice)
    assert told.subject == "Purchase order PO-1 runs out in 2027-04"
    assert "PO-1: in 2027-04; balance 400.00 USD" in told.text
    larger = replace(order, line_items=(a_line(total="500.00"),))
    notice = radar_notice(
        ACCOUNT, (), [forecast_of(larger, grounds(larger, history=history))], NOW, 90
    )
    assert "PO-1: in 2027-05, in 2027-04 at the earliest; balance 500.00 USD" in mail(notice).text


class TestWhatIsWorthAMail:
    def test_nothing_at_risk_and_nothing_running_out_is_not(self) -> None:
        assert noticed() is None
        assert noticed([usage()], a_purchase_order("PO-1", a_line(total="9000.00"))) is None

    def test_one_that_runs_out_within_the_days_is(self) -> None:
        order = a_purchase_order("PO-1", a_line(total="200.00"))
        assert noticed([], order, days=44) is None  # until 31 March, and it runs out in April
        assert noticed([], order, days=45) is not None

    def test_an_account_has_a_notice_of_its_own_every_week(self) -> None:
        notice = noticed([usage()])
        assert notice is not None
        assert (notice.account_id, notice.week) == (ACCOUNT, "2027-W07")

    def test_only_the_soonest_are_listed(self) -> None:
        order = a_purchase_order("PO-1", a_line(total="10.00"))
        ending = forecast_of(order, grounds(order, charges=[usage()]))
        notice = radar_notice(ACCOUNT, (), [ending] * (MAX_FORECASTS + 2), NOW, 30)
        assert notice is not None
        assert len(notice.forecasts) == MAX_FORECASTS
