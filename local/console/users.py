"""Who can be signed in as in a local stack's console: one IAM user for each role.

Each has the managed policies of its role and nothing else, so that the console shows on a laptop
what it shows in AWS. Their keys open this machine's emulator only.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from local.clients import Clients
from local.deployment import STACK_NAME
from local.identity import AccessKey, works

ROLES: Final = {
    "Biller": "Finance",
    "Editor": "Procurement",
    "Viewer": "Viewer",
    "Buyer": "Marketplace buyer",
    "Seller": "Marketplace seller",
    "Auditor": "Auditor",
}
"""What the console calls the user of a role; the first is who it opens for."""

_POLICY: Final = "Policy"


@dataclass(frozen=True, kw_only=True)
class DemoUser:
    """One of them."""

    role: str
    account_id: str
    key: AccessKey

    def to_json(self) -> dict[str, str]:
        """As `config.json` tells the console."""
        return {
            "role": self.role,
            "accountId": self.account_id,
            "accessKeyId": self.key.id,
            "secretAccessKey": self.key.secret,
        }


def ensure_demo_users(
    root: Clients, endpoint_url: str, account_id: str, known: Sequence[Mapping[str, str]]
) -> list[DemoUser]:
    """Create those that are missing, with the policies of what is deployed now.

    A key of `known`, as the console was told last, is kept if it still works.
    """
    policies = _policies(root)
    keys = {user["role"]: AccessKey(user["accessKeyId"], user["secretAccessKey"]) for user in known}
    return [
        DemoUser(
            role=title,
            account_id=account_id,
            key=_ensure(root, endpoint_url, role, policies[role], keys.get(title)),
        )
        for role, title in ROLES.items()
    ]


def _ensure(
    root: Clients, endpoint_url: str, role: str, policies: Sequence[str], known: AccessKey | None
) -> AccessKey:
    name = f"ledgerline-{role.lower()}"
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


def _policies(root: Clients) -> dict[str, list[str]]:
    """The ARNs of each role's managed policies: a role may have several, all named after it."""
    stack = root.cloudformation.describe_stacks(StackName=STACK_NAME)["Stacks"][0]
    found = defaultdict(list)
    for output in stack["Outputs"]:
        name = output["OutputKey"]
        for role in ROLES:
            if name.startswith(role) and name.endswith(_POLICY):
                found[role].append(output["OutputValue"])
    return found


def told_users(config: str) -> list[dict[str, str]]:
    """The users that a `config.json` names."""
    users: list[dict[str, str]] = json.loads(config)["demoUsers"]
    return users
