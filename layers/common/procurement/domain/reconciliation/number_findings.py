"""Findings that concern invoices and charges alike: no number, or one that does not exist."""

from dataclasses import dataclass

from procurement.domain.reconciliation.finding import FindingKind, Severity
from procurement.domain.reconciliation.numbers import KnownNumbers, difference


@dataclass(frozen=True, kw_only=True, slots=True)
class Unfit:
    """What is wrong with a number, apart from where it stands; members as those of `Finding`."""

    kind: FindingKind
    severity: Severity
    expected: str | None
    reason: str
    mend: str
    rule: str | None = None
    nearest: tuple[str, ...] = ()


def missing(expected: str | None, reason: str) -> Unfit:
    """No number where the rules expect one (R-111)."""
    return Unfit(
        kind=FindingKind.MISSING,
        severity=Severity.HIGH,
        expected=expected,
        rule="R-111",
        reason=reason,
        mend=f"Have {expected} printed by a support case.",
    )


def unknown(number: str, numbers: KnownNumbers, expected: str | None, reason: str) -> Unfit:
    """A number of no purchase order (R-008): a typo of the only near one, or of what is expected.

    Where several are as near and none of them is expected, which one is meant stays open.
    """
    nearest = numbers.nearest(number)
    if not nearest:
        told = f"There is no purchase order {number}, and none with a number near it."
        correct = f"have {expected} printed" if expected else "have the number taken off"
        return Unfit(
            kind=FindingKind.UNKNOWN_NUMBER,
            severity=Severity.HIGH,
            expected=expected,
            rule="R-008",
            reason=f"{told} {reason}".strip(),
            mend=f"Add {number} if it is meant, or {correct} by a support case.",
        )
    meant = expected if expected in nearest else nearest[0] if len(nearest) == 1 else None
    told = f"There is no purchase order {number}."
    if meant:
        told += f" The nearest is {meant}, which {difference(number, meant)}."
    else:
        told += f" As near are {', '.join(nearest)}."
    return Unfit(
        kind=FindingKind.TYPO,
        severity=Severity.HIGH,
        expected=meant,
        rule="R-008",
        nearest=nearest,
        reason=f"{told} {reason}".strip(),
        mend=f"Have {meant} printed by a support case."
        if meant
        else "Decide which number is meant, and have it printed by a support case.",
    )
