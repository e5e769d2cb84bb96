"""Who may call the API: signatures and permissions are really checked."""

import pytest
import requests
from botocore.credentials import Credentials

from local.api import Api

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("path", ["purchase-orders", "offers", "invoices", "events", "charges"])
def test_a_request_without_a_signature_is_refused(deployed, path):
    answer = requests.get(f"{deployed.info.api_url}/{path}", timeout=30)
    assert answer.status_code == 403


@pytest.mark.parametrize("key", ["wrong secret", "unknown key"])
def test_a_wrong_signature_is_refused(deployed, key):
    info = deployed.info
    known = info.access_key_id if key == "wrong secret" else "AKIAUNKNOWNUNKNOWN00"
    api = Api(info.api_url, info.region, Credentials(known, "not the secret"))
    assert api.send("GET", "purchase-orders").status == 403
    api.close()


def test_a_user_without_permission_is_refused(deployed):
    iam = deployed.root("iam")
    iam.create_user(UserName="without-permission")
    key = iam.create_access_key(UserName="without-permission")["AccessKey"]
    credentials = Credentials(key["AccessKeyId"], key["SecretAccessKey"])
    api = Api(deployed.info.api_url, deployed.info.region, credentials)
    assert api.send("GET", "purchase-orders").status == 403
    api.close()


def test_nobody_acts_for_a_billing_account_that_is_not_theirs(api):
    answer = api.acting_for("999999999999").send("GET", "purchase-orders")
    assert (answer.status, answer.headers["x-amzn-errortype"]) == (403, "AccessDeniedException")


def test_the_documentation_is_open_to_everyone(deployed):
    page = requests.get(deployed.info.docs_url, timeout=30)
    assert page.status_code == 200
    assert "text/html" in page.headers["content-type"]
    document = requests.get(f"{deployed.info.api_url}/openapi.json", timeout=30).json()
    assert document["openapi"].startswith("3.")
    assert "/purchase-orders" in document["paths"]
