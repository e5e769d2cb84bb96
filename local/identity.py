"""The IAM user that people, scripts and tests work as: the application's permissions, not root."""

import json
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from local.clients import Clients
from local.resources import Resources
from local.server import ACCOUNT, REGION

USER_NAME = "ledgerline-operator"
POLICY_NAME = "ledgerline"

TABLE_ACTIONS = (
    "dynamodb:GetItem",
    "dynamodb:BatchGetItem",
    "dynamodb:Query",
    "dynamodb:Scan",
    "dynamodb:DescribeTable",
)
QUEUE_ACTIONS = (
    "sqs:SendMessage",
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibility",
    "sqs:GetQueueAttributes",
    "sqs:GetQueueUrl",
)
BUCKET_ACTIONS = ("s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket")
LOG_ACTIONS = (
    "logs:DescribeLogGroups",
    "logs:DescribeLogStreams",
    "logs:GetLogEvents",
    "logs:FilterLogEvents",
)


@dataclass(frozen=True)
class AccessKey:
    """A key of the IAM user."""

    id: str
    secret: str


def policy(resources: Resources) -> dict[str, Any]:
    """The user's inline policy: this application's resources and no others."""
    tables = [f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{t}" for t in resources.tables.values()]
    queues = [
        f"arn:aws:sqs:{REGION}:{ACCOUNT}:{url.rsplit('/', 1)[-1]}"
        for url in resources.queues.values()
    ]
    buckets = [f"arn:aws:s3:::{name}" for name in resources.buckets.values()]
    functions = [
        f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"
        for name in resources.functions.values()
    ]
    api = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{resources.api_id}/*"
    statements = [
        (["execute-api:Invoke"], [api]),
        (["lambda:InvokeFunction", "lambda:GetFunctionConfiguration"], functions),
        (TABLE_ACTIONS, tables + [f"{table}/index/*" for table in tables]),
        (QUEUE_ACTIONS, queues),
        (BUCKET_ACTIONS, buckets + [f"{bucket}/*" for bucket in buckets]),
        (LOG_ACTIONS, [f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/*"]),
        (["ses:Get*", "ses:List*"], ["*"]),
    ]
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": list(actions), "Resource": allowed}
            for actions, allowed in statements
            if allowed
        ],
    }


def ensure_operator(root: Clients, resources: Resources) -> None:
    """Create the user if it is missing, and give it the policy for what is deployed now."""
    with suppress(root.iam.exceptions.EntityAlreadyExistsException):
        root.iam.create_user(UserName=USER_NAME)
    root.iam.put_user_policy(
        UserName=USER_NAME,
        PolicyName=POLICY_NAME,
        PolicyDocument=json.dumps(policy(resources)),
    )


def working_key(root: Clients, endpoint_url: str, known: AccessKey | None) -> AccessKey:
    """The known key if it still works, else a new one in place of all others."""
    if known is not None and works(endpoint_url, known, USER_NAME):
        return known
    for old in root.iam.list_access_keys(UserName=USER_NAME)["AccessKeyMetadata"]:
        root.iam.delete_access_key(UserName=USER_NAME, AccessKeyId=old["AccessKeyId"])
    created = root.iam.create_access_key(UserName=USER_NAME)["AccessKey"]
    return AccessKey(created["AccessKeyId"], created["SecretAccessKey"])


def works(endpoint_url: str, key: AccessKey, user_name: str) -> bool:
    """Whether the key is one that signs for this user."""
    try:
        caller = Clients(endpoint_url, key.id, key.secret).sts.get_caller_identity()
    except ClientError:
        return False
    return caller["Arn"].endswith(f":user/{user_name}")


def ensure_sender(root: Clients, address: str) -> None:
    """Verify the address that mail is sent from: SES refuses others."""
    with suppress(root.mail.exceptions.AlreadyExistsException):
        root.mail.create_email_identity(EmailIdentity=address)
