"""The real AWS account through boto3, by answers in the shapes of AWS's own models.

The files in `recorded/` hold pages as they come over the wire, with values that are made up.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.exceptions import EndpointConnectionError
from botocore.validate import ParamValidator

from procurement.adapters.aws_account import BotoAwsAccount
from procurement.domain.errors import Conflict, InvalidInput, NotAllowed, Unavailable
from procurement.domain.money import Money
from procurement.domain.month import Month
from procurement.domain.reconciliation.aws_account import AwsAgreement, AwsCharge, PrintedTotal
from procurement.domain.reconciliation.reference_plan import ReferenceChange
from procurement.service.ports.aws_account import AwsAccount
from tests.support.reconciliation import FakeAwsAccount, printed

RECORDED: Final = Path(__file__).parent / "recorded"
START, END = datetime(2027, 2, 1, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC)
CHANGE: Final = ReferenceChange(
    charge_id="ch-abcdef0002",
    agreement_id="agmt-7k3s9d2",
    revision=3,
    before="P0-SAAS",
    after="PO-SAAS",
)


def recorded(operation: str) -> list[dict[str, Any]]:
    return list(json.loads((RECORDED / f"{operation}.json").read_text("utf-8")))


class Wire:
    """Answers what the SDK sends, page after page; `refusal` stands for all of them."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, dict[str, Any]]] = []
        self.refusal: tuple[int, dict[str, Any]] | None = None
        self.lost = False
        self._pages: dict[str, Iterator[dict[str, Any]]] = {}

    def __call__(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        operation = request.headers["X-Amz-Target"].decode().partition(".")[2]
        self.sent.append((operation, json.loads(request.body)))
        if self.lost:
            raise EndpointConnectionError(endpoint_url=request.url)
        if self.refusal:
            return answer(*self.refusal)
        pages = self._pages.setdefault(operation, iter(recorded(operation)))
        return answer(200, next(pages))


def answer(status: int, content: Mapping[str, Any]) -> AWSResponse:
    raw = type("Raw", (), {"stream": lambda self: iter([json.dumps(content).encode()])})()
    return AWSResponse("https://example.com", status, {"content-type": "application/json"}, raw)


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def account(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> AwsAccount:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    once = Config(region_name="us-east-1", retries={"total_max_attempts": 1})
    clients = [boto3.client(name, config=once) for name in ("invoicing", "marketplace-agreement")]
    for client in clients:
        client.meta.events.register("before-send", wire)
    return BotoAwsAccount(*clients)


@pytest.mark.parametrize("service", ["invoicing", "marketplace-agreement"])
def test_what_is_recorded_has_the_shapes_of_the_model(service: str) -> None:
    model = boto3.client(service, region_name="us-east-1").meta.service_model
    known = [each for each in RECORDED.iterdir() if each.stem in model.operation_names]
    assert known
    for path in known:
        shape = model.operation_model(path.stem).output_shape
        for page in recorded(path.stem):
            report = ParamValidator().validate(page, shape)
            assert not report.has_errors(), report.generate_report()
            assert set(page) <= set(shape.members)


def test_invoices_come_with_number_period_and_printed_rates(account: AwsAccount) -> None:
    """R-378, R-381"""
    first, purchase, memo = account.invoices("111122223333", START, END)
    assert first.purchase_order_number == "PO-CLUOD"
    assert first.billing_period == Month(2027, 1)
    assert first.issued_at == datetime(2027, 2, 4, tzinfo=UTC)
    assert first.total == Money(Decimal("119.00"), "USD")
    assert first.total_before_tax == Money(Decimal("100.00"), "USD")
    euros = PrintedTotal(total=Money(Decimal("107.10"), "EUR"), rate=Decimal("0.9"))
    assert (first.payment, first.tax) == (euros, euros)
    assert (purchase.purchase_order_number, purchase.payment) == (None, None)
    assert purchase.is_marketplace
    assert memo.is_credit_memo
    assert memo.original_invoice_id == "EUINDE27-1001"


def test_invoices_are_asked_for_by_account_and_days_of_issue(
    account: AwsAccount, wire: Wire
) -> None:
    """R-383, R-384: start inclusive, end exclusive, at most a month"""
    list(account.invoices("111122223333", START, END))
    first, following = (asked for _, asked in wire.sent)
    assert first["Selector"] == {"ResourceType": "ACCOUNT_ID", "Value": "111122223333"}
    interval = first["Filter"]["TimeInterval"]
    assert interval == {"StartDate": START.timestamp(), "EndDate": END.timestamp()}
    assert following["NextToken"] == "page-2"


def test_charges_come_from_all_pages_with_or_without_a_date(account: AwsAccount) -> None:
    """R-209, R-210"""
    _, dated, usage = account.charges()
    assert dated.purchase_order_reference == "P0-SAAS"
    assert (dated.revision, dated.amount) == (3, Decimal("500.00"))
    assert usage == AwsCharge(
        charge_id="ch-usage0001",
        revision=9007199254740993,
        agreement_id="agmt-payg1",
        currency="USD",
    )


def test_agreements_are_those_that_the_account_accepted(account: AwsAccount, wire: Wire) -> None:
    found = list(account.agreements())
    assert found == [
        AwsAgreement(
            agreement_id="agmt-7k3s9d2", status="ACTIVE", seller_account_id="444455556666"
        ),
        AwsAgreement(
            agreement_id="agmt-payg1", status="CANCELLED", seller_account_id="444455556666"
        ),
    ]
    ((_, asked),) = wire.sent
    assert {each["name"]: each["values"] for each in asked["filters"]} == {
        "PartyType": ["Acceptor"],
        "AgreementType": ["PurchaseAgreement"],
    }


def test_numbers_are_set_at_their_revisions_in_one_call(account: AwsAccount, wire: Wire) -> None:
    """R-211, R-215"""
    account.set_references([CHANGE])
    ((operation, asked),) = wire.sent
    assert operation == "UpdatePurchaseOrders"
    assert asked == {
        "purchaseOrders": [
            {
                "chargeId": "ch-abcdef0002",
                "chargeRevision": 3,
                "agreementId": "agmt-7k3s9d2",
                "purchaseOrderReference": "PO-SAAS",
            }
        ]
    }


Use = Callable[[AwsAccount], object]

EVERY_USE: Final[dict[str, Use]] = {
    "ListInvoiceSummaries": lambda account: list(account.invoices("111122223333", START, END)),
    "ListAgreementCharges": lambda account: list(account.charges()),
    "SearchAgreements": lambda account: list(account.agreements()),
    "UpdatePurchaseOrders": lambda account: account.set_references([CHANGE]),
}


@pytest.mark.parametrize("operation", EVERY_USE)
@pytest.mark.parametrize(
    ("status", "code", "meaning"),
    [
        (400, "AccessDeniedException", NotAllowed),
        (400, "UnrecognizedClientException", NotAllowed),
        (400, "ThrottlingException", Unavailable),
        (500, "InternalServerException", Unavailable),
        (400, "ValidationException", InvalidInput),
        (409, "ConflictException", Conflict),
    ],
)
def test_what_aws_refuses_names_the_action(
    operation: str,
    status: int,
    code: str,
    meaning: type[Exception],
    account: AwsAccount,
    wire: Wire,
) -> None:
    """R-213"""
    said = {"__type": f"x#{code}", "message": "not now", "reason": "OTHER", "requestId": "r-1"}
    wire.refusal = status, said
    with pytest.raises(meaning, match=f"{operation}: not now") as raised:
        EVERY_USE[operation](account)
    assert type(raised.value) is meaning


def test_no_answer_is_told_as_such(account: AwsAccount, wire: Wire) -> None:
    wire.lost = True
    with pytest.raises(Unavailable, match="AWS gave no answer to invoicing:ListInvoiceSummaries"):
        list(account.invoices("111122223333", START, END))


class TestFake:
    """What fast tests rely on."""

    def test_it_lists_what_was_issued_from_start_until_before_end(self) -> None:
        days = ["2027-01-31", "2027-02-01", "2027-02-28", "2027-03-01"]
        fake: AwsAccount = FakeAwsAccount(
            listed_invoices=[printed(invoice_id=day, issued=day) for day in days]
        )
        found = [each.invoice_id for each in fake.invoices("111122223333", START, END)]
        assert found == ["2027-02-01", "2027-02-28"]

    def test_it_sets_numbers_at_their_revisions_and_raises_them(self) -> None:
        """R-214"""
        charge = AwsCharge(
            charge_id="ch-abcdef0002",
            revision=3,
            agreement_id="agmt-7k3s9d2",
            currency="USD",
            purchase_order_reference="P0-SAAS",
        )
        fake = FakeAwsAccount(listed_charges=[charge])
        fake.set_references([CHANGE])
        (after,) = fake.charges()
        assert (after.purchase_order_reference, after.revision) == ("PO-SAAS", 4)
        with pytest.raises(Conflict):
            fake.set_references([CHANGE])
