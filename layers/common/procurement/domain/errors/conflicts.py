"""What the present state of things forbids."""

from collections.abc import Sequence
from typing import Final

from procurement.domain.errors.base import LedgerlineError

MAX_NAMED: Final = 100
"""Things that one refusal names one by one."""


class Conflict(LedgerlineError):
    """The request is well formed, but the present state of things forbids it."""

    code = "CONFLICT"

    def __init__(self, message: str, *, resource_type: str, resource_id: str) -> None:
        super().__init__(message)
        self.resource_type = resource_type
        self.resource_id = resource_id


class AlreadyExists(Conflict):
    """Something else has this ID already (R-003); `field` is where it was given, if in an input."""

    code = "ALREADY_EXISTS"

    def __init__(
        self, message: str, *, resource_type: str, resource_id: str, field: str | None = None
    ) -> None:
        super().__init__(message, resource_type=resource_type, resource_id=resource_id)
        self.field = field


class StaleVersion(Conflict):
    """The caller's expected version is not the present one (R-076)."""

    code = "STALE_VERSION"


class StaleChargeRevision(Conflict):
    """The caller's charge revision is not the present one (R-214)."""

    code = "STALE_CHARGE_REVISION"


class ChargeAlreadyInvoiced(Conflict):
    """The charge has its invoice; its reference can no longer change (R-219)."""

    code = "CHARGE_ALREADY_INVOICED"


class WrongStatus(Conflict):
    """The status machine has no such move; the message names the missing step (R-063)."""

    code = "WRONG_STATUS"


class ResourceInUse(Conflict):
    """A change set that has not ended holds the entity, or is itself past the point asked for."""

    code = "RESOURCE_IN_USE"


class InvoiceUnitInUse(Conflict):
    """Purchase orders still name the invoice unit (R-035): the first of them, and how many."""

    code = "INVOICE_UNIT_IN_USE"

    def __init__(self, message: str, *, name: str, purchase_order_ids: Sequence[str]) -> None:
        super().__init__(message, resource_type="InvoiceUnit", resource_id=name)
        self.purchase_order_ids = tuple(purchase_order_ids[:MAX_NAMED])
        self.purchase_order_count = len(purchase_order_ids)


class MissingExchangeRates(Conflict):
    """Nobody has told what a currency was worth on a day that a report needs (R-341)."""

    code = "MISSING_EXCHANGE_RATES"


class ApprovalRequired(Conflict):
    """The buyer's organization has to approve it: an agreement request is the way (R-223)."""

    code = "APPROVAL_REQUIRED"


class ProcurementInTestMode(Conflict):
    """The request only tried the procurement system: nothing is bought by it (R-263)."""

    code = "PROCUREMENT_IN_TEST_MODE"


class PayerChanged(Conflict):
    """The account moved to another payer while something was decided for it (R-236): read anew."""

    code = "PAYER_CHANGED"


class PlanChanged(Conflict):
    """The plan to apply is not the one that was shown."""

    code = "PLAN_CHANGED"


class ChargesMoved(Conflict):
    """Charges have changed since numbers for them were planned; none was set."""

    code = "CHARGES_MOVED"


class LostRace(Conflict):
    """What a decision was based on changed before it could be saved: decide again (R-147)."""

    code = "LOST_RACE"
