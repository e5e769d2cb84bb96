"""Tags of purchase orders by ARN: R-036, R-037, R-045, R-366, R-367."""

import pytest

from tests.support.access import ANA, allow, as_ana, deny, orders, policy, put
from tests.support.api import SELLER, Answer, call
from tests.support.application import (
    add,
    check_refusal,
    events_of,
    get,
    nothing_written,
)

STRANGE = "PO 7/a:b=c+d-e%f@g_h.i"
STRANGE_ARN = orders("PO%207%2Fa%3Ab%3Dc%2Bd-e%25f%40g_h.i")

pytestmark = pytest.mark.usefixtures("aws", "clock")


def tag(arn: str, **tags: str) -> Answer:
    return call("POST", "/resource-tags", {"resourceArn": arn, "tags": tags})


def untag(arn: str, *keys: str) -> Answer:
    return call("POST", "/resource-tag-removals", {"resourceArn": arn, "tagKeys": list(keys)})


def test_tags_are_added_replaced_taken_off_and_listed():
    """R-036: the others stay; each change is a version and an event"""
    add(STRANGE, tags={"team": "blue"})
    answer = tag(STRANGE_ARN, team="red", stage="prod")
    assert answer.body == {"resourceArn": STRANGE_ARN, "tags": {"team": "red", "stage": "prod"}}
    assert untag(STRANGE_ARN, "team", "nothing").body["tags"] == {"stage": "prod"}
    listed = call("GET", "/resource-tags", resourceArn=STRANGE_ARN)
    assert listed.body == {"resourceArn": STRANGE_ARN, "tags": {"stage": "prod"}}
    order = get(STRANGE)
    assert (order["tags"], order["version"]) == ({"stage": "prod"}, 3)
    versions = [event["detail"]["version"] for event in events_of(type_="PurchaseOrderUpdated")]
    assert sorted(versions) == [2, 3]


def test_what_is_so_already_is_not_written():
    """R-062's way"""
    add("PO-1", tags={"team": "blue"})
    with nothing_written():
        assert tag(orders("PO-1"), team="blue").status == 200
        assert untag(orders("PO-1"), "nothing").status == 200


def test_there_are_at_most_fifty():
    """R-045: with those that are there"""
    add("PO-1", tags={f"k{n}": "" for n in range(49)})
    assert tag(orders("PO-1"), another="x").status == 200
    with nothing_written():
        answer = tag(orders("PO-1"), one_more="x")
    check_refusal(answer, 400, "ServiceQuotaExceededException", "QUOTA_EXCEEDED")


def test_keys_and_values_have_lengths():
    """R-037"""
    add("PO-1")
    for tags in ({"k" * 129: "x"}, {"k": "v" * 257}, {"": "x"}):
        answer = tag(orders("PO-1"), **tags)
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
    assert tag(orders("PO-1"), **{"k" * 128: "v" * 256}).status == 200


@pytest.mark.parametrize("arn", ["PO-1", orders(""), "arn:aws:s3:::x", orders("a/b")])
def test_what_is_no_arn_of_a_purchase_order_is_told_so(arn: str):
    """R-366"""
    listed = call("GET", "/resource-tags", resourceArn=arn)
    for answer in (tag(arn, a="b"), untag(arn, "a"), listed):
        assert answer.reasons == {("resourceArn", "INVALID_VALUE")}


def test_another_account_s_purchase_order_is_not_there():
    """R-376, R-377: whether it exists or not"""
    add("PO-1", account=SELLER)
    for name in ("PO-1", "NONE"):
        for answer in (tag(orders(name, SELLER), a="b"), untag(orders(name, SELLER), "a")):
            check_refusal(answer, 404, "ResourceNotFoundException", "PURCHASE_ORDER_NOT_FOUND")
    assert get("PO-1", account=SELLER)["tags"] == {}


def test_each_has_its_action_and_its_keys():
    """R-368: of TagResource those that are given, of UntagResource those that are named"""
    add("PO-1", tags={"team": "blue"})
    arn = orders("PO-1")
    kept = {"ForAllValues:StringNotEquals": {"aws:TagKeys": ["team"]}}
    put(policy(allow(["TagResource", "UntagResource"], **kept)))
    body = {"resourceArn": arn, "tags": {"stage": "prod"}}
    assert as_ana("POST", "/resource-tags", body).status == 200
    for path, more in (
        ("/resource-tags", {"tags": {"team": "red"}}),
        ("/resource-tag-removals", {"tagKeys": ["team", "stage"]}),
    ):
        with nothing_written():
            assert as_ana("POST", path, {"resourceArn": arn, **more}).status == 404
    assert as_ana("GET", "/resource-tags", resourceArn=arn).status == 404
    put(policy(allow("*"), deny("ListTagsForResource")))
    answer = as_ana("GET", "/resource-tags", resourceArn=arn)
    check_refusal(answer, 403, "AccessDeniedException", "NOT_ALLOWED")
    assert answer.body["message"].startswith(f"User: {ANA} is not authorized to perform:")
