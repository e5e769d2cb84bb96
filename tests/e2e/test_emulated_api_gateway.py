"""The emulated API Gateway treats paths as the real one does, and really checks signatures."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import boto3
import pytest
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

from local.home import Home
from local.progress import silent
from local.server import ACCOUNT, REGION, start_server, stop_server

pytestmark = pytest.mark.e2e

NASTY_ID = "PO 7/a:b=c+d-e%f@g_h.i"
ECHO = "import json\ndef handler(event, _): return {'statusCode': 200, 'body': json.dumps(event)}\n"
ROLE = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


@dataclass(frozen=True)
class EchoApi:
    """A REST API whose function answers with the event it was given."""

    url: str
    key: Credentials

    def get(self, path: str, *, signed_path: str | None = None) -> requests.Response:
        """Ask for a percent-encoded path, signed for it or for another one."""
        to_sign = AWSRequest(method="GET", url=self.url + (signed_path or path))
        SigV4Auth(self.key, "execute-api", REGION).add_auth(to_sign)
        return requests.get(self.url + path, headers=dict(to_sign.headers), timeout=30)


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EchoApi]:
    home = Home(tmp_path_factory.mktemp("echo"))
    server = start_server(home, silent)
    try:
        yield _echo_api(server.endpoint_url)
    finally:
        stop_server(home, server, silent)


def _echo_api(endpoint_url: str) -> EchoApi:
    session = boto3.Session(ACCOUNT, "local", region_name=REGION)
    config = Config(proxies={})
    iam = session.client("iam", endpoint_url=endpoint_url, config=config)
    functions = session.client("lambda", endpoint_url=endpoint_url, config=config)
    gateway = session.client("apigateway", endpoint_url=endpoint_url, config=config)
    role = iam.create_role(RoleName="echo", AssumeRolePolicyDocument=json.dumps(ROLE))
    function = functions.create_function(
        FunctionName="echo",
        Runtime="python3.11",
        Handler="app.handler",
        Role=role["Role"]["Arn"],
        Code={"ZipFile": _archive("app.py", ECHO)},
    )
    api = gateway.create_rest_api(name="echo")
    root = gateway.get_resources(restApiId=api["id"])["items"][0]["id"]
    things = gateway.create_resource(restApiId=api["id"], parentId=root, pathPart="things")
    thing = gateway.create_resource(
        restApiId=api["id"], parentId=things["id"], pathPart="{thingId}"
    )
    lines = gateway.create_resource(restApiId=api["id"], parentId=thing["id"], pathPart="lines")
    for resource in (thing, lines):
        method = {"restApiId": api["id"], "resourceId": resource["id"], "httpMethod": "GET"}
        gateway.put_method(**method, authorizationType="AWS_IAM")
        gateway.put_integration(
            **method,
            type="AWS_PROXY",
            integrationHttpMethod="POST",
            uri=f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/"
            f"{function['FunctionArn']}/invocations",
        )
    gateway.create_deployment(restApiId=api["id"], stageName="v1")
    return EchoApi(
        f"{endpoint_url}/restapis/{api['id']}/v1/_user_request_", _caller(iam, api["id"])
    )


def _caller(iam: object, api_id: str) -> Credentials:
    allowed = {
        "Effect": "Allow",
        "Action": "execute-api:Invoke",
        "Resource": f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{api_id}/*",
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    iam.create_user(UserName="caller")
    iam.put_user_policy(UserName="caller", PolicyName="api", PolicyDocument=policy)
    key = iam.create_access_key(UserName="caller")["AccessKey"]
    return Credentials(key["AccessKeyId"], key["SecretAccessKey"])


def _archive(name: str, content: str) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(name, content)
    return archive.getvalue()


def test_an_encoded_slash_stays_in_its_segment_and_reaches_the_function_encoded(echo):
    segment = quote(NASTY_ID, safe="")
    answer = echo.get(f"/things/{segment}/lines")
    assert answer.status_code == 200, answer.text
    event = answer.json()
    assert event["resource"] == "/things/{thingId}/lines"
    assert event["path"] == f"/things/{segment}/lines"
    assert event["pathParameters"] == {"thingId": segment}
    assert event["requestContext"]["path"] == f"/v1/things/{segment}/lines"


@pytest.mark.parametrize("segment", ["PO-1", "a:b=c@d", "100%25", "%E2%82%AC", "a%2Fb", "%252F"])
def test_a_segment_is_handed_on_as_it_was_sent(echo, segment):
    assert echo.get(f"/things/{segment}").json()["pathParameters"] == {"thingId": segment}


def test_a_slash_that_is_not_encoded_separates_segments(echo):
    assert echo.get("/things/a/b").status_code == 403


def test_a_signature_for_another_path_is_refused(echo):
    answer = echo.get("/things/a%2Fb", signed_path="/things/a/b")
    assert answer.status_code == 403
    assert "signature" in answer.json()["message"].lower()
