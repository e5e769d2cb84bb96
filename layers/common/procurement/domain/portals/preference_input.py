"""Reading a portal preference as its writer gave it, with every problem told at once (R-265)."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from procurement.domain.errors import Problems
from procurement.domain.portals.preference import (
    ALL,
    AttachmentType,
    ConnectionTestingMethod,
    DocumentType,
    EinvoicePreference,
    Parties,
    PortalContact,
    PortalName,
    PurchaseOrderRequirement,
    Selector,
)
from procurement.domain.resource_tags import read_tags
from procurement.domain.text import has_control_characters

NETWORK_ID: Final = "NetworkID"
"""The one legal domain of either side (invoicing:BuyerDomain, invoicing:SupplierDomain)."""
MAX_TEXT: Final = 1024
MAX_UNITS: Final = 500
MAX_SELLERS: Final = 100
MAX_DOCUMENT_TYPES: Final = 10

_NO_SPACE: Final = re.compile(rf"\S{{1,{MAX_TEXT}}}")
_EMAIL: Final = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")
_RULE: Final = "R-265"


@dataclass(frozen=True, kw_only=True, slots=True)
class ConnectionInput:
    """One environment, unchecked; a secret that is not given again stays."""

    parties: Parties | None = None
    endpoint: str | None = None
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryInput:
    """invoicing:EinvoiceDeliveryPreference, unchecked."""

    document_types: Sequence[DocumentType]
    testing_method: ConnectionTestingMethod
    activates_at: datetime
    attachment_types: Sequence[AttachmentType] = ()
    requirements: Sequence[tuple[DocumentType, PurchaseOrderRequirement]] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class PreferenceInput:
    """A whole preference, unchecked. `portal` and the parties are given at creation only."""

    contacts: Sequence[PortalContact]
    is_einvoice_enabled: bool
    is_retrieval_enabled: bool
    production: ConnectionInput
    portal: PortalName | None = None
    test: ConnectionInput | None = None
    selector: Selector = ALL
    delivery: DeliveryInput | None = None
    is_punch_out_enabled: bool = False
    punch_out_redirect_url: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Selectable:
    """What a selector may name: the account's invoice units and the sellers of record."""

    invoice_units: Collection[str]
    sellers_of_record: Collection[str]


def check(given: PreferenceInput, portal: PortalName, among: Selectable) -> None:
    """`InvalidInput` with everything that is wrong with `given`, whatever came before it."""
    problems = Problems()
    _check_connection(given.production, "", problems)
    if given.test is not None:
        _check_connection(given.test, "testEnvPreference.", problems)
    _check_selector(given.selector, among, problems)
    _check_delivery(given, problems)
    _check_punch_out(given, portal, problems)
    _check_contacts(given.contacts, problems)
    read_tags(given.tags, "resourceTags", problems)
    problems.raise_if_any()


def read_delivery(given: PreferenceInput) -> EinvoicePreference | None:
    """What is delivered, each type once; None while delivery is off and nothing is said of it."""
    asked = given.delivery
    if asked is None:
        return None
    return EinvoicePreference(
        document_types=tuple(dict.fromkeys(asked.document_types)),
        testing_method=asked.testing_method,
        activates_at=asked.activates_at,
        attachment_types=tuple(dict.fromkeys(asked.attachment_types)),
        requirements=dict(asked.requirements),
    )


def _check_connection(given: ConnectionInput, at: str, problems: Problems) -> None:
    parties = given.parties
    if parties is not None:
        for side in ("buyer", "supplier"):
            domain = getattr(parties, f"{side}_domain")
            identifier = getattr(parties, f"{side}_identifier")
            if domain != NETWORK_ID:
                _add(problems, f"{at}{side}Domain", f"is {NETWORK_ID}")
            if not _NO_SPACE.fullmatch(identifier):
                _add(problems, f"{at}{side}Identifier", f"has 1 to {MAX_TEXT} characters, no space")
    if given.endpoint is not None and not _is_https(given.endpoint):
        message = "is an HTTPS address without user, password and fragment"
        _add(problems, f"{at}procurementPortalInstanceEndpoint", message)
    if given.secret is not None and not _NO_SPACE.fullmatch(given.secret):
        # The secret itself appears in no message.
        message = f"has 1 to {MAX_TEXT} characters, no space"
        _add(problems, f"{at}procurementPortalSharedSecret", message)


def _is_https(text: str) -> bool:
    if not _NO_SPACE.fullmatch(text):
        return False
    try:
        parts = urlsplit(text)
        is_plain = parts.username is None and parts.password is None and not parts.fragment
        return parts.scheme == "https" and bool(parts.hostname) and is_plain
    except ValueError:
        return False


def _check_selector(given: Selector, among: Selectable, problems: Problems) -> None:
    for at, values, known, most in (
        ("selector.invoiceUnits", given.invoice_units, among.invoice_units, MAX_UNITS),
        ("selector.sellerOfRecords", given.sellers_of_record, among.sellers_of_record, MAX_SELLERS),
    ):
        if len(values) > most:
            _add(problems, at, f"holds {len(values)} entries, at most {most} are allowed")
            continue
        times = Counter(values)
        for index, value in enumerate(values):
            if value not in known:
                _add(problems, f"{at}[{index}]", f"{value[:60]!r} does not exist")
            elif times[value] > 1:
                message = f"{value[:60]!r} is given more than once"
                problems.add(f"{at}[{index}]", "DUPLICATE_VALUE", message, _RULE)


def _check_delivery(given: PreferenceInput, problems: Problems) -> None:
    at, asked = "einvoiceDeliveryPreference", given.delivery
    if asked is None:
        if given.is_einvoice_enabled:
            message = "is needed while e-invoice delivery is enabled"
            problems.add(at, "MISSING_VALUE", message, "R-267")
        return
    if not 1 <= len(asked.document_types) <= MAX_DOCUMENT_TYPES:
        message = f"names 1 to {MAX_DOCUMENT_TYPES} types of documents"
        problems.add(f"{at}.einvoiceDeliveryDocumentTypes", "INVALID_VALUE", message, "R-267")
    times = Counter(type_ for type_, _ in asked.requirements)
    for index, (type_, _) in enumerate(asked.requirements):
        place = f"{at}.purchaseOrderDataSources[{index}]"
        if type_ not in asked.document_types:
            problems.add(place, "INVALID_VALUE", f"{type_} is not delivered at all", "R-267")
        elif times[type_] > 1:
            problems.add(place, "DUPLICATE_VALUE", f"{type_} is given more than once", "R-267")
    needs_test = asked.testing_method is ConnectionTestingMethod.TEST_ENV_REPLAY_TEST
    if needs_test and given.test is None:
        message = f"{asked.testing_method} needs a testEnvPreference"
        _add(problems, f"{at}.connectionTestingMethod", message)
    if given.is_einvoice_enabled and given.production.endpoint is None:
        message = "is needed while e-invoice delivery is enabled"
        problems.add("procurementPortalInstanceEndpoint", "MISSING_VALUE", message, _RULE)


def _check_punch_out(given: PreferenceInput, portal: PortalName, problems: Problems) -> None:
    at, address = "marketplacePunchOutPreference", given.punch_out_redirect_url
    place = f"{at}.approvalRequestRedirectUrl"
    if portal is not PortalName.COUPA:
        if address is not None:
            _add(problems, place, f"is for {PortalName.COUPA} alone")
        return
    if given.is_punch_out_enabled and address is None:
        message = f"is needed for {PortalName.COUPA} while punchout is enabled"
        problems.add(at, "MISSING_VALUE", message, _RULE)
    if address is None:
        return
    if not _is_https(address):
        _add(problems, place, "is an HTTPS address without user, password and fragment")
        return
    endpoint = given.production.endpoint
    if endpoint and _is_https(endpoint) and _host(endpoint) != _host(address):
        _add(problems, place, "has the host of procurementPortalInstanceEndpoint")


def _host(address: str) -> str | None:
    return urlsplit(address).hostname


def _check_contacts(given: Sequence[PortalContact], problems: Problems) -> None:
    if len(given) != 1:
        _add(problems, "contacts", "holds exactly one contact")
        return
    (contact,) = given
    name, email = contact.name or "", contact.email or ""
    if not name and not email:
        _add(problems, "contacts[0]", "has a name or an e-mail address")
    if len(name) > MAX_TEXT or has_control_characters(name):
        message = f"has at most {MAX_TEXT} characters, no control characters"
        _add(problems, "contacts[0].name", message)
    if email and (len(email) > MAX_TEXT or not _EMAIL.fullmatch(email)):
        _add(problems, "contacts[0].email", "is not an e-mail address")


def _add(problems: Problems, at: str, message: str) -> None:
    problems.add(at, "INVALID_VALUE", message, _RULE)
