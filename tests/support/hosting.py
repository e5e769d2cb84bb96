"""The console as AWS hosts it: CloudFront and Cognito, in a browser on the local stack.

The emulator has the resources of the template: bucket, distribution, user pool, identity pool. But
their addresses lead to AWS, and its CloudFront serves no bucket. The browser's requests for them
are answered here from what is deployed, as the distribution's settings say.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlsplit

import boto3
import requests
from playwright.sync_api import BrowserContext, Request, Route

from local.clients import ROOT_ACCESS_KEY_ID, ROOT_SECRET_ACCESS_KEY, clients_of
from local.console.hosting import Hosting, read_hosting
from local.console.publication import Publication, built_files
from local.deployment import STACK_NAME
from local.info import StackInfo
from local.permissions.table import Role
from local.progress import silent

PASSWORD: Final = "Correct-Horse-9-Battery"
_NOT_PASSED_ON: Final = {"host", "content-length", "accept-encoding", "connection"}
_HEADERS: Final = {
    "ContentSecurityPolicy": ("content-security-policy", "ContentSecurityPolicy"),
    "ReferrerPolicy": ("referrer-policy", "ReferrerPolicy"),
    "FrameOptions": ("x-frame-options", "FrameOption"),
}


@dataclass(kw_only=True)
class Hosted:
    """One deployed stack, its console published."""

    info: StackInfo
    hosting: Hosting
    outputs: dict[str, str]

    def answer(self, context: BrowserContext) -> None:
        """From now on this browser finds the console, and where people sign in."""
        context.route(f"{self.hosting.url}**", self._as_cloudfront)
        context.route(f"{self.outputs['ConsoleSignInUrl']}/**", self._as_emulator)
        context.route("https://cognito-identity.*.amazonaws.com/**", self._as_emulator)

    def create_user(self, email: str, *roles: Role) -> None:
        """Somebody who may sign in, in the groups of these roles."""
        pool, pools = self.outputs["ConsoleUserPool"], self._client("cognito-idp")
        pools.admin_create_user(
            UserPoolId=pool,
            Username=email,
            UserAttributes=[{"Name": "email", "Value": email}],
            TemporaryPassword=PASSWORD,
            MessageAction="SUPPRESS",
        )
        pools.admin_set_user_password(
            UserPoolId=pool, Username=email, Password=PASSWORD, Permanent=True
        )
        for role in roles:
            pools.admin_add_user_to_group(UserPoolId=pool, Username=email, GroupName=role.value)

    def id_of(self, email: str) -> str:
        """By which the user pool knows somebody."""
        pool = self.outputs["ConsoleUserPool"]
        user = self._client("cognito-idp").admin_get_user(UserPoolId=pool, Username=email)
        (found,) = (each["Value"] for each in user["UserAttributes"] if each["Name"] == "sub")
        return str(found)

    def give_everybody(self, role: Role) -> None:
        """The emulator maps no groups to roles: whoever signed in gets the keys of this one."""
        pool, pools = self.outputs["ConsoleIdentityPool"], self._client("cognito-identity")
        group = self._client("cognito-idp").get_group(
            UserPoolId=self.outputs["ConsoleUserPool"], GroupName=role.value
        )["Group"]
        pools.set_identity_pool_roles(
            IdentityPoolId=pool, Roles={"authenticated": group["RoleArn"]}
        )

    def _as_cloudfront(self, route: Route) -> None:
        """The distribution: files of the bucket, or the API under its path."""
        path = urlsplit(route.request.url).path
        if path.startswith("/v1/"):
            self._pass_on(route, self.info.api_url + _target(route.request).removeprefix("/v1"))
            return
        key = path.removeprefix("/") or "index.html"
        objects = clients_of(self.info.endpoint_url).objects
        found = objects.get_object(Bucket=self.hosting.bucket, Key=key)
        headers = self._headers | {
            "content-type": found["ContentType"],
            "cache-control": found["CacheControl"],
        }
        route.fulfill(status=200, headers=headers, body=found["Body"].read())

    def _as_emulator(self, route: Route) -> None:
        self._pass_on(route, self.info.endpoint_url + _target(route.request))

    def _pass_on(self, route: Route, address: str) -> None:
        asked = route.request
        answer = requests.request(
            asked.method,
            address,
            headers={k: v for k, v in asked.headers.items() if k not in _NOT_PASSED_ON},
            data=asked.post_data_buffer,
            allow_redirects=False,
            timeout=30,
        )
        headers = {k: v for k, v in answer.headers.items() if k.lower() not in _NOT_PASSED_ON}
        route.fulfill(status=answer.status_code, headers=headers, body=answer.content)

    @cached_property
    def _headers(self) -> dict[str, str]:
        """Those that the distribution's policy adds."""
        edge = self._client("cloudfront")
        distribution = edge.get_distribution(Id=self.hosting.distribution)["Distribution"]
        behaviour = distribution["DistributionConfig"]["DefaultCacheBehavior"]
        policy = edge.get_response_headers_policy(Id=behaviour["ResponseHeadersPolicyId"])
        config = policy["ResponseHeadersPolicy"]["ResponseHeadersPolicyConfig"]
        security = config["SecurityHeadersConfig"]
        return {header: security[name][member] for name, (header, member) in _HEADERS.items()}

    def _client(self, service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.info.endpoint_url,
            region_name=self.info.region,
            aws_access_key_id=ROOT_ACCESS_KEY_ID,
            aws_secret_access_key=ROOT_SECRET_ACCESS_KEY,
        )


def host(info: StackInfo) -> Hosted:
    """Publish the built console in the stack's own bucket, as `make publish` does."""
    root = clients_of(info.endpoint_url)
    hosting = read_hosting(root.cloudformation, STACK_NAME, info.region)
    # The emulator knows its API by no other address.
    config = dict(hosting.config) | {"signedUrl": info.api_url}
    publication = Publication(root.objects, hosting.bucket)
    publication.carry_out(publication.plan(built_files(config)), silent)
    (stack,) = root.cloudformation.describe_stacks(StackName=STACK_NAME)["Stacks"]
    outputs = {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}
    return Hosted(info=info, hosting=hosting, outputs=outputs)


def _target(request: Request) -> str:
    """Path and query as they were sent."""
    parts = urlsplit(request.url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
