"""A seller's meter, which tells what customers used."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from local.api import Api
from tests.support.people.paperwork import Agreement

HOUR: Final = timedelta(hours=1)


class Meter:
    """Tells what customers used, hour by hour, and how many instances they ran."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def tells(self, agreement: Agreement, quantity: str, hour: str, of: str = "requests") -> str:
        """What was used in one hour, such as ``2027-05-10 11:00``; the answer in AWS's word."""
        record = {
            "Timestamp": f"{hour}Z".replace(" ", "T"),
            "AgreementId": agreement.agreement_id,
            "Dimension": of,
            "QuantityAsDecimal": quantity,
        }
        answer = self._api.post("usage-records", UsageRecords=[record])
        return str(answer["Results"][0]["Status"])

    def reports(
        self, agreement: Agreement, running: Mapping[str, int], since: str, hours: int
    ) -> None:
        """So many instances of each type ran all the time, for so many hours."""
        start = datetime.fromisoformat(f"{since}Z".replace(" ", "T"))
        runs = [
            {
                "instanceType": type_,
                "instanceId": f"i-{type_}-{number}",
                "startedAt": start.isoformat(),
            }
            for type_, count in running.items()
            for number in range(count)
        ]
        self._api.post(
            "agreements",
            agreement.agreement_id,
            "instance-reports",
            startTime=start.isoformat(),
            endTime=(start + hours * HOUR).isoformat(),
            runs=runs,
        )

    def reads(self, agreement: Agreement, month: str) -> Sequence[tuple[str, str, str]]:
        """What a month has come to: dimension, charged quantity, exact amount."""
        listed = self._api.items("agreements", agreement.agreement_id, "usage", maxResults=12)
        return [
            (each["dimension"], each["chargedQuantity"], each["amount"])
            for found in listed
            if found["billingPeriod"] == month
            for each in found["dimensions"]
        ]
