"""Those who let somebody else get the bill of their organization, and those who take it over."""

from local.api import Api


class BillHolder:
    """Speaks for a management account about whose bill goes where."""

    def __init__(self, api: Api, account_id: str) -> None:
        self._api = api
        self.account_id = account_id

    def founds_an_organization(self) -> None:
        """Makes this account a management account."""
        self._api.put("organization")

    def offers_to_take_over(self, other: "BillHolder", first_month: str) -> str:
        """Offers to get the other's bill from that month on; the transfer's ID."""
        offered = self._api.post(
            "billing-transfers",
            sourceAccountId=other.account_id,
            name="Bill of a customer",
            startTimestamp=f"{first_month}-01T00:00:00Z",
        )
        return str(offered["id"])

    def agrees(self, transfer: str) -> None:
        """Lets the bill go there."""
        assert self._api.post("billing-transfers", transfer, "accept")["status"] == "ACCEPTED"

    def ends_with_this_month(self, transfer: str) -> str:
        """Wants the bill back from the next month on; when the transfer ends."""
        return str(self._api.post("billing-transfers", transfer, "terminate")["endTimestamp"])

    def sees_whose_bills(self) -> list[list[str]]:
        """For each invoice received, whose bill it is; nobody's for the account's own."""
        return [list(each["billSourceAccounts"]) for each in self._api.items("invoices")]
