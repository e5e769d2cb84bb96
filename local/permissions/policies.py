"""The managed policies of the roles, and what the API's resource policy allows other accounts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from local.permissions.console import TITLES
from local.permissions.patterns import patterns_for
from local.permissions.table import Role, Route, routes

MAX_POLICY: Final = 6144
"""Characters of a managed policy without white space, as IAM counts them."""

STAGE: Final = "v1"
ARN: Final = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}"
ARN_ELSEWHERE: Final = "arn:${AWS::Partition}:execute-api:${ApiRegion}:${ApiAccountId}:${ApiId}"
# The longest that an ARN can become.
_LONGEST: Final = "arn:aws-us-gov:execute-api:ap-southeast-2:111122223333:abcdefghij"

SERVICES: Final = {
    "AWSMPCommerceService_v20200301": "marketplace-agreement",
    "Invoicing": "invoicing",
}
"""Services of AWS that are spoken, as SDKs call them, by the prefix of their targets."""

DESCRIPTIONS: Final = {
    Role.VIEWER: "Reads purchase orders, invoices, charges and agreements",
    Role.EDITOR: "Reads as a viewer, and manages purchase orders",
    Role.BILLER: "Manages purchase orders and billing, sets purchase orders of charges",
    Role.BUYER: "Buys in AWS Marketplace, with purchase orders",
    Role.SELLER: "Sells in AWS Marketplace",
    Role.AUDITOR: "Reads everything, the ledger among it",
    Role.SUPPORT: "Reads as a viewer, and corrects issued invoices",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ManagedPolicy:
    """One `AWS::IAM::ManagedPolicy`: resources as ``GET/invoices*``, without the API's ARN."""

    logical_id: str
    description: str
    patterns: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many characters it has at most, wherever it is deployed."""
        return len(re.sub(r"\s", "", str(self.document(_LONGEST))))

    def document(self, arn: str) -> dict[str, Any]:
        """The policy for an API's ARN."""
        resources = [f"{arn}/{STAGE}/{pattern}" for pattern in self.patterns]
        statement = {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": resources}
        return {"Version": "2012-10-17", "Statement": [statement]}


@cache
def policies_of(role: Role) -> list[ManagedPolicy]:
    """A role's policy; if IAM has no room for it, one for routes and one for AWS's operations."""
    patterns = patterns_for((route for route in routes() if route.is_for(role)), routes())
    whole = _policy(role, "", patterns)
    if whole.size <= MAX_POLICY:
        return [whole]
    operations = [pattern for pattern in patterns if pattern.startswith("POST/service/")]
    others = [pattern for pattern in patterns if pattern not in operations]
    return [_policy(role, "", others), _policy(role, "Operations", operations)]


def _policy(role: Role, part: str, patterns: Iterable[str]) -> ManagedPolicy:
    about = f"{DESCRIPTIONS[role]}{'; operations of AWS services' if part else ''}"
    logical_id = f"{role.title()}{part}Policy"
    return ManagedPolicy(logical_id=logical_id, description=about, patterns=tuple(patterns))


def all_policies() -> list[ManagedPolicy]:
    """The policies of all roles."""
    return [policy for role in Role for policy in policies_of(role)]


def patterns_for_other_accounts() -> list[str]:
    """What the resource policy leaves to the policies of other accounts."""
    return patterns_for((route for route in routes() if not route.is_of_deployment), routes())


def yaml_of_policies(arn: str) -> Iterator[str]:
    """The resources as they stand in a template, line by line."""
    for policy in all_policies():
        yield from (
            f"  {policy.logical_id}:",
            "    Type: AWS::IAM::ManagedPolicy",
            "    Properties:",
            f"      Description: {policy.description}",
            "      PolicyDocument:",
            '        Version: "2012-10-17"',
            "        Statement:",
            "          - Effect: Allow",
            "            Action: execute-api:Invoke",
            "            Resource:",
        )
        for pattern in policy.patterns:
            yield f"              - !Sub {arn}/{STAGE}/{pattern}"
        yield ""


def yaml_of_groups() -> Iterator[str]:
    """The console's groups, and the roles that their members act in."""
    for precedence, role in enumerate(TITLES, start=1):
        yield from (
            f"  Console{role.title()}Role:",
            "    Type: AWS::IAM::Role",
            "    Condition: HasConsole",
            "    Properties:",
            f"      # The console tells by it which of somebody's roles is the {role}'s.",
            f"      Path: /console/{role}/",
            f"      Description: Users of the console who are {role}s",
            "      ManagedPolicyArns:",
            *(f"        - !Ref {policy.logical_id}" for policy in policies_of(role)),
            "      AssumeRolePolicyDocument:",
            '        Version: "2012-10-17"',
            "        Statement:",
            "          - Effect: Allow",
            "            Action: sts:AssumeRoleWithWebIdentity",
            "            Principal: {Federated: cognito-identity.amazonaws.com}",
            "            Condition:",
            "              StringEquals:",
            "                cognito-identity.amazonaws.com:aud: !Ref ConsoleIdentityPool",
            "              ForAnyValue:StringLike:",
            "                cognito-identity.amazonaws.com:amr: authenticated",
            "",
            f"  Console{role.title()}Group:",
            "    Type: AWS::Cognito::UserPoolGroup",
            "    Condition: HasConsole",
            "    Properties:",
            "      UserPoolId: !Ref ConsoleUserPool",
            f"      GroupName: {role}",
            f"      Description: {DESCRIPTIONS[role]}",
            f"      Precedence: {precedence}",
            f"      RoleArn: !GetAtt Console{role.title()}Role.Arn",
            "",
        )


def yaml_of_outputs() -> Iterator[str]:
    """The outputs that tell of the policies."""
    for policy in all_policies():
        yield f"  {policy.logical_id}:"
        yield f"    Description: ARN of a managed policy. {policy.description}"
        yield f"    Value: !Ref {policy.logical_id}"


def operations_by_role(every: Iterable[Route]) -> dict[str, dict[str, list[str]]]:
    """The operations that each role may call at its one address, by the name of the service."""
    found: dict[str, dict[str, list[str]]] = {role.value: {} for role in Role}
    for route in every:
        if route.operation:
            prefix, name = route.operation
            for role in filter(route.is_for, Role):
                found[role].setdefault(SERVICES[prefix], []).append(name)
    return found
