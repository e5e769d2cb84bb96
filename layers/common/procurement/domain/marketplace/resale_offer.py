"""An offer that rests on a resale authorization: by its plan, for its product (R-303)."""

from datetime import date
from decimal import Decimal

from procurement.domain.errors import Problems
from procurement.domain.marketplace.payment_schedule import PaymentSchedule
from procurement.domain.marketplace.resale_authorization import (
    AuthorizationStatus,
    ResaleAuthorization,
    check_resale,
    marked_up,
)
from procurement.domain.marketplace.schedule_input import InstallmentInput
from procurement.domain.marketplace.terms import OfferTerms, Resale

_FIELD = "resaleAuthorizationId"


def payments_of_resale(
    authorization: ResaleAuthorization, markup_percentage: Decimal
) -> list[InstallmentInput]:
    """The payments of a reseller that gives none: the authorized ones with its markup."""
    schedule = marked_up(authorization.schedule, markup_percentage)
    return [
        InstallmentInput(
            charge_date=payment.charge_date.isoformat(), charge_amount=f"{payment.amount:f}"
        )
        for payment in schedule.installments
    ]


def check_resold(
    terms: OfferTerms,
    schedule: PaymentSchedule | None,
    authorization: ResaleAuthorization | None,
    today: date,
    problems: Problems,
) -> None:
    """Note every way in which an offer departs from what it rests on, if it does on anything.

    INVALID_RESALE_AUTHORIZATION for one that is not there, not for this product or longer contract,
    or of no use on that day; else as `check_resale`.
    """
    resale = terms.resale
    if resale is None:
        return
    if authorization is None or authorization.authorization_id != resale.authorization_id:
        message = f"there is no authorization {resale.authorization_id} for this account"
        problems.add(_FIELD, "INVALID_RESALE_AUTHORIZATION", message, "R-303")
        return
    _check_use(terms, authorization, today, problems)
    if schedule is not None:
        _check_payments(schedule, resale, authorization, problems)


def _check_use(
    terms: OfferTerms, authorization: ResaleAuthorization, today: date, problems: Problems
) -> None:
    status = authorization.status_on(today)
    subject = authorization.product_id, authorization.product_type
    message = None
    if status is not AuthorizationStatus.ACTIVE:
        message = f"the authorization is {status.lower()}"
    elif (terms.product_id, terms.product_type) != subject:
        message = f"it is for {authorization.product_id}, a {authorization.product_type}"
    elif terms.contract_duration not in (None, authorization.contract_duration):
        message = f"it is for a contract of {authorization.contract_duration}"
    if message is not None:
        problems.add(_FIELD, "INVALID_RESALE_AUTHORIZATION", message, "R-303")


def _check_payments(
    schedule: PaymentSchedule,
    resale: Resale,
    authorization: ResaleAuthorization,
    problems: Problems,
) -> None:
    markup = resale.markup_percentage
    if markup and schedule == marked_up(authorization.schedule, markup):
        return  # made by the markup, not given beside it
    check_resale(schedule, authorization.schedule, problems, markup_percentage=markup)
