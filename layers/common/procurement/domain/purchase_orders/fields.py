"""The header fields of a purchase order, read one by one; every fault is noted."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import Final, TypeVar

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.errors import Problems, QuotaExceeded
from procurement.domain.purchase_orders.input import ContactInput, PurchaseOrderInput
from procurement.domain.purchase_orders.notification_settings import (
    MAX_DAYS,
    MAX_LEAD_TIMES,
    MAX_MONTHS,
    MAX_PERCENT,
    MAX_THRESHOLDS,
    LeadTime,
    NotificationSettings,
)
from procurement.domain.purchase_orders.purchase_order import (
    MAX_CONTACTS,
    MAX_TAGS,
    Contact,
    PurchaseOrder,
)
from procurement.domain.text import has_control_characters

T = TypeVar("T")

_EMAIL: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}"
)
_MAX_EMAIL: Final = 254
_TELEPHONE: Final = re.compile(r"\+?[0-9 ()./-]{3,40}")
_MAX_TEXT: Final = 1000
_MAX_NAMES: Final = 100
_MAX_NAME: Final = 255


def read_description(given: PurchaseOrderInput, base: PurchaseOrder, problems: Problems) -> str:
    """The description, given or kept (R-014, R-015)."""
    text = base.description if given.description is None else given.description
    if len(text) > _MAX_TEXT or has_control_characters(text):
        message = f"must have at most {_MAX_TEXT} characters and no control characters"
        problems.add("description", "INVALID_VALUE", message, "R-015")
    return text


def read_ship_to(given: PurchaseOrderInput, base: PurchaseOrder, problems: Problems) -> str:
    """The shipping address, given or kept; it may have several lines (R-021)."""
    text = base.ship_to if given.ship_to is None else given.ship_to
    if len(text) > _MAX_TEXT or has_control_characters(text, except_newlines=True):
        message = f"must have at most {_MAX_TEXT} characters, no control characters but newlines"
        problems.add("shipTo", "INVALID_VALUE", message, "R-021")
    return text


def read_bill_from(
    given: PurchaseOrderInput,
    base: PurchaseOrder,
    entities: InvoicingEntities,
    problems: Problems,
) -> tuple[str, ...]:
    """The sellers of record, given or kept; only configured ones may be new (R-016 to R-019)."""
    if given.bill_from is None:
        return base.bill_from
    unknown = [name for name in given.bill_from if name not in (*entities.known, *base.bill_from)]
    for name in unknown:
        known = "; ".join(entities.known)
        message = f"{name[:80]!r} is not a configured seller of record: {known}"
        problems.add("billFrom", "INVALID_VALUE", message, "R-019")
    if not given.bill_from and base.bill_from:
        problems.add("billFrom", "MISSING_VALUE", "names at least one seller of record", "R-016")
    return tuple(dict.fromkeys(given.bill_from))


def read_names(
    given: Sequence[str] | None, present: tuple[str, ...], field: str, problems: Problems
) -> tuple[str, ...]:
    """A list of names, given or kept, each once."""
    if given is None:
        return present
    is_odd = any(not 1 <= len(name) <= 100 or name.strip() != name for name in given)
    if len(given) > _MAX_NAMES or is_odd:
        message = f"holds at most {_MAX_NAMES} names of 1 to 100 characters, no space at an end"
        problems.add(field, "INVALID_VALUE", message)
    return tuple(dict.fromkeys(given))


def read_invoice_units(
    given: PurchaseOrderInput,
    base: PurchaseOrder,
    known: Collection[str],
    problems: Problems,
) -> tuple[str, ...]:
    """The invoice units, given or kept; only `known` ones may be new (R-033)."""
    names = read_names(given.invoice_units, base.invoice_units, "invoiceUnits", problems)
    for name in names[:_MAX_NAMES]:
        if name not in known and name not in base.invoice_units:
            message = f"there is no invoice unit {name[:60]!r}"
            problems.add("invoiceUnits", "INVALID_VALUE", message, "R-033")
    return names


def read_contacts(
    given: PurchaseOrderInput, base: PurchaseOrder, problems: Problems
) -> tuple[Contact, ...]:
    """The contacts, given or kept; more than 20 pass a quota (R-031, R-032, R-044)."""
    if given.contacts is None:
        return base.contacts
    if len(given.contacts) > MAX_CONTACTS:
        quota = QuotaExceeded(
            f"a purchase order has at most {MAX_CONTACTS} contacts",
            quota="ContactsPerPurchaseOrder",
            limit=MAX_CONTACTS,
        )
        problems.exceed("contacts", quota, "R-044")
    return read_people(given.contacts, "contacts", problems)


def read_people(
    given: Sequence[ContactInput], field: str, problems: Problems
) -> tuple[Contact, ...]:
    """Everybody in a list of people to write to, each address once in any letter case (R-032)."""
    seen = Counter((contact.email or "").lower() for contact in given)
    kept = []
    for index, contact in enumerate(given):
        at = f"{field}[{index}]"
        email, name, telephone = contact.email or "", contact.name or "", contact.telephone
        if len(email) > _MAX_EMAIL or not _EMAIL.fullmatch(email):
            problems.add(f"{at}.email", "INVALID_VALUE", "is not an e-mail address", "R-032")
        elif seen[email.lower()] > 1:
            problems.add(f"{at}.email", "DUPLICATE_VALUE", "is given more than once", "R-032")
        if not name.strip() or len(name) > _MAX_NAME or has_control_characters(name):
            problems.add(f"{at}.name", "INVALID_VALUE", "must have 1 to 255 characters", "R-032")
        if telephone and not _TELEPHONE.fullmatch(telephone):
            problems.add(f"{at}.telephone", "INVALID_VALUE", "is not a telephone number", "R-032")
        kept.append(Contact(email=email, name=name, telephone=telephone or None))
    return tuple(kept)


def read_notification_settings(
    given: PurchaseOrderInput, base: PurchaseOrder, problems: Problems
) -> NotificationSettings:
    """What contacts are told of, given or kept, each list for itself; empty for nothing.

    Thresholds are whole percents from 0 to 99 (R-347, R-349), lead times ISO 8601 durations of
    months, weeks or days (R-351 to R-354). Both come back sorted.
    """
    present, asked = base.notification_settings, given.notification_settings
    if asked is None:
        return present
    thresholds, lead_times = present.balance_thresholds, present.expiry_lead_times
    if asked.balance_thresholds is not None:
        field = "notificationSettings.balanceThresholds"
        read = _several(asked.balance_thresholds, MAX_THRESHOLDS, field, _percent, problems)
        thresholds = tuple(sorted(read, reverse=True))
    if asked.expiry_lead_times is not None:
        field = "notificationSettings.expiryLeadTimes"
        found = _several(asked.expiry_lead_times, MAX_LEAD_TIMES, field, _lead_time, problems)
        lead_times = tuple(sorted(found, key=lambda each: each.rank, reverse=True))
    return NotificationSettings(balance_thresholds=thresholds, expiry_lead_times=lead_times)


def _several(
    texts: Sequence[str],
    at_most: int,
    field: str,
    read: Callable[[str], T],
    problems: Problems,
) -> list[T]:
    """Every text as `read` reads it, each once; the messages are those of its `ValueError`."""
    if len(texts) > at_most:
        problems.add(field, "TOO_MANY_VALUES", f"holds at most {at_most}")
    found: list[T] = []
    for index, text in enumerate(texts[:at_most]):
        try:
            value = read(text)
        except ValueError as error:
            problems.add(f"{field}[{index}]", "INVALID_VALUE", str(error))
            continue
        if value in found:
            problems.add(f"{field}[{index}]", "DUPLICATE_VALUE", "is given more than once")
        found.append(value)
    return found


def _percent(text: str) -> int:
    if not re.fullmatch("[0-9]{1,2}", text):
        raise ValueError(f"must be a whole percent from 0 to {MAX_PERCENT}")
    return int(text)


def _lead_time(text: str) -> LeadTime:
    try:
        return LeadTime.parse(text)
    except ValueError:
        raise ValueError(
            f"must be a duration such as P2M, P1W or P0D, of at most {MAX_MONTHS} months "
            f"or {MAX_DAYS} days"
        ) from None


def read_tags(
    given: PurchaseOrderInput, base: PurchaseOrder, problems: Problems
) -> tuple[tuple[str, str], ...]:
    """The tags, given or kept, by key; more than 50 pass a quota (R-036, R-037, R-045)."""
    if given.tags is None:
        return base.tags
    if len(given.tags) > MAX_TAGS:
        quota = QuotaExceeded(
            f"a purchase order has at most {MAX_TAGS} tags",
            quota="TagsPerPurchaseOrder",
            limit=MAX_TAGS,
        )
        problems.exceed("tags", quota, "R-045")
    for key, value in given.tags.items():
        if not 1 <= len(key) <= 128 or len(value) > 256:
            message = "keys have 1 to 128 characters, values at most 256"
            problems.add(f"tags[{key[:20]}]", "INVALID_VALUE", message, "R-037")
    return tuple(sorted(given.tags.items()))
