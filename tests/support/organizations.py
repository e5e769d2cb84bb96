"""Organizations made through the API: who manages, who was invited, who joined."""

from typing import Any

from procurement import bootstrap
from procurement.domain.charges.charge import Charge
from procurement.domain.organizations.membership import Membership
from tests.support.api import call


def managing(account: str) -> str:
    """Make the account a management account; its organization's ID."""
    answer = call("PUT", "/organization", account=account)
    assert answer.status == 200, answer.body
    return str(answer.body["organizationId"])


def invited(account: str, *, by: str) -> str:
    """Invite the account; the organization's ID."""
    answer = call("PUT", f"/organization/accounts/{account}", account=by)
    assert answer.status == 200, answer.body
    return str(answer.body["organizationId"])


def joined(account: str, *, to: str) -> dict[str, Any]:
    """Make the account a member of the organization that `to` manages; its view of it."""
    organization_id = invited(account, by=to)
    answer = call("POST", f"/organization-invitations/{organization_id}/accept", account=account)
    assert answer.status == 200, answer.body
    return dict(answer.body)


def left(account: str, *, by: str | None = None) -> None:
    """Take the account out of its organization: it leaves, unless its payer removes it."""
    answer = call("DELETE", f"/organization/accounts/{account}", account=by or account)
    assert answer.status == 204, answer.body


def integration(is_enabled: bool, *, account: str) -> None:
    """Switch the account's integration with Marketplace."""
    body = {"isEnabled": is_enabled}
    answer = call("PUT", "/marketplace-integration", body, account=account)
    assert answer.status == 200, answer.body


def membership_of(account: str) -> Membership:
    """What is stored of the account's membership."""
    with bootstrap.unit_of_work()() as unit:
        return unit.organizations.membership(account)


def receivers(charges: list[Charge]) -> set[str]:
    """Who is to get the invoices of these charges."""
    return {charge.receiver_account_id for charge in charges}


def transfer_offered(source: str, *, to: str, start: str, **more: Any) -> dict[str, Any]:
    """Let the management account `to` offer to take over the bill of `source` from a month on."""
    body = {
        "sourceAccountId": source,
        "name": f"Bill of {source}",
        "startTimestamp": f"{start}-01T00:00:00Z",
        **more,
    }
    answer = call("POST", "/billing-transfers", body, account=to)
    assert answer.status == 201, answer.body
    return dict(answer.body)


def transferred(source: str, *, to: str, start: str) -> str:
    """Transfer the bill of `source`; both become management accounts. The transfer's ID."""
    managing(source)
    managing(to)
    transfer_id = str(transfer_offered(source, to=to, start=start)["id"])
    answer = call("POST", f"/billing-transfers/{transfer_id}/accept", account=source)
    assert answer.status == 200, answer.body
    return transfer_id


def transfer_ended(transfer_id: str, *, by: str, **more: Any) -> dict[str, Any]:
    """End a transfer with the present month, unless told otherwise."""
    answer = call("POST", f"/billing-transfers/{transfer_id}/terminate", more, account=by)
    assert answer.status == 200, answer.body
    return dict(answer.body)
