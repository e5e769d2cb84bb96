"""Where the API is and who calls it, found where every AWS tool looks."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from botocore.credentials import Credentials
from botocore.exceptions import BotoCoreError
from botocore.session import Session

from procurement_cli.errors import Misused, NoCredentials

API_URL_VARIABLE: Final = "LEDGERLINE_API_URL"

_API_GATEWAY: Final = re.compile(r"\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Connection:
    """The address of a deployment, and the credentials and the region to sign with.

    `ca_bundle` is the file of trusted certificates that AWS tools are configured to use, if any.
    """

    api_url: str
    region: str
    credentials: Credentials
    profile: str | None
    billing_account_id: str | None
    ca_bundle: str | None

    @property
    def caller(self) -> str:
        """Who calls, as far as the credentials tell: never a secret."""
        parts = [f"access key {self.credentials.access_key}"]
        if self.profile is not None:
            parts.append(f"profile {self.profile}")
        parts.append(f"found by {self.credentials.method}")
        if self.billing_account_id is not None:
            parts.append(f"acting for billing account {self.billing_account_id}")
        return ", ".join(parts)


def connect(
    *,
    api_url: str | None,
    profile: str | None,
    region: str | None,
    billing_account_id: str | None,
    environment: Mapping[str, str] = os.environ,
) -> Connection:
    """Complete what the options leave open.

    Raises Misused without a usable address or region, NoCredentials without credentials.
    """
    url = _checked(api_url or environment.get(API_URL_VARIABLE))
    try:
        session = Session(profile=profile)
        credentials = session.get_credentials()
        found_region = region or _region_of(url) or environment.get("AWS_REGION")
        found_region = found_region or session.get_config_variable("region")
        ca_bundle = session.get_config_variable("ca_bundle")
    except BotoCoreError as error:
        raise NoCredentials(f"no AWS credentials: {error}") from error
    if credentials is None:
        raise NoCredentials(
            "no AWS credentials were found; set AWS_PROFILE, give --profile, "
            "or log in with `aws sso login`"
        )
    if not found_region:
        raise Misused("which region signs the requests? Give --region or set AWS_REGION")
    return Connection(
        api_url=url,
        region=found_region,
        credentials=credentials,
        profile=session.profile,
        billing_account_id=billing_account_id,
        ca_bundle=ca_bundle,
    )


def _checked(url: str | None) -> str:
    if not url:
        raise Misused(f"where is the API? Give --api-url or set {API_URL_VARIABLE}")
    parts = urlsplit(url)
    is_address = parts.scheme in ("https", "http") and parts.hostname
    if not is_address or parts.query or parts.fragment:
        raise Misused(f"{url!r} is not the address of an API; the stack's output ApiUrl is")
    return url.rstrip("/")


def _region_of(url: str) -> str | None:
    """API Gateway's own addresses name the region, and no other one would be accepted."""
    found = _API_GATEWAY.search(urlsplit(url).hostname or "")
    return found[1] if found else None
