"""Who a portal's message says it is from, compared with what a preference holds."""

from dataclasses import dataclass
from hmac import compare_digest
from typing import Final

from procurement.domain.portals.preference import (
    Connection,
    Parties,
    PortalName,
    PortalPreference,
    PreferenceStatus,
)
from procurement.domain.portals.secret import SecretHash

_NETWORK: Final = ("aribanetworkuserid", "sysadmin@ariba.com")
"""As whom SAP Business Network hands on what buyers send."""
_ALIASES: Final = {"aribanetworkid": "networkid"}

# What a secret is compared with where there is none: every answer takes as long.
_NOBODYS: Final = SecretHash(salt="00" * 16, digest="00" * 32)


@dataclass(frozen=True, slots=True)
class Identity:
    """A domain and an identity in it; cXML compares domains without regard to case."""

    domain: str
    identity: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Credentials:
    """The head of a message: each side may bear several identities; the secret is the sender's."""

    sources: tuple[Identity, ...]
    destinations: tuple[Identity, ...]
    sender: Identity
    secret: str
    is_test: bool = False

    def __repr__(self) -> str:
        """Without the secret, wherever it may be shown."""
        return f"Credentials(sender={self.sender!r}, is_test={self.is_test})"


@dataclass(frozen=True, kw_only=True, slots=True)
class Admission:
    """What proven credentials are good for: `is_test` means that nothing comes of the message."""

    preference: PortalPreference
    is_test: bool


def admit(preference: PortalPreference | None, given: Credentials) -> Admission | None:
    """The credentials' right to speak for `preference`; None when they prove none.

    One secret is compared, whatever is wrong, so that the time tells nothing. What comes over the
    test environment, or says that it is a test, is one.
    """
    known = [] if preference is None else _connections(preference, is_test=given.is_test)
    fitting = [(each, is_test) for each, is_test in known if _is_between(each.parties, given)]
    connection, is_test = fitting[0] if fitting else (None, True)
    secret = connection.secret if connection else None
    is_proven = (secret or _NOBODYS).is_of(given.secret)
    if preference is None or secret is None or not is_proven:
        return None
    if connection is None or not _may_send(preference.portal, connection.parties, given.sender):
        return None
    return Admission(preference=preference, is_test=is_test or given.is_test)


def may_send_orders(admission: Admission) -> bool:
    """Whether purchase orders are retrieved: orders count once that is active (R-266).

    A feature that is being tested takes tests only.
    """
    feature = admission.preference.retrieval
    if feature is None:
        return False
    is_tried = feature.status in (PreferenceStatus.TEST_INITIALIZED, PreferenceStatus.TEST_FAILED)
    return feature.status is PreferenceStatus.ACTIVE or (is_tried and admission.is_test)


def _connections(preference: PortalPreference, *, is_test: bool) -> list[tuple[Connection, bool]]:
    """The environments, that first which the message says it is for."""
    found = [(preference.production, False)]
    if preference.test is not None:
        found.append((preference.test, True))
    return sorted(found, key=lambda each: each[1] is not is_test)


def _is_between(parties: Parties, given: Credentials) -> bool:
    source = Identity(parties.buyer_domain, parties.buyer_identifier)
    destination = Identity(parties.supplier_domain, parties.supplier_identifier)
    return _names(given.sources, source) and _names(given.destinations, destination)


def _may_send(portal: PortalName, parties: Parties, sender: Identity) -> bool:
    """The buyer itself, or the network that hands on what it sent; the secret proves either."""
    if _names((sender,), Identity(parties.buyer_domain, parties.buyer_identifier)):
        return True
    network = (_domain(sender), sender.identity)
    return portal is PortalName.SAP_BUSINESS_NETWORK and network == _NETWORK


def _names(given: tuple[Identity, ...], wanted: Identity) -> bool:
    found = False
    for each in given:
        is_domain = compare_digest(_domain(each).encode(), _domain(wanted).encode())
        found |= is_domain & compare_digest(each.identity.encode(), wanted.identity.encode())
    return found


def _domain(identity: Identity) -> str:
    folded = identity.domain.lower()
    return _ALIASES.get(folded, folded)
