"""A change set that is cut off at any of its writes, delivered twice, or overtaken.

Whatever happens: its changes are made together and once, its events are there once, and no offer
stays locked.
"""

import json
from typing import Any

import pytest

from functions.apply_change_sets.app import lambda_handler
from tests.support.api import SELLER, call
from tests.support.application import events_of
from tests.support.catalog import (
    CATALOG,
    an_offer,
    availability,
    catalog,
    create,
    described,
    information,
    made,
    offer_of,
    release,
    start,
    work,
)
from tests.support.crashes import When, counted, crashed, meeting
from tests.support.lambda_context import LambdaContext

pytestmark = pytest.mark.usefixtures("aws", "clock")


def delivered(change_set_id: str, deliveries: int = 1) -> dict[str, Any]:
    """What becomes of the queue's message at that delivery."""
    record = {
        "messageId": "m-1",
        "receiptHandle": "r-1",
        "body": json.dumps({"changeSetId": change_set_id}),
        "attributes": {"ApproximateReceiveCount": str(deliveries)},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:111122223333:change-sets",
        "awsRegion": "us-east-1",
    }
    return dict(lambda_handler({"Records": [record]}, LambdaContext()))


def prepared() -> tuple[str, str, str]:
    """An incomplete and a complete draft, and a set that changes both and makes a third."""
    incomplete, complete = made(create("prod-one")), made(*an_offer(create("prod-two")))
    third = create("prod-three") | {"ChangeName": "Third"}
    grown = [
        {**change, "Entity": {"Type": "Offer@1.0", "Identifier": incomplete}}
        for change in an_offer()[1:]
    ]
    changes = [*grown, release(identifier=complete), third]
    changes.append(information("Third", identifier="$Third.Entity.Identifier"))
    return incomplete, complete, start(*changes)


def check_outcome(incomplete: str, complete: str, change_set_id: str) -> None:
    """All changes were made, once."""
    found = described(change_set_id)
    assert found["Status"] == "SUCCEEDED"
    third = found["ChangeSet"][-1]["Entity"]["Identifier"]
    assert offer_of(third.partition("@")[0])["Name"] == "Third"
    assert third.endswith("@1")
    for offer_id, state, version in ((incomplete, "DRAFT", 2), (complete, "RELEASED", 2)):
        answer = call("GET", f"/offers/{offer_id}", account=SELLER)
        assert (answer.body["state"], answer.body["version"]) == (state, version)
        made(availability("2027-02-01", identifier=offer_id))  # nothing is locked
    subjects = [(e["type"], e["subject"]) for e in events_of(SELLER)]
    assert subjects.count(("OfferCreated", f"offer/{incomplete}")) == 1
    assert subjects.count(("OfferReleased", f"offer/{complete}")) == 1
    assert subjects.count(("ChangeSetEnded", f"change-set/{change_set_id}")) == 1


def test_applying_takes_two_transactions():
    *_, change_set_id = prepared()
    with counted() as commits:
        work(change_set_id)
    assert commits.count == 2


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("number", [1, 2])
def test_a_crash_at_any_write_is_put_right_by_the_next_delivery(number, when):
    drafts = prepared()
    assert crashed(lambda: delivered(drafts[-1]), number, when)
    assert delivered(drafts[-1], 2) == {"batchItemFailures": []}
    check_outcome(*drafts)


@pytest.mark.parametrize("when", When)
def test_a_crash_while_it_is_taken_in_is_put_right_by_the_same_request(when):
    def ask() -> str:
        return start(*an_offer(), ClientRequestToken="once")

    assert crashed(ask, 1, when)
    work(ask())
    assert len(catalog().list_change_sets(Catalog=CATALOG)["ChangeSetSummaryList"]) == 1
    assert (
        len(catalog().list_entities(Catalog=CATALOG, EntityType="Offer")["EntitySummaryList"]) == 1
    )


@pytest.mark.parametrize("when", When)
def test_a_crash_while_it_is_cancelled(when):
    offer_id = made(*an_offer())
    waiting = start(information("Other", identifier=offer_id))

    def cancel() -> None:
        catalog().cancel_change_set(Catalog=CATALOG, ChangeSetId=waiting)

    assert crashed(cancel, 1, when)
    cancel()
    assert described(waiting)["Status"] == "CANCELLED"
    made(information("Another", identifier=offer_id))


def test_a_second_delivery_has_no_second_effect():
    drafts = prepared()
    for deliveries in (1, 2):
        assert delivered(drafts[-1], deliveries) == {"batchItemFailures": []}
    with counted() as commits:
        delivered(drafts[-1], 3)
    assert commits.count == 0
    check_outcome(*drafts)


@pytest.mark.parametrize("number", [1, 2])
def test_two_deliveries_at_the_same_time(number):
    """Whoever commits second finds it done"""
    drafts = prepared()

    def overtaken(commit: Any) -> None:
        work(drafts[-1])
        commit()

    with meeting(number, overtaken):
        assert work(drafts[-1]) == "SUCCEEDED"
    check_outcome(*drafts)


def test_an_offer_that_changes_meanwhile_is_judged_anew():
    """R-312: the simple form releases it between reading and writing"""
    offer_id = made(*an_offer())
    change_set_id = start(information("Renamed", identifier=offer_id))

    def release_first(commit: Any) -> None:
        assert call("POST", f"/offers/{offer_id}/release", {}, account=SELLER).status == 200
        commit()

    with meeting(2, release_first):
        assert work(change_set_id) == "FAILED"
    (change,) = described(change_set_id)["ChangeSet"]
    assert change["ErrorDetailList"][0]["ErrorCode"] == "INVALID_UPDATE_REQUEST"
    assert offer_of(offer_id)["Name"] == "Widget analytics"


def test_a_cancellation_in_the_last_moment_is_heard():
    offer_id = made(*an_offer())
    change_set_id = start(information("Renamed", identifier=offer_id))

    def cancel_first(commit: Any) -> None:
        catalog().cancel_change_set(Catalog=CATALOG, ChangeSetId=change_set_id)
        commit()

    with meeting(1, cancel_first):
        assert work(change_set_id) == "CANCELLED"
    assert offer_of(offer_id)["Name"] == "Widget analytics"


class TestFaultOfOurs:
    @staticmethod
    def fail(_: Any) -> None:
        raise RuntimeError("the disk is full")

    def test_it_is_tried_again(self):
        drafts = prepared()
        with meeting(2, self.fail):
            answer = delivered(drafts[-1])
        assert answer == {"batchItemFailures": [{"itemIdentifier": "m-1"}]}
        assert described(drafts[-1])["Status"] == "APPLYING"
        delivered(drafts[-1], 2)
        check_outcome(*drafts)

    def test_the_last_failure_ends_it_and_frees_its_offers(self):
        """catalog:FailureCode"""
        offer_id = made(*an_offer())
        change_set_id = start(information("Renamed", identifier=offer_id))
        with meeting(2, self.fail):
            assert delivered(change_set_id, 5)["batchItemFailures"]
        found = described(change_set_id)
        assert (found["Status"], found["FailureCode"]) == ("FAILED", "SERVER_FAULT")
        assert "again" in found["FailureDescription"]
        assert offer_of(offer_id)["Name"] == "Widget analytics"
        made(information("Renamed", identifier=offer_id))

    def test_so_does_one_before_it_was_begun(self):
        change_set_id = start(*an_offer())
        with meeting(1, self.fail):
            assert delivered(change_set_id, 5)["batchItemFailures"]
        assert described(change_set_id)["FailureCode"] == "SERVER_FAULT"


def test_a_message_of_a_set_that_nobody_knows_is_forgotten():
    assert delivered("cs-unknown") == {"batchItemFailures": []}


def test_a_message_that_names_none_is_a_dead_letter():
    for message in ({}, {"changeSetId": 5}):
        with pytest.raises(Exception, match="changeSetId"):
            lambda_handler(message, LambdaContext())


def test_a_set_of_twenty_changes_of_twenty_offers_fits_one_transaction():
    """Each offer, its lock and its event, the set and its own; drafts are deleted, too"""
    lacking = [change for change in an_offer() if change["ChangeType"] != "UpdateAvailability"]
    offers = [made(*lacking) for _ in range(20)]
    for change in (availability, release):
        change_set_id = start(*(change(identifier=offer_id) for offer_id in offers))
        assert work(change_set_id) == "SUCCEEDED"
    assert {offer_of(offer_id)["State"] for offer_id in offers} == {"Released"}
