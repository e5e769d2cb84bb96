"""Whatever sellers ask and whoever answers: payments never exceed the maximum of their term."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from procurement.domain.after_sale.payment_request import (
    COUNTED,
    PaymentBalance,
    PaymentRequest,
)
from procurement.domain.errors import InvalidInput
from procurement.domain.marketplace.term import VariablePaymentTerm
from procurement.domain.money import Money

MAXIMUM = Decimal("100.00")
TERM = VariablePaymentTerm(id="term-1", currency="USD", max_total_charge_amount=MAXIMUM)


class Requests(RuleBasedStateMachine):
    """R-403: the balance is what pending and approved requests add up to, and never too much."""

    open = Bundle("open")

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2027, 4, 12, tzinfo=UTC)
        self.balance = PaymentBalance(agreement_id="agmt-1")
        self.kept: dict[str, PaymentRequest] = {}

    @rule(target=open, amount=st.decimals("0.01", "60.00", places=2), days=st.integers(1, 5))
    def ask(self, amount: Decimal, days: int) -> str | None:
        asked = Money(amount, "USD")
        before = self.balance
        try:
            self.balance = before.with_request(asked, TERM)
        except InvalidInput:
            assert before.requested + amount > MAXIMUM
            return None
        request = PaymentRequest(
            request_id=f"pr-{len(self.kept)}",
            agreement_id="agmt-1",
            term_id="term-1",
            proposer_account_id="444455556666",
            acceptor_account_id="111122223333",
            name="Workshop",
            description=None,
            amount=asked,
            created_at=self.now,
            updated_at=self.now,
            answer_by=self.now + timedelta(days=days),
        )
        self.kept[request.request_id] = request
        return request.request_id

    @rule(request_id=consumes(open), verb=st.sampled_from(["approve", "reject", "withdraw"]))
    def answer(self, request_id: str | None, verb: str) -> None:
        if request_id is None or not self.kept[request_id].as_of(self.now).is_open:
            return
        request = self.kept[request_id]
        if verb == "approve":
            self.kept[request_id] = request.approved(self.now)
            return
        ended = (
            request.rejected(None, self.now) if verb == "reject" else request.withdrawn(self.now)
        )
        self.kept[request_id] = ended
        self.balance = self.balance.without_request(request.amount)

    @rule(hours=st.integers(1, 72))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @invariant()
    def counted_requests_make_the_balance(self) -> None:
        present = [request.as_of(self.now) for request in self.kept.values()]
        counted = sum(
            (request.amount.amount for request in present if request.status in COUNTED), Decimal(0)
        )
        assert self.balance.requested == counted <= MAXIMUM


TestRequests = Requests.TestCase
TestRequests.settings = settings(max_examples=60, stateful_step_count=30)
