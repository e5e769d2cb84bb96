"""Who can be signed in as in a local stack's console: one IAM user for each role.

Each has the managed policies of its role and nothing else, so that the console shows on a laptop
what it shows in AWS. Their keys open this machine's emulator only.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from local.clients import Clients
from local.deployment import STACK_NAME
from local.identity import AccessKey, works
from local.permissions.console import TITLES
from local.permissions.policies import policies_of
from local.permissions.table import Role


@dataclass(frozen=True, kw_only=True)
class DemoUser:
    """One of them."""

    role: Role
    account_id: str
    key: AccessKey

    def to_json(self) -> dict[str, str]:
        """As `config.json` tells the console."""
        return {
            "role": self.role.value,
            "accountId": self.account_id,
            "accessKeyId": self.key.id,
            "secretAccessKey": self.key.secret,
        }


def ensure_demo_users(
    root: Clients, endpoint_url: str, account_id: str, known: Sequence[Mapping[str, str]]
) -> list[DemoUser]:
    """Create those that are missing, with the policies of what is deployed now.

    The first is who the console opens for. A key of `known`, as the console was told last, is kept
    if it still works.
    """
    policies = _policies(root)
    keys = {user["role"]: AccessKey(user["accessKeyId"], user["secretAccessKey"]) for user in known}
    return [
        DemoUser(
            role=role,
            account_id=account_id,
            key=_ensure(root, endpoint_url, role, policies[role], keys.get(role)),
        )
        for role in TITLES
    ]


def _ensure(
    root: Clients, endpoint_url: str, role: Role, policies: Sequence[str], known: AccessKey | None
) -> AccessKey:
    name = f"ledgerline-{role}"
    with suppress(root.iam.exceptions.EntityAlreadyExistsException):
        root.iam.create_user(UserName=name)
    attached = root.iam.list_attached_user_policies(UserName=name)["AttachedPolicies"]
    for policy in {each["PolicyArn"] for each in attached} - set(policies):
        root.iam.detach_user_policy(UserName=name, PolicyArn=policy)
    for policy in policies:
        root.iam.attach_user_policy(UserName=name, PolicyArn=policy)
    if known is not None and works(endpoint_url, known, name):
        return known
    for old in root.iam.list_access_keys(UserName=name)["AccessKeyMetadata"]:
        root.iam.delete_access_key(UserName=name, AccessKeyId=old["AccessKeyId"])
    created = root.iam.create_access_key(UserName=name)["AccessKey"]
    return AccessKey(created["AccessKeyId"], created["SecretAccessKey"])


def _policies(root: Clients) -> dict[Role, list[str]]:
    """The ARNs of each role's managed policies."""
    stack = root.cloudformation.describe_stacks(StackName=STACK_NAME)["Stacks"][0]
    told = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    return {role: [told[policy.logical_id] for policy in policies_of(role)] for role in Role}


def told_users(config: bytes) -> list[dict[str, str]]:
    """The users that a `config.json` names."""
    users: list[dict[str, str]] = json.loads(config).get("demoUsers", [])
    return users
