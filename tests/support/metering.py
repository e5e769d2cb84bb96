"""Metering through the API in few words: what a seller sends, what comes of it."""

from typing import Any, Final

from tests.support.api import SELLER, Answer, call
from tests.support.application import Body, items

OTHER_SELLER: Final = "777766665555"


def a_record(
    agreement_id: str, hour: str, quantity: str | int = 1, dimension: str = "requests", **more: Any
) -> Body:
    """One record of an agreement; text is a decimal quantity, a number a whole one."""
    member = "Quantity" if isinstance(quantity, int) else "QuantityAsDecimal"
    return {
        "Timestamp": hour,
        "AgreementId": agreement_id,
        "Dimension": dimension,
        member: quantity,
        **more,
    }


def send(*records: Body, account: str = SELLER, **more: Any) -> Answer:
    """Send records as the seller."""
    return call("POST", "/usage-records", {"UsageRecords": list(records), **more}, account=account)


def metered(*records: Body, **more: Any) -> list[str]:
    """The statuses of records that were sent together; none may be left unprocessed."""
    answer = send(*records, **more)
    assert answer.status == 200, answer.body
    assert answer.body["UnprocessedRecords"] == []
    return [result["Status"] for result in answer.body["Results"]]


def allocation(quantity: int, **tags: str) -> Body:
    """A part of a record for one set of tags."""
    listed = [{"Key": key, "Value": value} for key, value in tags.items()]
    return {"AllocatedUsageQuantity": quantity, **({"Tags": listed} if listed else {})}


def months(agreement_id: str, account: str = SELLER) -> dict[str, Body]:
    """What each month of an agreement has come to, by billing period."""
    listed = items(f"/agreements/{agreement_id}/usage", account=account)
    return {month["billingPeriod"]: month for month in listed}


def sums(agreement_id: str, period: str) -> dict[str, tuple[str, str, str]]:
    """By dimension of a month: told, charged, and the exact amount."""
    month = months(agreement_id).get(period, {"dimensions": []})
    return {
        each["dimension"]: (each["quantity"], each["chargedQuantity"], each["amount"])
        for each in month["dimensions"]
    }
