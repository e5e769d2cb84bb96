"""An authorization to resell as DescribeEntity shows it."""

from typing import Any

from procurement.domain.marketplace.resale_authorization import ResaleAuthorization


def authorization_document(authorization: ResaleAuthorization) -> dict[str, Any]:
    """Identity, parties, payments, rules and status, written as those of an offer are."""
    schedule = authorization.schedule
    return {
        "Id": authorization.authorization_id,
        "Name": authorization.name,
        "ProductId": authorization.product_id,
        "ManufacturerAccountId": authorization.manufacturer_account_id,
        "ResellerAccountId": authorization.reseller_account_id,
        "Terms": [
            {"Type": "ValidityTerm", "AgreementDuration": str(authorization.contract_duration)},
            {
                "Type": "ResalePaymentScheduleTerm",
                "CurrencyCode": schedule.currency,
                "Schedule": [
                    {
                        "ChargeDate": f"{payment.charge_date}T00:00:00.000Z",
                        "ChargeAmount": f"{payment.amount:f}",
                    }
                    for payment in schedule.installments
                ],
            },
        ],
        "Rules": [
            {
                "Type": "AvailabilityRule",
                "AvailabilityEndDate": f"{authorization.availability_end}T23:59:59.999Z",
            }
        ],
        "Status": authorization.status.value.capitalize(),
    }
