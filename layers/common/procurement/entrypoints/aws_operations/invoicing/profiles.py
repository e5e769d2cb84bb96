"""To whom invoices are addressed."""

from procurement.domain.billing_settings.invoice_profile import InvoiceProfile
from procurement.domain.billing_settings.trading_party import Buyer, party_members
from procurement.entrypoints.aws_operations.invoicing.members import pascal
from procurement.entrypoints.aws_protocol.call import Call, Members
from procurement.service.billing_settings.read_invoice_profiles import read_invoice_profiles


def batch_get_invoice_profile(request: Members, call: Call) -> Members:
    """The profiles of accounts that the caller pays for."""
    profiles = read_invoice_profiles(request["AccountIds"], call.caller, call.unit_of_work)
    return {"Profiles": [_members(profile) for profile in profiles]}


def _members(profile: InvoiceProfile) -> Members:
    receiver = profile.receiver
    return {
        "AccountId": profile.account_id,
        "ReceiverName": (receiver.company_name or None) if receiver else None,
        "ReceiverAddress": _address(receiver) if receiver else None,
        "Issuer": profile.issuer,
        "TaxRegistrationNumber": profile.tax_registration_number,
    }


def _address(receiver: Buyer) -> Members:
    """invoicing:ReceiverAddress, whose members a trading party has."""
    return pascal(party_members(receiver))
