"""Requests held against AWS's models: everything that is wrong with them, at once."""

from typing import Any

import pytest

from procurement.domain.errors import InvalidInput, Problem
from procurement.entrypoints.aws_operations.marketplace_agreement.reasons import reason_of
from procurement.entrypoints.aws_protocol.json_wire import JsonWire
from procurement.entrypoints.aws_protocol.models import model_of
from procurement.entrypoints.aws_protocol.reading import MAX_PROBLEMS, Flaw, read_members


def read(operation: str, document: Any) -> Any:
    shape = model_of("marketplace-agreement").operation_model(operation).input_shape
    assert shape is not None
    return read_members(shape, document, JsonWire())


def flaws(operation: str, document: Any) -> dict[str, str]:
    """Reason by field."""
    with pytest.raises(InvalidInput) as caught:
        read(operation, document)
    return {problem.field: problem.reason for problem in caught.value.problems}


class TestRead:
    def test_members_that_nobody_knows_are_ignored(self):
        """As AWS does, at every depth"""
        document = {"agreementId": "agmt-1", "new": {"deep": []}}
        assert read("DescribeAgreement", document) == {"agreementId": "agmt-1"}

    def test_null_is_as_good_as_absent(self):
        """At the top and further down"""
        document = {
            "catalog": None,
            "sort": {"sortBy": None, "sortOrder": "ASCENDING"},
        }
        assert read("SearchAgreements", document) == {"sort": {"sortOrder": "ASCENDING"}}

    def test_a_whole_number_may_have_a_point(self):
        """JSON has one kind of number"""
        assert read("SearchAgreements", JsonWire().load(b'{"maxResults": 20.0}')) == {
            "maxResults": 20
        }

    def test_a_long_is_exact(self):
        """Beyond 2^53"""
        entry = {"chargeId": "ch-1", "chargeRevision": 2**53 + 1}
        assert read("UpdatePurchaseOrders", {"purchaseOrders": [entry]}) == {
            "purchaseOrders": [entry]
        }


class TestRefused:
    def test_every_problem_is_told_of(self):
        """Required, lengths, patterns, enumerations, ranges and types, wherever they are"""
        assert flaws(
            "CreateAgreementRequest",
            {
                "clientToken": "",
                "intent": "SOON",
                "requestedTerms": [
                    {"configuration": {}},
                    {
                        "id": "t",
                        "configuration": {"renewalTermConfiguration": {"enableAutoRenew": 1}},
                    },
                    None,
                ],
                "sourceAgreementIdentifier": "a b",
                "taxConfiguration": "yes",
            },
        ) == {
            "clientToken": Flaw.LENGTH,
            "intent": Flaw.ENUM,
            "requestedTerms[0].id": Flaw.MISSING,
            "requestedTerms[0].configuration": Flaw.UNION,
            "requestedTerms[1].configuration.renewalTermConfiguration.enableAutoRenew": Flaw.TYPE,
            "requestedTerms[2]": Flaw.TYPE,
            "sourceAgreementIdentifier": Flaw.PATTERN,
            "taxConfiguration": Flaw.TYPE,
        }

    @pytest.mark.parametrize("number", [0, 51])
    def test_numbers_have_a_range(self, number):
        assert flaws("SearchAgreements", {"maxResults": number}) == {"maxResults": Flaw.RANGE}

    @pytest.mark.parametrize("number", [True, "20", 20.5, 2**31, -(2**31) - 1, [], float("nan")])
    def test_what_is_no_integer(self, number):
        """Nor one of 32 bits"""
        assert flaws("SearchAgreements", {"maxResults": number}) == {"maxResults": Flaw.TYPE}

    def test_a_list_has_a_length(self):
        """87 purchase orders are one too many; the entries are not looked at (R-211)"""
        entries = [{"chargeId": ""}] * 87
        assert flaws("UpdatePurchaseOrders", {"purchaseOrders": entries}) == {
            "purchaseOrders": Flaw.LENGTH
        }

    def test_a_union_has_one_member(self):
        """Neither none nor two"""
        both = {
            "renewalTermConfiguration": {"enableAutoRenew": True},
            "variablePaymentTermConfiguration": {
                "paymentRequestApprovalStrategy": "WAIT_FOR_APPROVAL"
            },
        }
        for configuration in (both, {"unknown": {}}):
            document = {
                "intent": "NEW",
                "requestedTerms": [{"id": "t", "configuration": configuration}],
            }
            assert flaws("CreateAgreementRequest", document) == {
                "requestedTerms[0].configuration": Flaw.UNION
            }

    def test_there_is_an_end_to_telling(self):
        """A body of nothing but faults is answered in a bounded length"""
        entries = [7] * 100_000
        document = {"billingAdjustmentRequestEntries": entries}
        assert len(flaws("BatchCreateBillingAdjustmentRequest", document)) == MAX_PROBLEMS


@pytest.mark.parametrize(
    ("field", "reason", "expected"),
    [
        ("agreementId", Flaw.MISSING, "MISSING_AGREEMENT_ID"),
        ("agreementId", Flaw.PATTERN, "INVALID_AGREEMENT_ID"),
        ("purchaseOrders[3].chargeId", Flaw.MISSING, "MISSING_CHARGE_ID"),
        ("purchaseOrders", Flaw.LENGTH, "INVALID_PURCHASE_ORDERS"),
        ("filters[0].name", Flaw.PATTERN, "INVALID_FILTER_NAME"),
        ("filters[0].values", Flaw.LENGTH, "INVALID_FILTER_VALUES"),
        ("sort.sortBy", "INVALID_SORT_BY", "INVALID_SORT_BY"),
        ("requestedTerms[0].id", Flaw.MISSING, "MISSING_REQUESTED_TERM_ID"),
        (
            "requestedTerms[0].configuration.renewalTermConfiguration",
            Flaw.TYPE,
            "INVALID_REQUESTED_TERM_CONFIGURATION",
        ),
        ("acceptorContact.emailAddress", Flaw.PATTERN, "INVALID_ACCEPTOR_CONTACT"),
        ("originalInvoiceId", Flaw.MISSING, "MISSING_INVOICE_ID"),
        ("nextToken", "EXPIRED_NEXT_TOKEN", "INVALID_NEXT_TOKEN"),
        ("partyType", Flaw.MISSING, "MISSING_PARTY_TYPE"),
        ("afterIssuedTime", Flaw.TYPE, "OTHER"),
    ],
)
def test_a_problem_has_the_reason_that_aws_has_for_it(
    field: str, reason: str, expected: str
) -> None:
    """agreement:ValidationExceptionReason"""
    problem = Problem(field=field, reason=reason, message="is wrong")
    assert reason_of(problem) == expected
