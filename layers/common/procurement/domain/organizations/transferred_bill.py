"""The billing periods in which one management account gets the bill of another."""

from dataclasses import dataclass

from procurement.domain.month import Month


@dataclass(frozen=True, kw_only=True, slots=True)
class TransferredBill:
    """What one side of an accepted billing transfer knows of it (R-409, R-412).

    `account_id` is the other side. Transfers begin and end with months, so whole billing periods go
    to one account. `last` is None until somebody ends the transfer.
    """

    transfer_id: str
    account_id: str
    first: Month
    last: Month | None = None

    def covers(self, period: Month) -> bool:
        """Whether the bill of `period` is transferred."""
        return self.first <= period and (self.last is None or period <= self.last)

    def reaches(self, period: Month) -> bool:
        """Whether the bill of `period`, or of any later one, is transferred."""
        return self.last is None or self.last >= period
