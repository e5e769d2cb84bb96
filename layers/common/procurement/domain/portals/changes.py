"""Making and replacing portal preferences (R-265)."""

from dataclasses import dataclass, replace
from datetime import datetime

from procurement.domain.errors import InvalidInput, Problem
from procurement.domain.portals.preference import (
    Connection,
    Feature,
    PortalPreference,
)
from procurement.domain.portals.preference_input import (
    ConnectionInput,
    PreferenceInput,
    Selectable,
    check,
    read_delivery,
)
from procurement.domain.portals.secret import SecretHash


@dataclass(frozen=True, kw_only=True, slots=True)
class Salts:
    """Random bytes for secrets that are new, one lot for each environment."""

    production: bytes
    test: bytes


def new_preference(
    given: PreferenceInput,
    *,
    account_id: str,
    preference_id: str,
    among: Selectable,
    salts: Salts,
    now: datetime,
) -> PortalPreference:
    """The preference, its features still to be verified; `InvalidInput` with all problems."""
    portal, parties = given.portal, given.production.parties
    if portal is None or parties is None:
        message = "is needed, with both sides' domains and identifiers"
        raise InvalidInput(
            [Problem(field="procurementPortalName", reason="MISSING_VALUE", message=message)]
        )
    check(given, portal, among)
    return PortalPreference(
        account_id=account_id,
        preference_id=preference_id,
        portal=portal,
        production=Connection(
            parties=parties,
            endpoint=given.production.endpoint,
            secret=_hashed(given.production.secret, None, salts.production),
        ),
        test=_test(given.test, None, salts.test),
        selector=given.selector,
        einvoice=Feature() if given.is_einvoice_enabled else None,
        delivery=read_delivery(given),
        retrieval=Feature() if given.is_retrieval_enabled else None,
        is_punch_out_enabled=given.is_punch_out_enabled,
        punch_out_redirect_url=given.punch_out_redirect_url,
        contact=given.contacts[0],
        tags=tuple(sorted(given.tags.items())),
        created_at=now,
        updated_at=now,
    )


def replaced_preference(
    before: PortalPreference,
    given: PreferenceInput,
    *,
    among: Selectable,
    salts: Salts,
    now: datetime,
) -> PortalPreference:
    """`before` with all that `given` says; what is left out is gone, but for secrets and tags.

    Portal and parties never change. A feature that is switched on, or whose connection changed, is
    to be verified anew. The very same object comes back when nothing would change; `InvalidInput`
    with all problems.
    """
    check(given, before.portal, among)
    production = replace(
        before.production,
        endpoint=given.production.endpoint,
        secret=_hashed(given.production.secret, before.production.secret, salts.production),
    )
    test = _test(given.test, before.test, salts.test)
    delivery = read_delivery(given)
    is_same = (production, test) == (before.production, before.test)
    tested = before.delivery.testing_method if before.delivery else None
    is_tested = is_same and tested == (delivery.testing_method if delivery else None)
    after = replace(
        before,
        production=production,
        test=test,
        selector=given.selector,
        einvoice=_feature(before.einvoice, given.is_einvoice_enabled, keeps=is_tested),
        delivery=delivery,
        retrieval=_feature(before.retrieval, given.is_retrieval_enabled, keeps=is_same),
        is_punch_out_enabled=given.is_punch_out_enabled,
        punch_out_redirect_url=given.punch_out_redirect_url,
        contact=given.contacts[0],
    )
    if after == before:
        return before
    return replace(after, updated_at=now, version=before.version + 1)


def _feature(before: Feature | None, is_enabled: bool, *, keeps: bool) -> Feature | None:
    if not is_enabled:
        return None
    return before if before and keeps else Feature()


def _test(
    given: ConnectionInput | None, before: Connection | None, salt: bytes
) -> Connection | None:
    if given is None or given.parties is None:
        return None
    return Connection(
        parties=given.parties,
        endpoint=given.endpoint,
        secret=_hashed(given.secret, before.secret if before else None, salt),
    )


def _hashed(secret: str | None, before: SecretHash | None, salt: bytes) -> SecretHash | None:
    """The secret's hash; that of `before` when it is the same, or was not given again."""
    if secret is None or (before and before.is_of(secret)):
        return before
    return SecretHash.of(secret, salt)
