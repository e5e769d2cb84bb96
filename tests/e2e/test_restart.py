"""What is stored survives `down` and `up`, and work goes on."""

import pytest

from local.mail import sent_mails
from tests.support.deployed import Deployed, a_purchase_order
from tests.support.eventually import eventually

pytestmark = pytest.mark.e2e


def test_a_restart_keeps_everything_and_events_flow_again(stack, deployed):
    deployed.api.post("purchase-orders", **a_purchase_order("PO-KEPT"))
    before = _stored(deployed)
    assert stack.down()
    stack.up()
    restarted = Deployed(stack.read())
    assert _stored(restarted) == before
    with restarted.subscription("e2e-restart") as bus:
        restarted.api.post("purchase-orders", **a_purchase_order("PO-AFTERWARDS"))
        eventually(lambda: _some(bus.about("purchase-order/PO-AFTERWARDS")))
    restarted.api.close()


def _stored(deployed):
    listings = ("purchase-orders", "offers", "agreements", "invoices", "invoice-runs", "events")
    stored = {name: list(deployed.api.items(name)) for name in listings}
    return stored | {"mails": sent_mails(deployed.info)}


def _some(events):
    assert events
    return events
