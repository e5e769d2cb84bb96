"""The user of `stack.json` may do what the application's users do, on its resources only."""

from itertools import chain

from local.identity import policy
from tests.unit.local.builders import some_resources


def resources_for(action: str, **changes: object) -> list[str]:
    statements = policy(some_resources(**changes))["Statement"]
    return list(chain.from_iterable(s["Resource"] for s in statements if action in s["Action"]))


def test_the_api_is_open_to_it():
    assert resources_for("execute-api:Invoke") == [
        "arn:aws:execute-api:us-east-1:111122223333:a1b2c3d4/*"
    ]


def test_tables_can_be_read_with_their_indexes_but_not_written():
    table = "arn:aws:dynamodb:us-east-1:111122223333:table/ledgerline-ChargesTable-1"
    assert resources_for("dynamodb:Query") == [table, f"{table}/index/*"]
    assert resources_for("dynamodb:PutItem") == []


def test_queues_are_named_by_arn_not_by_url():
    assert resources_for("sqs:SendMessage") == [
        "arn:aws:sqs:us-east-1:111122223333:ledgerline-InvoiceQueue-1"
    ]


def test_nothing_but_reading_mail_is_allowed_everywhere():
    for statement in policy(some_resources())["Statement"]:
        if "*" in statement["Resource"]:
            assert statement["Action"] == ["ses:Get*", "ses:List*"]


def test_a_kind_of_resource_that_is_not_deployed_gives_no_statement():
    assert resources_for("s3:GetObject", buckets={}) == []
