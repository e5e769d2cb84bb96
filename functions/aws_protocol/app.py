"""AWS's own services, as boto3, the AWS CLI and every other SDK call them."""

from typing import Any

from procurement import bootstrap
from procurement.entrypoints.aws_operations.registry import service_of
from procurement.entrypoints.aws_protocol.dispatch import AwsApi
from procurement.entrypoints.observability import observed
from procurement.entrypoints.roles import leads_to

aws = AwsApi(service_of, bootstrap, leads_to)


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request in the protocol it came in."""
    return aws.resolve(event, context)
