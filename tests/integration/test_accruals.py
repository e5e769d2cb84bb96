"""Accruals: what was agreed on and not billed yet, at the end of any month that is over."""

from calendar import monthrange
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support.api import BUYER, SELLER, call
from tests.support.application import Body, accepted, check_refusal, items
from tests.support.billing import invoice_now, invoices
from tests.support.corrections import credit
from tests.support.reports import replaced
from tests.support.requests import agreed_on_payments, answer_payment, payment_asked
from tests.support.tables import empty_tables

PLAN: Final = (("2027-01-20", "100.00"), ("2027-03-10", "200.00"), ("2027-04-10", "300.00"))
PARTS: Final = ("contractTotal", "billed", "unbilled", "cancelled")


def accruals(month: str, party: str = "Acceptor", account: str = BUYER) -> dict[str, Body]:
    """By agreement."""
    found = items("/accruals", account=account, month=month, partyType=party, maxResults=2)
    return {each["agreementId"]: each for each in found}


def parts(accrual: Body) -> tuple[str, ...]:
    """Total, billed, unbilled, cancelled."""
    return tuple(accrual[part]["amount"] for part in PARTS)


def refused(month: str, **query: str) -> set[tuple[str, str]]:
    answer = call("GET", "/accruals", month=month, **query)
    check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
    return answer.reasons


@pytest.mark.usefixtures("aws", "clock")
class TestMonthEnds:
    @pytest.fixture
    def agreement(self, clock: Callable[[str], None]) -> str:
        """Three payments, accepted in January; whatever is due is invoiced on the 12th."""
        agreement_id = str(
            accepted(*PLAN, availabilityEndDate="2027-01-31")["agreement"]["agreementId"]
        )
        for month in ("02", "03"):
            clock(f"2027-{month}-12T06:00")
            invoice_now(BUYER, agreement_id)
        return agreement_id

    def test_what_has_no_invoice_yet_is_unbilled(self, clock, agreement):
        """Issue 5, item 8: the payment of 20 January was invoiced in February"""
        clock("2027-04-01T00:00")
        told = {
            month: parts(accruals(month)[agreement]) for month in ("2027-01", "2027-02", "2027-03")
        }
        assert told == {
            "2027-01": ("600.00", "0.00", "600.00", "0.00"),
            "2027-02": ("600.00", "100.00", "500.00", "0.00"),
            "2027-03": ("600.00", "300.00", "300.00", "0.00"),
        }

    def test_seller_and_buyer_read_the_same(self, clock, agreement):
        """R-253"""
        clock("2027-04-01T00:00")
        assert accruals("2027-03", "Proposer", SELLER) == accruals("2027-03")
        assert accruals("2027-03", "Proposer") == accruals("2027-03", account=SELLER) == {}

    def test_what_a_replacement_leaves_unbilled_is_cancelled_from_its_day_on(
        self, clock, agreement
    ):
        """R-314"""
        clock("2027-04-05T09:00")
        replaced({"agreementId": agreement}, ("2027-05-10", "450.00"))
        clock("2027-05-01T00:00")
        assert parts(accruals("2027-03")[agreement]) == ("600.00", "300.00", "300.00", "0.00")
        april = accruals("2027-04")
        assert parts(april.pop(agreement)) == ("600.00", "300.00", "0.00", "300.00")
        assert [parts(new) for new in april.values()] == [("450.00", "0.00", "450.00", "0.00")]

    def test_a_credit_memo_stands_apart(self, clock, agreement):
        """R-338, R-398"""
        clock("2027-04-03T09:00")
        (first, *_) = sorted(invoice["invoiceId"] for invoice in invoices())
        assert credit(first, "40.00").status in (200, 201)
        clock("2027-05-01T00:00")
        assert accruals("2027-03")[agreement]["credited"]["amount"] == "0.00"
        april = accruals("2027-04")[agreement]
        assert april["credited"]["amount"] == "40.00"
        assert parts(april) == ("600.00", "300.00", "300.00", "0.00")

    def test_a_requested_payment_counts_from_its_approval_on(self, clock):
        """R-403: before, nobody owed it"""
        clock("2027-01-20T09:00")
        agreement = agreed_on_payments()
        asked = payment_asked(agreement, "70.00")
        clock("2027-02-10T09:00")
        assert answer_payment(agreement, asked, "accept").status == 200
        clock("2027-03-01T00:00")
        assert parts(accruals("2027-01")[agreement]) == ("0.00", "0.00", "0.00", "0.00")
        assert parts(accruals("2027-02")[agreement]) == ("70.00", "0.00", "70.00", "0.00")

    def test_csv_has_the_same_rows(self, clock, agreement):
        """Issue 5, item 8"""
        clock("2027-04-01T00:00")
        answer = call("GET", "/accruals", month="2027-03", format="csv")
        assert answer.headers["content-type"] == "text/csv"
        assert answer.body.splitlines() == [
            "agreementId,month,currencyCode,contractTotal,billed,unbilled,cancelled,credited",
            f"{agreement},2027-03,USD,600.00,300.00,300.00,0.00,0.00",
        ]

    def test_csv_goes_on_where_its_header_says(self, clock, agreement):
        """A page of CSV has no place for a token"""
        clock("2027-03-20T09:00")
        accepted(("2027-04-10", "1.00"))
        clock("2027-04-01T00:00")
        first = call("GET", "/accruals", month="2027-03", format="csv", maxResults=1)
        token = first.headers["x-next-token"]
        second = call(
            "GET", "/accruals", month="2027-03", format="csv", maxResults=1, nextToken=token
        )
        assert agreement in second.body
        assert agreement not in first.body

    def test_what_was_accepted_later_was_not_there(self, clock, agreement):
        """As of the month's end"""
        clock("2027-04-02T09:00")
        accepted(("2027-04-10", "1.00"))
        assert list(accruals("2027-03")) == [agreement]

    def test_a_month_that_is_not_over_has_no_end(self, clock):
        """Never a guess at what is still to come"""
        clock("2027-03-31T23:59")
        assert refused("2027-03") == {("month", "MONTH_NOT_OVER")}

    @pytest.mark.parametrize("month", ["2027-13", "april", "2027-3"])
    def test_a_month_is_written_as_one(self, month):
        """R-029"""
        assert {field for field, _ in refused(month)} == {"month"}


SOME: Final = settings(
    max_examples=4,
    deadline=None,
    # A year takes seconds: looking for a shorter one would take minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
MONTHS: Final = tuple(f"2027-{number:02d}" for number in range(1, 8))


class Year:
    """A buyer's agreements through some months; what each is worth is noted as it is accepted."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.worth: dict[str, Decimal] = {}
        self._running: list[str] = []

    def happens(self, day: str) -> None:
        """Something on that day."""
        self._random.choice(
            [self.accept, self.accept, self.invoice, self.invoice, self.replace, self.credit]
        )(day)

    def accept(self, day: str) -> None:
        self._note(accepted(*self._plan(day), availabilityEndDate=day)["agreement"])

    def replace(self, day: str) -> None:
        if self._running:
            old = self._running.pop(self._random.randrange(len(self._running)))
            more = {"availabilityEndDate": day}
            self._note(_agreement(replaced({"agreementId": old}, *self._plan(day), **more)))

    def invoice(self, _: str) -> None:
        invoice_now(BUYER, *self.worth)

    def credit(self, day: str) -> None:
        known = [each["invoiceId"] for each in invoices() if each["invoiceType"] == "INVOICE"]
        if known:
            amount = f"{self._random.randint(1, 500) / 100:.2f}"
            credit(self._random.choice(known), amount, token=f"t-{day}")

    def _note(self, agreement: Body) -> None:
        agreement_id = str(agreement["agreementId"])
        self.worth[agreement_id] = self._planned
        self._running.append(agreement_id)

    def _plan(self, day: str) -> list[tuple[str, str]]:
        """Up to four payments from that day on, one a month."""
        first = int(day[5:7])
        count = self._random.randint(1, 4)
        amounts = [Decimal(self._random.randint(1, 99999)) / 100 for _ in range(count)]
        self._planned = sum(amounts, Decimal(0))
        days = [f"2027-{first + n:02d}-{min(int(day[8:]), 28):02d}" for n in range(count)]
        days[0] = day
        return [(when, f"{amount:.2f}") for when, amount in zip(days, amounts, strict=True)]


def _agreement(answer: Body) -> Body:
    return dict(answer.get("agreement", answer))


def _invoiced(before: str) -> Counter[str]:
    """What the buyer's invoices say that each agreement was billed."""
    billed: Counter[str] = Counter()
    for each in invoices():
        if each["issuedAt"] < before and each["invoiceType"] == "INVOICE":
            for line in call("GET", f"/invoices/{each['invoiceId']}").body["lines"]:
                billed[line["agreementId"]] += Decimal(line["amount"])
    return billed


@SOME
@given(random=st.randoms(use_true_random=True))
def test_every_month_end_adds_up_and_reads_the_same_ever_after(
    aws: None, clock: Any, random: Random
) -> None:
    """Issue 5, item 8: billed, unbilled and cancelled are the contract's total, exactly"""
    empty_tables()
    year, seen = Year(random), {}
    for number, month in enumerate(MONTHS, start=1):
        days = sorted(random.sample(range(1, monthrange(2027, number)[1] + 1), 2))
        for day in days:
            clock(f"{month}-{day:02d}T06:00")
            year.happens(f"{month}-{day:02d}")
        midnight = f"2027-{number + 1:02d}-01T00:00"
        clock(midnight)
        seen[month] = accruals(month)
        assert seen[month].keys() == year.worth.keys()
        invoiced = _invoiced(midnight)
        for agreement_id, accrual in seen[month].items():
            total, billed, unbilled, cancelled = map(Decimal, parts(accrual))
            assert billed + unbilled + cancelled == total == year.worth[agreement_id]
            assert billed == invoiced[agreement_id]
    clock("2028-03-01T06:00")
    year.invoice("2028-03-01")
    assert {month: accruals(month) for month in MONTHS} == seen
    clock("2028-04-01T00:00")
    assert {each["unbilled"]["amount"] for each in accruals("2028-03").values()} <= {"0.00"}
