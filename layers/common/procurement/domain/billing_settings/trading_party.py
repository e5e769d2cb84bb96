"""Who buys and who sells, as an electronic invoice has to say it (EN 16931, BG-4 and BG-7)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Final, TypeVar

from procurement.domain.billing_settings.codes import COUNTRIES, ENDPOINT_SCHEMES, VAT_PREFIXES
from procurement.domain.errors import Problems, path
from procurement.domain.text import has_control_characters

_MAX_TEXT: Final = 200
_VAT_NUMBER: Final = re.compile(r"[A-Z]{2}[A-Z0-9+*]{2,13}")
_ACCOUNT: Final = re.compile(r"[A-Za-z0-9]{1,34}")


Party = TypeVar("Party", bound="TradingParty")


class UntaxedCategory(StrEnum):
    """Why a seller's charge bears no tax, as UNCL 5305 has it (EN 16931, BT-151)."""

    ZERO_RATED = "Z"
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"
    OUT_OF_SCOPE = "O"

    @property
    def needs_reason(self) -> bool:
        """Whether the invoice has to say why (BR-E-10, BR-AE-10, BR-O-10)."""
        return self is not UntaxedCategory.ZERO_RATED


@dataclass(frozen=True, kw_only=True, slots=True)
class TradingParty:
    """Name, address and numbers of a company; empty text for what is not known.

    The address has the members of AWS's ReceiverAddress. `vat_number` begins with the country
    (BT-31, BT-48), `registration_number` is the company register's (BT-30, BT-47). `endpoint_id`
    is where e-invoices are delivered, under the `endpoint_scheme` of the EAS list (BT-34, BT-49).
    """

    company_name: str = ""
    address_line1: str = ""
    address_line2: str = ""
    address_line3: str = ""
    city: str = ""
    state_or_region: str = ""
    postal_code: str = ""
    country_code: str = ""
    vat_number: str = ""
    registration_number: str = ""
    endpoint_scheme: str = ""
    endpoint_id: str = ""

    @property
    def address(self) -> tuple[str, ...]:
        """The address as it is printed, a line each; nothing when nothing is known."""
        town = " ".join(part for part in (self.postal_code, self.city) if part)
        place = ", ".join(p for p in (town, self.state_or_region, self.country_code) if p)
        lines = (self.address_line1, self.address_line2, self.address_line3, place)
        return tuple(line for line in lines if line)


@dataclass(frozen=True, kw_only=True, slots=True)
class Buyer(TradingParty):
    """The receiver of invoices. `buyer_reference` stands where no purchase order does (BT-10)."""

    buyer_reference: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Seller(TradingParty):
    """An issuing entity.

    `untaxed_category` and `untaxed_reason` say why its untaxed charges are that; money is sent to
    `payment_account`, an IBAN or another account number (BT-84).
    """

    untaxed_category: str = ""
    untaxed_reason: str = ""
    payment_account: str = ""


def party_members(party: TradingParty) -> dict[str, str]:
    """What is known of a party, by the members of its JSON document."""
    told = {_camel(each.name): getattr(party, each.name) for each in fields(party)}
    return {name: text for name, text in told.items() if text}


def read_party(document: Mapping[str, str], class_: type[Party]) -> Party:
    """The party that `party_members` wrote."""
    return class_(**{each.name: document.get(_camel(each.name), "") for each in fields(class_)})


def is_vat_number(text: str) -> bool:
    """Whether it looks like one: a country in front, the rest is its own business (BR-CO-09)."""
    return bool(_VAT_NUMBER.fullmatch(text)) and text[:2] in VAT_PREFIXES


def check_trading_party(party: TradingParty, at: str, problems: Problems) -> None:
    """Note everything that could stand on no invoice; what is empty is nobody's fault here."""
    for each in fields(party):
        text = getattr(party, each.name)
        if len(text) > _MAX_TEXT or has_control_characters(text) or text != text.strip():
            message = f"has at most {_MAX_TEXT} characters, no control ones, no space at an end"
            problems.add(path(at, _camel(each.name)), "INVALID_VALUE", message, "R-385")
    _expect_code(party.country_code, COUNTRIES, path(at, "countryCode"), "ISO 3166", problems)
    _expect_code(
        party.endpoint_scheme,
        ENDPOINT_SCHEMES,
        path(at, "endpointScheme"),
        "the EAS list",
        problems,
    )
    if party.vat_number and not is_vat_number(party.vat_number):
        message = "must be the code of a country, then 2 to 13 letters and digits"
        problems.add(path(at, "vatNumber"), "INVALID_VALUE", message, "R-385")
    if bool(party.endpoint_scheme) != bool(party.endpoint_id):
        message = "endpointScheme and endpointId are given together"
        problems.add(path(at, "endpointId"), "INVALID_VALUE", message, "R-385")
    if isinstance(party, Seller):
        _check_seller(party, at, problems)


def _check_seller(seller: Seller, at: str, problems: Problems) -> None:
    category = seller.untaxed_category
    if category and category not in set(UntaxedCategory):
        message = f"is one of {', '.join(UntaxedCategory)}"
        problems.add(path(at, "untaxedCategory"), "INVALID_VALUE", message, "R-392")
    elif category and UntaxedCategory(category).needs_reason and not seller.untaxed_reason:
        message = f"category {category} needs the reason for which there is no tax"
        problems.add(path(at, "untaxedReason"), "MISSING_VALUE", message, "R-392")
    if seller.payment_account and not _ACCOUNT.fullmatch(seller.payment_account):
        message = "has at most 34 letters and digits"
        problems.add(path(at, "paymentAccount"), "INVALID_VALUE", message, "R-385")


def _expect_code(code: str, known: frozenset[str], at: str, list_: str, problems: Problems) -> None:
    if code and code not in known:
        problems.add(at, "INVALID_VALUE", f"is no code of {list_}", "R-385")


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)
