"""A resale authorization as its manufacturer sends it, read all at once (R-303)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from procurement.domain.errors import InvalidInput, Problems
from procurement.domain.ids import is_account_id
from procurement.domain.marketplace.resale_authorization import (
    ResaleAuthorization,
    authorization_terms,
    is_too_long,
)
from procurement.domain.marketplace.schedule_input import InstallmentInput, read_schedule
from procurement.domain.marketplace.terms import OfferDetails, read_partial_terms

_NAME: Final = re.compile(r"[^\\<>\x00-\x1f\x7f]{1,150}")
_PRODUCT_ID: Final = re.compile(r"[!-~]{1,64}")


@dataclass(frozen=True, kw_only=True, slots=True)
class AuthorizationDetails:
    """What a manufacturer sends, as text; `contract_duration` as ``P12M``, days ``YYYY-MM-DD``."""

    name: str | None
    reseller_account_id: str | None
    product_id: str | None
    product_type: str | None
    contract_duration: str | None
    availability_end: str | None
    currency: str | None
    schedule: Sequence[InstallmentInput]


def draft_authorization(
    details: AuthorizationDetails,
    *,
    authorization_id: str,
    manufacturer_account_id: str,
    now: datetime,
) -> ResaleAuthorization:
    """A new draft; raises `InvalidInput` with every problem of the details and of the payments."""
    problems, today = Problems(), now.astimezone(UTC).date()
    partial = read_partial_terms(_as_offer(details), today, problems, has_payments=True)
    name, product_id = details.name or "", details.product_id or ""
    reseller = details.reseller_account_id or ""
    if _NAME.fullmatch(name) is None:
        message = "must be 1 to 150 characters without \\, <, > and control characters"
        problems.add("name", "INVALID_NAME", message)
    if _PRODUCT_ID.fullmatch(product_id) is None:
        message = "must be 1 to 64 visible ASCII characters"
        problems.add("productId", "INVALID_PRODUCT_ID", message)
    if not is_account_id(reseller) or reseller == manufacturer_account_id:
        message = "must be the AWS account ID of 12 digits of somebody else"
        problems.add("resellerAccountId", "INVALID_RESELLER_ACCOUNT", message, "R-303")
    terms = authorization_terms(partial.currency, partial.contract_duration, today)
    schedule = None
    if not is_too_long(len(details.schedule), problems):
        schedule = read_schedule(details.schedule, terms, problems)
    type_, duration, last = (
        partial.product_type,
        partial.contract_duration,
        partial.availability_end,
    )
    if problems.found or not type_ or not duration or not last or schedule is None:
        raise InvalidInput(problems.found)
    return ResaleAuthorization(
        authorization_id=authorization_id,
        name=name,
        manufacturer_account_id=manufacturer_account_id,
        reseller_account_id=reseller,
        product_id=product_id,
        product_type=type_,
        contract_duration=duration,
        availability_end=last,
        schedule=schedule,
        created_at=now,
        updated_at=now,
    )


def _as_offer(details: AuthorizationDetails) -> OfferDetails:
    """What an authorization has in common with an offer, so that both are read alike."""
    return OfferDetails(
        name=details.name,
        product_id=details.product_id,
        product_type=details.product_type,
        target_account_ids=(),
        contract_duration=details.contract_duration,
        availability_end=details.availability_end,
        currency=details.currency,
    )
