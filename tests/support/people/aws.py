"""What AWS does of itself in a story: usage is reported, mail is delivered."""

from tests.support.cost_rows import cells, csv_text
from tests.support.deployed import Deployed


class CostExport:
    """What AWS reports of usage."""

    def __init__(self, deployed: Deployed) -> None:
        self._deployed = deployed

    def tells_of_marketplace_usage(self, account_id: str, month: str, amount: str) -> None:
        """The usage of a Marketplace product in one account and month, before its end or after."""
        year, number = map(int, month.split("-"))
        following = f"{year + number // 12:04d}-{number % 12 + 1:02d}"
        row = cells(
            BillingAccountId=account_id,
            PublisherName="Example Software Ltd",
            ServiceName="Observability",
            BillingPeriodStart=f"{month}-01 00:00:00",
            BillingPeriodEnd=f"{following}-01 00:00:00",
            ChargePeriodStart=f"{month}-12 00:00:00",
            BilledCost=amount,
        )
        told = self._deployed.drop(f"{account_id}-{month}.csv", csv_text([row]))
        assert told["type"] == "CostExportImported", told


class Mailbox:
    """Everybody's mail."""

    def __init__(self, deployed: Deployed) -> None:
        self._deployed = deployed

    def subjects_to(self, address: str) -> list[str]:
        """What somebody has got so far."""
        return [mail.subject for mail in self._deployed.mails_to(address)]

    def texts_to(self, address: str) -> list[str]:
        """The same in full."""
        return [mail.text for mail in self._deployed.mails_to(address)]
