"""The console of a deployment in AWS: what its stack tells of it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from local.errors import NotHosted

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudfront import CloudFrontClient


@dataclass(frozen=True, kw_only=True, slots=True)
class Hosting:
    """Where a console is published, and what it is told there."""

    url: str
    bucket: str
    distribution: str
    config: Mapping[str, Any]


def read_hosting(cloudformation: "CloudFormationClient", stack_name: str, region: str) -> Hosting:
    """From the stack's outputs. Raises NotHosted."""
    try:
        (stack,) = cloudformation.describe_stacks(StackName=stack_name)["Stacks"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":
            raise NotHosted(f"there is no stack {stack_name} in {region}") from error
        raise
    told = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
    if "ConsoleBucket" not in told:
        raise NotHosted(f"the stack {stack_name} was deployed with Console=disabled")
    account_id = stack["StackId"].split(":")[4]
    return Hosting(
        url=told["ConsoleUrl"],
        bucket=told["ConsoleBucket"],
        distribution=told["ConsoleDistribution"],
        config=_config(told, account_id, region),
    )


def invalidate(cloudfront: "CloudFrontClient", hosting: Hosting, paths: list[str]) -> None:
    """Let CloudFront forget what it holds of these paths."""
    cloudfront.create_invalidation(
        DistributionId=hosting.distribution,
        InvalidationBatch={
            "Paths": {"Quantity": len(paths), "Items": paths},
            "CallerReference": f"publish-{time.time_ns()}",
        },
    )


def _config(told: Mapping[str, str], account_id: str, region: str) -> dict[str, Any]:
    """`config.json`: requests go to the page's own origin, and are signed for the API's."""
    return {
        "apiUrl": "/v1",
        "signedUrl": told["ApiUrl"],
        "region": region,
        "signIn": {
            "accountId": account_id,
            "url": told["ConsoleSignInUrl"],
            "clientId": told["ConsoleClient"],
            "issuer": f"https://cognito-idp.{region}.amazonaws.com/{told['ConsoleUserPool']}",
            "identityPoolId": told["ConsoleIdentityPool"],
            "identityUrl": f"https://cognito-identity.{region}.amazonaws.com",
        },
    }
