"""What events about reconciliations with the real AWS account say."""

from procurement.entrypoints.event_schemas.base import AccountId, DateText, EventData, Sha256


class ReconciliationRequestedData(EventData):
    """A reconciliation that begins, of invoices issued from one day to another."""

    reconciliation_id: str
    account_id: AccountId
    issued_from: DateText
    issued_to: DateText


class ReconciliationFinishedData(EventData):
    """What came out: how much was looked at, and how many findings of each kind there are."""

    reconciliation_id: str
    state: str
    invoices: int
    charges: int
    findings: int
    counts: dict[str, int]
    failure: str | None


class ChargeReferencesRequestedData(EventData):
    """Numbers that are to be set on charges of the real account, as a plan showed them."""

    reconciliation_id: str
    account_id: AccountId
    plan_token: Sha256
    changes: int


class ChargeReferencesSetData(EventData):
    """What became of them: how many charges are as planned, how many are not."""

    reconciliation_id: str
    state: str
    charges: int
    failed_charges: int
    refusal: str | None
