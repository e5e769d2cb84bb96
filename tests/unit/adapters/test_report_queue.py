"""The queue of reports: ten messages a request, and nobody forgotten in silence."""

import json
from collections.abc import Iterator

import boto3
import pytest
from botocore.stub import Stubber

from procurement.adapters.report_queue import SqsReportQueue
from procurement.domain.errors import Unavailable
from procurement.domain.month import Month

URL = "https://sqs.us-east-1.amazonaws.com/111122223333/reports"
APRIL = Month(2027, 4)
SELLERS = [f"{number:012d}" for number in range(12)]


@pytest.fixture
def stub() -> Iterator[Stubber]:
    client = boto3.client(
        "sqs", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    with Stubber(client) as stub:
        yield stub
        stub.assert_no_pending_responses()


def expected(*sellers: str) -> dict[str, object]:
    messages = [json.dumps({"sellerAccountId": s, "month": "2027-04"}) for s in sellers]
    entries = [{"Id": str(n), "MessageBody": body} for n, body in enumerate(messages)]
    return {"QueueUrl": URL, "Entries": entries}


def answer(sent: int, failed: int = 0) -> dict[str, object]:
    done = [{"Id": str(n), "MessageId": "m", "MD5OfMessageBody": "d"} for n in range(sent)]
    lost = [{"Id": str(n), "SenderFault": False, "Code": "Busy"} for n in range(failed)]
    return {"Successful": done, "Failed": lost}


def test_ten_sellers_go_in_one_request(stub):
    """SQS takes ten at most"""
    stub.add_response("send_message_batch", answer(10), expected(*SELLERS[:10]))
    stub.add_response("send_message_batch", answer(2), expected(*SELLERS[10:]))
    SqsReportQueue(stub.client, URL).send(SELLERS, APRIL)


def test_a_refused_message_is_told(stub):
    """R-337: no seller goes without its report; to ask again harms nobody"""
    stub.add_response("send_message_batch", answer(1, failed=1), expected(*SELLERS[:2]))
    with pytest.raises(Unavailable):
        SqsReportQueue(stub.client, URL).send(SELLERS[:2], APRIL)


def test_without_sellers_nothing_is_sent(stub):
    """A month in which nothing was sold"""
    SqsReportQueue(stub.client, URL).send([], APRIL)
