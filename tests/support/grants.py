"""License grants in few words."""

from typing import Any
from uuid import uuid4

from tests.support.api import BUYER, Answer, call

Body = dict[str, Any]


def account_arn(account: str) -> str:
    """The principal that is one account."""
    return f"arn:aws:iam::{account}:root"


def organization_arn(organization_id: str, management: str = BUYER) -> str:
    """The principal that is all accounts of an organization."""
    return f"arn:aws:organizations::{management}:organization/{organization_id}"


def a_grant_body(agreement_id: str, principal: str, **more: Any) -> Body:
    """The license of the agreement for this principal."""
    return {
        "agreementId": agreement_id,
        "grantName": "Analytics for research",
        "principals": [principal],
        "homeRegion": "us-east-1",
        "allowedOperations": ["CheckoutLicense", "CheckInLicense"],
        "clientToken": uuid4().hex,
        **more,
    }


def granted(agreement_id: str, principal: str, *, account: str = BUYER, **more: Any) -> Body:
    """A grant, which must be given."""
    body = a_grant_body(agreement_id, principal, **more)
    answer = call("POST", "/license-grants", body, account=account)
    assert answer.status == 201, answer.body
    return dict(answer.body)


def path_of(grant: Body, *rest: str) -> str:
    """The path of a grant, or of something below it."""
    return "/".join([f"/license-grants/{grant['grantId']}", *rest])


def answered(grant: Body, answer: str, *, account: str) -> Answer:
    """Let the account accept or reject the grant."""
    return call("POST", path_of(grant, answer), account=account)


def next_version(grant: Body, *, account: str = BUYER, **change: Any) -> Answer:
    """Ask for another version."""
    return call("POST", path_of(grant, "versions"), change, account=account)
