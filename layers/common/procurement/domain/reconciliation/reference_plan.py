"""Which numbers would be set on charges of the real account, and whether that may still be done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from itertools import islice
from typing import Final, Self

from procurement.domain.errors import ChargesMoved
from procurement.domain.reconciliation.aws_account import AwsCharge
from procurement.domain.reconciliation.finding import Finding, Subject

BATCH: Final = 86
"""Charges of one call (agreement:PurchaseOrders, R-211)."""
MAX_CHANGES: Final = 20 * BATCH
"""Charges of one plan; what is left is planned by the next reconciliation."""
_NAMED: Final = 10
"""Charges that a refusal names one by one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReferenceChange:
    """One number on one charge, as it was and as it shall be."""

    charge_id: str
    agreement_id: str
    revision: int
    before: str | None
    after: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReferencePlan:
    """All numbers that a reconciliation would set, in the order of agreements and charges.

    `token` stands for exactly these changes of charges at exactly these revisions.
    """

    account_id: str
    changes: tuple[ReferenceChange, ...]

    @classmethod
    def of(cls, account_id: str, findings: Iterable[Finding]) -> Self:
        """What the findings about charges would have mended, at most `MAX_CHANGES`."""
        found = (_change(each) for each in findings)
        changes = islice((each for each in found if each), MAX_CHANGES)
        ordered = sorted(changes, key=lambda each: (each.agreement_id, each.charge_id))
        return cls(account_id=account_id, changes=tuple(ordered))

    @property
    def token(self) -> str:
        """A digest of the plan; the same plan always has the same one."""
        digest = sha256(self.account_id.encode())
        for each in self.changes:
            parts = (each.charge_id, each.agreement_id, str(each.revision), each.before, each.after)
            for part in parts:
                digest.update(b"-" if part is None else b"%d:%b" % (len(part), part.encode()))
        return digest.hexdigest()

    def batches(self) -> Sequence[tuple[ReferenceChange, ...]]:
        """The changes in calls of at most `BATCH`, in order."""
        return [self.changes[start : start + BATCH] for start in range(0, len(self.changes), BATCH)]


class BatchState(StrEnum):
    """SET also for a batch whose charges had their numbers already."""

    SET = "SET"
    FAILED = "FAILED"


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchResult:
    """What became of one call to AWS, which sets all of its numbers or none (R-218).

    `set_now` counts the charges that this call changed; those of an earlier attempt are not sent
    again. `error` is AWS's code and what it said.
    """

    charges: int
    state: BatchState
    set_now: int = 0
    error: tuple[str, str] | None = None


def still_to_set(
    plan: ReferencePlan, charges: Mapping[str, AwsCharge]
) -> Mapping[str, ReferenceChange]:
    """The changes that are still to be made, by charge ID; `ChargesMoved` if any can't be.

    `charges` are the open ones as they are now. One that has its number already was set by an
    earlier attempt, or by somebody who meant the same. Every other one must be as it was planned.
    """
    moved, left = list[str](), dict[str, ReferenceChange]()
    for change in plan.changes:
        charge = charges.get(change.charge_id)
        if charge is None:
            moved.append(change.charge_id)
        elif charge.purchase_order_reference == change.after:
            continue
        elif (charge.revision, charge.purchase_order_reference) != (change.revision, change.before):
            moved.append(change.charge_id)
        else:
            left[change.charge_id] = change
    if moved:
        named = ", ".join(moved[:_NAMED]) + (" and others" if len(moved) > _NAMED else "")
        raise ChargesMoved(
            f"{len(moved)} of {len(plan.changes)} charges have changed since the plan was made: "
            f"{named}; reconcile again",
            resource_type="Charge",
            resource_id=moved[0],
        )
    return left


def _change(finding: Finding) -> ReferenceChange | None:
    if finding.subject is not Subject.CHARGE or finding.expected is None:
        return None
    if finding.expected == finding.printed or finding.agreement_id is None or not finding.revision:
        return None
    return ReferenceChange(
        charge_id=finding.subject_id,
        agreement_id=finding.agreement_id,
        revision=finding.revision,
        before=finding.printed,
        after=finding.expected,
    )
