from datetime import UTC, date, datetime
from decimal import Decimal

from procurement.domain.money import Money
from procurement.domain.month import Month
from procurement.domain.reports.billing_history import (
    Accrual,
    AgreedPayment,
    BilledRevenue,
    BillingHistory,
    IssuedAmount,
    accrual_at_end_of,
    billed_revenue,
    last_midnight,
)


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def a_payment(
    amount: str, agreed: str, *, invoiced: str | None = None, cancelled: str | None = None
) -> AgreedPayment:
    return AgreedPayment(
        amount=usd(amount),
        agreed_at=at(agreed),
        invoiced_at=at(invoiced) if invoiced else None,
        cancelled_at=at(cancelled) if cancelled else None,
    )


def issued(at_: str, amount: str) -> IssuedAmount:
    return IssuedAmount(issued_at=at(at_), amount=usd(amount))


def a_history(
    *payments: AgreedPayment,
    invoices: tuple[IssuedAmount, ...] = (),
    memos: tuple[IssuedAmount, ...] = (),
) -> BillingHistory:
    return BillingHistory(
        agreement_id="agmt-1",
        currency="USD",
        payments=payments,
        invoices=invoices,
        credit_memos=memos,
    )


def parts(accrual: Accrual) -> tuple[str, ...]:
    """Total, billed, unbilled, cancelled."""
    each = (accrual.contract_total, accrual.billed, accrual.unbilled, accrual.cancelled)
    return tuple(str(money.amount) for money in each)


class TestAccruals:
    YEAR = a_history(
        a_payment("100.00", "2027-04-20", invoiced="2027-04-20T10:00"),
        a_payment("200.00", "2027-04-20", invoiced="2027-05-31T23:59:59"),
        a_payment("300.00", "2027-04-20", invoiced="2027-07-01T00:00:00"),
        a_payment("400.00", "2027-04-20", cancelled="2027-07-15T12:00"),
    )

    def test_what_has_no_invoice_yet_is_unbilled(self) -> None:
        """Issue 5, item 8: accrued and billed are the contract's total at every month end"""
        told = {
            month: parts(accrual_at_end_of(Month(2027, month), self.YEAR))
            for month in (3, 4, 5, 6, 7)
        }
        assert told == {
            3: ("0", "0", "0", "0"),
            4: ("1000.00", "100.00", "900.00", "0"),
            5: ("1000.00", "300.00", "700.00", "0"),
            6: ("1000.00", "300.00", "700.00", "0"),
            7: ("1000.00", "600.00", "0", "400.00"),
        }

    def test_the_first_instant_of_a_month_is_not_the_end_of_the_one_before(self) -> None:
        """R-342"""
        history = a_history(a_payment("1.00", "2027-05-01T00:00:00"))
        assert parts(accrual_at_end_of(Month(2027, 4), history))[0] == "0"

    def test_an_amendment_raises_the_total_from_its_day_on(self) -> None:
        """R-250"""
        history = a_history(
            a_payment("100.00", "2027-04-20", invoiced="2027-04-20"),
            a_payment("50.00", "2027-06-10", invoiced="2027-06-10"),
        )
        assert parts(accrual_at_end_of(Month(2027, 5), history))[0] == "100.00"
        assert parts(accrual_at_end_of(Month(2027, 6), history))[0] == "150.00"

    def test_a_credit_memo_stands_apart(self) -> None:
        """R-338: billed is billed"""
        history = a_history(
            a_payment("100.00", "2027-04-20", invoiced="2027-04-20"),
            memos=(issued("2027-06-02", "30.00"),),
        )
        may, june = (accrual_at_end_of(Month(2027, month), history) for month in (5, 6))
        assert (may.credited, june.credited) == (Money.zero("USD"), usd("30.00"))
        assert may.billed == june.billed == usd("100.00")


class TestBilledRevenue:
    MAY = a_history(
        invoices=(
            issued("2027-05-01T00:00", "100.00"),
            issued("2027-05-10T09:00", "20.00"),
            issued("2027-05-10T23:59:59", "3.00"),
            issued("2027-06-01T00:00", "999.00"),
        ),
        memos=(issued("2027-05-10T12:00", "4.00"), issued("2027-05-12T12:00", "1.00")),
    )

    def read(self, as_of: str, *, by_day: bool = True) -> list[BilledRevenue]:
        return list(billed_revenue(self.MAY, Month(2027, 5), at(as_of), by_day=by_day))

    def test_an_invoice_of_the_tenth_shows_on_the_eleventh(self) -> None:
        """R-344"""
        assert [each.since.day for each in self.read("2027-05-10")] == [1]
        assert [each.since.day for each in self.read("2027-05-11")] == [1, 10]

    def test_a_day_has_its_invoices_and_what_was_given_back(self) -> None:
        """R-338, R-344"""
        tenth = self.read("2027-05-11")[1]
        assert (tenth.billed, tenth.credited, tenth.invoices) == (usd("23.00"), usd("4.00"), 2)

    def test_a_day_may_have_credit_memos_only(self) -> None:
        """R-344"""
        twelfth = self.read("2027-06-01")[-1]
        assert (twelfth.billed, twelfth.credited) == (Money.zero("USD"), usd("1.00"))

    def test_a_month_is_all_of_its_days(self) -> None:
        """R-344"""
        (may,) = self.read("2027-07-01", by_day=False)
        assert may.since == date(2027, 5, 1)
        assert (may.billed, may.credited, may.invoices) == (usd("123.00"), usd("5.00"), 3)

    def test_midnight_is_that_of_utc(self) -> None:
        """R-344"""
        noon = datetime.fromisoformat("2027-05-11T01:30:00+02:00")
        assert last_midnight(noon) == at("2027-05-10")
