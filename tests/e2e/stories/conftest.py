"""Every story has accounts of its own, and a calendar that ends with it."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from local.api import Api
from local.stack import LocalStack
from tests.support.calendar import Calendar
from tests.support.cost_rows import cells, csv_text
from tests.support.deployed import Deployed
from tests.support.people.aws import CostExport, Mailbox
from tests.support.people.billing import BillingAdministrator, Support
from tests.support.people.buyer import Buyer
from tests.support.people.meter import Meter
from tests.support.people.portal import Portal
from tests.support.people.purchasing import Purchasing
from tests.support.people.seller import Seller
from tests.support.portal_deliveries import listening_portal

FIRST_ACCOUNT = 700000000001
ACCOUNTS_AT_ONCE = 50

ROUTES = {
    "list charges": "GET/agreements/*/charges",
    "update purchase orders": "PUT/charges/purchase-orders",
    "accept": "POST/offers/*/accept-without-purchase-orders",
    "accept with purchase orders": "POST/offers/*/accept",
}
"""What AWS calls `ListAgreementCharges`, `UpdatePurchaseOrders` and `AcceptAgreementRequest`."""


@pytest.fixture(scope="session")
def accounts(stack: LocalStack) -> Iterator[str]:
    """Numbers of accounts that nobody has used, without end; the operator may act for them.

    That takes a cost export in which they occur. It costs them nothing.
    """

    def numbers() -> Iterator[str]:
        for first in count(FIRST_ACCOUNT, ACCOUNTS_AT_ONCE):
            lot = [str(first + number) for number in range(ACCOUNTS_AT_ONCE)]
            rows = [cells(BillingAccountId=number, BilledCost="0") for number in lot]
            deployed = Deployed(stack.read())
            deployed.drop(f"accounts-from-{first}.csv", csv_text(rows))
            deployed.api.close()
            yield from lot

    return numbers()


@pytest.fixture
def calendar(deployed: Deployed, buyer_account: str) -> Iterator[Calendar]:
    """What day it is."""
    calendar = Calendar(deployed, f"story-{buyer_account}")
    yield calendar
    calendar.ends()


@pytest.fixture
def buyer_account(accounts: Iterator[str]) -> str:
    """The account that buys and is billed."""
    return next(accounts)


@pytest.fixture
def seller_account(accounts: Iterator[str]) -> str:
    """The account that sells."""
    return next(accounts)


@pytest.fixture
def seller(api: Api, seller_account: str, buyer_account: str) -> Seller:
    """Sells to the buyer."""
    return Seller(api.acting_for(seller_account), buyer_account)


@pytest.fixture
def meter(api: Api, seller_account: str) -> Meter:
    """Tells what the buyer used of what was sold."""
    return Meter(api.acting_for(seller_account))


@pytest.fixture
def buyer(api: Api, buyer_account: str) -> Buyer:
    """Buys for the company."""
    return Buyer(api.acting_for(buyer_account), buyer_account)


@pytest.fixture
def colleague_who_may(deployed: Deployed, buyer_account: str) -> Callable[..., Buyer]:
    """Makes a colleague of the buyer who may do these things and nothing else."""

    def make(*doings: str) -> Buyer:
        name = "-".join(["story", buyer_account, *doings]).replace(" ", "-")
        api = deployed.user_who_may(name, *(ROUTES[doing] for doing in doings))
        return Buyer(api.acting_for(buyer_account), buyer_account)

    return make


@pytest.fixture
def billing(api: Api, buyer_account: str) -> BillingAdministrator:
    """The buyer's billing administrator."""
    return BillingAdministrator(api.acting_for(buyer_account))


@pytest.fixture
def headquarters(api: Api, accounts: Iterator[str]) -> BillingAdministrator:
    """The billing administrator of a management account."""
    return BillingAdministrator(api.acting_for(next(accounts)))


@pytest.fixture
def new_headquarters(api: Api, accounts: Iterator[str]) -> BillingAdministrator:
    """That of another one."""
    return BillingAdministrator(api.acting_for(next(accounts)))


@pytest.fixture
def purchasing(api: Api, buyer_account: str) -> Purchasing:
    """The buyer's purchasing department."""
    return Purchasing(api.acting_for(buyer_account))


@pytest.fixture
def support(api: Api, buyer_account: str) -> Support:
    """AWS Support, looking into the buyer's account."""
    return Support(api.acting_for(buyer_account))


@pytest.fixture
def grantee_account(accounts: Iterator[str]) -> str:
    """An account that was granted a license, and pays for itself."""
    return next(accounts)


@pytest.fixture
def grantee(api: Api, grantee_account: str) -> BillingAdministrator:
    """The billing administrator there."""
    return BillingAdministrator(api.acting_for(grantee_account))


@pytest.fixture
def purchasing_of_grantee(api: Api, grantee_account: str) -> Purchasing:
    """The purchasing department there."""
    return Purchasing(api.acting_for(grantee_account))


@pytest.fixture
def cost_export(deployed: Deployed) -> CostExport:
    """What AWS reports of usage."""
    return CostExport(deployed)


@pytest.fixture
def contact(buyer_account: str) -> str:
    """The address of somebody in the buyer's finance department."""
    return f"finance-{buyer_account}@example.com"


@pytest.fixture
def mailbox(deployed: Deployed) -> Mailbox:
    """Everybody's mail."""
    return Mailbox(deployed)


@pytest.fixture
def portal(deployed: Deployed) -> Iterator[Portal]:
    """The buyer's procurement portal, which takes every invoice that reaches it."""
    with listening_portal() as listening:
        yield Portal(deployed.info.api_url, listening)
