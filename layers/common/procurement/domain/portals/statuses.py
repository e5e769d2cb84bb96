"""The moves of a portal preference's features, in one table (R-266)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from procurement.domain.errors import Problems, WrongStatus
from procurement.domain.portals.preference import Feature, PortalPreference, PreferenceStatus
from procurement.domain.text import has_control_characters

MAX_REASON: Final = 1024
"""Characters of a status reason (invoicing:BasicString)."""

_S: Final = PreferenceStatus
_DELIVERY: Final[Mapping[PreferenceStatus, frozenset[PreferenceStatus]]] = {
    _S.PENDING_VERIFICATION: frozenset({_S.VALIDATED}),
    _S.VALIDATED: frozenset({_S.TEST_INITIALIZED, _S.TEST_INITIALIZATION_FAILED}),
    _S.TEST_INITIALIZATION_FAILED: frozenset({_S.TEST_INITIALIZED}),
    _S.TEST_INITIALIZED: frozenset({_S.ACTIVE, _S.TEST_FAILED}),
    _S.TEST_FAILED: frozenset({_S.TEST_INITIALIZED}),
    _S.ACTIVE: frozenset({_S.SUSPENDED}),
    _S.SUSPENDED: frozenset({_S.ACTIVE}),
}
"""E-invoices are delivered after a test of the connection that did not fail."""
_RETRIEVAL: Final[Mapping[PreferenceStatus, frozenset[PreferenceStatus]]] = {
    **_DELIVERY,
    _S.VALIDATED: _DELIVERY[_S.VALIDATED] | {_S.ACTIVE},
}
"""Purchase orders may be retrieved untested: no testing method is set for them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusInput:
    """Statuses to move to, unchecked; None leaves a feature where it is."""

    einvoice: PreferenceStatus | None = None
    einvoice_reason: str | None = None
    retrieval: PreferenceStatus | None = None
    retrieval_reason: str | None = None


def moved(before: PortalPreference, given: StatusInput, now: datetime) -> PortalPreference:
    """The preference with its features in these statuses; the very same object if they are.

    `InvalidInput` when no status is given, or a reason is too long; `WrongStatus` for a move that
    is in no table and for a feature that is switched off.
    """
    _check(given)
    einvoice = _moved(before, before.einvoice, given.einvoice, given.einvoice_reason, _DELIVERY)
    retrieval = _moved(
        before, before.retrieval, given.retrieval, given.retrieval_reason, _RETRIEVAL
    )
    if (einvoice, retrieval) == (before.einvoice, before.retrieval):
        return before
    return replace(
        before,
        einvoice=einvoice,
        retrieval=retrieval,
        updated_at=now,
        version=before.version + 1,
    )


def _check(given: StatusInput) -> None:
    problems = Problems()
    if given.einvoice is None and given.retrieval is None:
        message = "is needed, for one of the features at least"
        problems.add("einvoiceDeliveryPreferenceStatus", "MISSING_VALUE", message, "R-266")
    reasons = {
        "einvoiceDeliveryPreferenceStatusReason": given.einvoice_reason,
        "purchaseOrderRetrievalPreferenceStatusReason": given.retrieval_reason,
    }
    for field, reason in reasons.items():
        if reason and (len(reason) > MAX_REASON or has_control_characters(reason)):
            message = f"has at most {MAX_REASON} characters, no control characters"
            problems.add(field, "INVALID_VALUE", message, "R-266")
    problems.raise_if_any()


def _moved(
    preference: PortalPreference,
    feature: Feature | None,
    target: PreferenceStatus | None,
    reason: str | None,
    moves: Mapping[PreferenceStatus, frozenset[PreferenceStatus]],
) -> Feature | None:
    if target is None:
        return feature
    if feature is None:
        raise _wrong(preference, "the feature is switched off: switch it on first")
    if target is not feature.status and target not in moves[feature.status]:
        steps = ", ".join(sorted(moves[feature.status]))
        raise _wrong(preference, f"from {feature.status} it goes to {steps}, not to {target}")
    return Feature(status=target, reason=reason or None)


def _wrong(preference: PortalPreference, message: str) -> WrongStatus:
    return WrongStatus(
        message,
        resource_type="ProcurementPortalPreference",
        resource_id=preference.preference_id,
    )
