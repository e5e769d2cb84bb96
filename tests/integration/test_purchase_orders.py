"""Purchase orders over the API: add, get, list, edit, status, delete."""
from tests.support.application import *
def test_x(aws, clock):
    add("PO-1")
    print(get("PO-1"))
    print(call("POST","/purchase-orders",{"purchaseOrderId":"#"}))
    print(events_of())
    print(everything_stored())
