"""What the template says of encryption, access, and how much anybody may make it cost."""

import re
from collections.abc import Iterator
from typing import Any, Final

from local.permissions.functions import permissions
from local.template import read_template

OPEN: Final = {
    ("GET", "/docs"),
    ("GET", "/openapi.json"),
    ("GET", "/event-schemas"),
    ("GET", "/calendars/{calendarToken}/calendar.ics"),
    ("POST", "/cxml/{accountId}/{procurementPortalPreferenceId}"),
}
"""Routes that nobody signs: documentation, a link that is a secret, a body that holds one."""

WILD: Final = {
    r"\w+Bucket(/[-a-z]+)?/\*": "objects are named by what they are, below their folder",
    r"arn:\S+:s3:::\S+-exports-\S+/\*": "the bucket's name is written out: its function starts it",
    r"arn:\S+:parameter/\S+/portals/\*": "a parameter for each preference",
}
"""Resources with a star, and why."""

WHOLE: Final = {
    "ses:SendEmail": "knows no other resource than the identity; bound by its sender",
    "invoicing:ListInvoiceSummaries": "AWS's own invoices, of the deployment's account, are read",
    "aws-marketplace:ListAgreementCharges": "AWS's own charges, of the deployment's account",
    "aws-marketplace:SearchAgreements": "AWS's own agreements, of the deployment's account",
    "aws-marketplace:UpdatePurchaseOrders": "only with ReconciliationChanges=references",
}
"""Actions that have no resource, and what binds them instead."""


def resources(type_: str) -> dict[str, dict[str, Any]]:
    found = read_template()["Resources"].items()
    return {name: made["Properties"] for name, made in found if made["Type"] == type_}


def events() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, made in resources("AWS::Serverless::Function").items():
        for event in made.get("Events", {}).values():
            yield name, event


def test_every_bucket_is_reached_over_tls_only():
    policies = {
        policy["Bucket"]["Ref"]: policy["PolicyDocument"]["Statement"]
        for policy in resources("AWS::S3::BucketPolicy").values()
    }
    assert policies.keys() == resources("AWS::S3::Bucket").keys()
    for bucket, statements in policies.items():
        denied = [each for each in statements if each["Effect"] == "Deny"]
        assert [each["Condition"] for each in denied] == [
            {"Bool": {"aws:SecureTransport": "false"}}
        ], bucket
        assert denied[0]["Action"] == "s3:*"
        for other in (each for each in statements if each["Effect"] == "Allow"):
            assert other["Principal"] != "*", bucket


def test_nothing_is_kept_in_the_clear():
    """Queues and tables are encrypted by AWS unless somebody turns it off"""
    for name, queue in resources("AWS::SQS::Queue").items():
        assert queue.get("SqsManagedSseEnabled", True), name
    for name, table in resources("AWS::DynamoDB::Table").items():
        assert table.get("SSESpecification", {}).get("SSEEnabled", True), name
    for name, bucket in resources("AWS::S3::Bucket").items():
        assert bucket["BucketEncryption"], name
        assert "AccessControl" not in bucket, name


def test_whoever_sends_no_signature_is_throttled():
    """Denial of wallet: of every route that is open, and nothing else is"""
    unsigned = {
        (event["Properties"]["Method"], event["Properties"]["Path"])
        for _, event in events()
        if event["Type"] == "Api"
        and event["Properties"].get("Auth", {}).get("Authorizer") == "NONE"
    }
    assert unsigned == OPEN
    (api,) = resources("AWS::Serverless::Api").values()
    limits = {
        (each["HttpMethod"], each["ResourcePath"].replace("~1", "/")[1:]): each
        for each in api["MethodSettings"]
    }
    assert unsigned <= limits.keys()
    for route in unsigned:
        assert limits[route]["ThrottlingRateLimit"] <= 20
        assert limits[route]["ThrottlingBurstLimit"] <= 40


def test_no_queue_takes_all_of_the_accounts_concurrency():
    """Whoever fills a queue leaves room for the API"""
    for name, event in events():
        if event["Type"] == "SQS":
            assert event["Properties"].get("ScalingConfig", {}).get("MaximumConcurrency"), name


def test_no_function_may_do_what_is_not_named():
    """Every action on a resource of its own; what has a star is listed here with its reason"""
    for function, allowed in permissions().items():
        for each in allowed:
            told = f"{function}: {each.action} on {each.resource}"
            assert "*" not in each.action, told
            if each.resource == "*":
                assert each.action in WHOLE, told
            elif "*" in each.resource:
                assert any(re.fullmatch(kind, each.resource) for kind in WILD), told


def test_roles_are_the_templates_own():
    """No managed policy but those of what calls a function, and nobody else may take a role"""
    for name, made in resources("AWS::Serverless::Function").items():
        assert "Role" not in made, name
        assert all(isinstance(policy, dict) for policy in made.get("Policies", ())), name
        assert "FunctionUrlConfig" not in made, name
