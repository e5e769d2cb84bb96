"""Who may call what: the table, the template, the policies and the documentation say the same."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import botocore.session
import pytest

from local.permissions.__main__ import PROJECT, written
from local.permissions.functions import permissions
from local.permissions.patterns import covers, meets
from local.permissions.policies import MAX_POLICY, SERVICES, all_policies, policies_of
from local.permissions.table import SERVICE_ROUTE, Level, Role, Route, actions, routes
from local.template import parse_template, read_template, resources_of
from procurement.entrypoints.aws_operations.registry import PACKAGES, service_of
from procurement.entrypoints.roles import leads_to

ADD_IT = "give it a line in local/permissions/routes.csv, then run `make permissions`"

# What callers may put where a route has a parameter, wildcards and other routes' words among it.
SEGMENTS = ("x", "PO%207%2Fa", "accept", "status", "search", "cancel", "charges", "*", "agmt-1")

AWS_MODELS = {
    "aws-marketplace": ("marketplace-agreement", "marketplace-catalog", "meteringmarketplace"),
    "invoicing": ("invoicing",),
    "license-manager": ("license-manager",),
    "organizations": ("organizations",),
}

# Of permission only: AWS has no public API for them (R-365, service authorization reference).
PERMISSION_ONLY = {
    "aws-marketplace:DescribeProcurementSystemConfiguration",
    "aws-marketplace:PutProcurementSystemConfiguration",
}

LEVELS_OF_AWS = {
    "AddPurchaseOrder": Level.WRITE,
    "DeletePurchaseOrder": Level.WRITE,
    "UpdatePurchaseOrder": Level.WRITE,
    "UpdatePurchaseOrderStatus": Level.WRITE,
    "UpdateConsoleActionSetEnforced": Level.WRITE,
    "GetPurchaseOrder": Level.READ,
    "ListTagsForResource": Level.READ,
    "GetConsoleActionSetEnforced": Level.READ,
    "ListPurchaseOrders": Level.LIST,
    "ListPurchaseOrderInvoices": Level.LIST,
    "TagResource": Level.TAGGING,
    "UntagResource": Level.TAGGING,
}

each_role = pytest.mark.parametrize("role", Role)


def routes_of_template(*, signed: bool = True) -> set[tuple[str, str]]:
    return {
        (event["Properties"]["Method"], event["Properties"]["Path"])
        for made in resources_of(read_template(), "AWS::Serverless::Function").values()
        for event in made.get("Events", {}).values()
        if event["Type"] == "Api"
        and ("Auth" not in event["Properties"]) == signed
        and event["Properties"]["Method"] != "OPTIONS"
    }


def statement_of(logical_id: str, template: dict[str, Any]) -> dict[str, Any]:
    """The one statement of a managed policy."""
    document = resources_of(template, "AWS::IAM::ManagedPolicy")[logical_id]["PolicyDocument"]
    (statement,) = document["Statement"]
    found: dict[str, Any] = statement
    return found


def resources_for(role: Role, template: dict[str, Any], arn: str) -> list[str]:
    """What the template's policies allow a role, as ``GET/invoices*``."""
    texts = [
        resource["Fn::Sub"]
        for policy in policies_of(role)
        for resource in statement_of(policy.logical_id, template)["Resource"]
    ]
    assert all(text.startswith(f"{arn}/v1/") for text in texts)
    return [text.removeprefix(f"{arn}/v1/") for text in texts]


def allowing(resources: list[str]) -> re.Pattern[str]:
    """As IAM compares: any characters for an asterisk, slashes among them."""
    return re.compile("|".join(".*".join(map(re.escape, each.split("*"))) for each in resources))


def addresses(route: Route) -> Iterator[str]:
    """Paths that lead to a route."""
    for segment in SEGMENTS:
        yield re.sub(r"\{\w+\}", segment.replace("\\", ""), route.path)


class TestTable:
    def test_every_signed_route_of_the_template_has_its_actions_and_no_other_has(self):
        """R-372: a route that nobody gave a role cannot be deployed unnoticed"""
        known = {(route.method, route.in_template) for route in routes()}
        missing = routes_of_template() - known
        assert missing == set(), f"{sorted(missing)}: {ADD_IT}"
        assert known - routes_of_template() == set()

    def test_every_operation_of_the_services_that_are_spoken_has_its_actions(self):
        """R-372: the route of all operations is told apart by its path alone"""
        assert SERVICES.keys() == PACKAGES.keys()
        known = {route.operation for route in routes()} - {None}
        for prefix, name in SERVICES.items():
            model = botocore.session.get_session().get_service_model(name)
            assert model.metadata["targetPrefix"] == prefix
            service = service_of(prefix)
            assert service is not None
            assert service.name == name
            every = {(prefix, each) for each in {*model.operation_names, *service.operations}}
            assert every <= known, f"{sorted(every - known)}: {ADD_IT}"
            known -= every
        assert known == set()

    def test_no_route_is_told_twice_and_no_action_is_left_over(self):
        named = [(route.method, route.path) for route in routes()]
        assert len(named) == len(set(named))
        assert {a.name for route in routes() for a in route.actions} == actions().keys()

    def test_actions_bear_the_names_of_aws(self):
        """R-361, R-365, R-372"""
        session = botocore.session.get_session()
        for name in actions().keys() - PERMISSION_ONLY:
            prefix, _, operation = name.partition(":")
            if prefix == "purchase-orders":
                assert operation in LEVELS_OF_AWS
            elif prefix != "ledgerline":
                models = [session.get_service_model(each) for each in AWS_MODELS[prefix]]
                assert any(operation in model.operation_names for model in models), name

    def test_levels_of_purchase_orders_are_those_of_aws(self):
        """R-364"""
        for action in actions().values():
            prefix, _, operation = action.name.partition(":")
            if prefix == "purchase-orders":
                assert action.level is LEVELS_OF_AWS[operation], action.name

    def test_who_only_reads_has_no_action_that_changes_anything(self):
        """R-373"""
        for role in (Role.VIEWER, Role.AUDITOR):
            held = {action.level for action in actions().values() if role in action.roles}
            own = actions()[f"ledgerline:CallAs{role.title()}"].level
            assert held == {Level.LIST, Level.READ}
            assert own is Level.READ

    def test_setting_numbers_and_listing_charges_are_permissions_apart(self):
        """R-168, S-61"""
        setting = actions()["aws-marketplace:UpdatePurchaseOrders"].roles
        listing = actions()["aws-marketplace:ListAgreementCharges"].roles
        assert setting < listing

    def test_accepting_with_purchase_orders_asks_for_setting_them(self):
        """R-169, S-61"""
        accepting = [route for route in routes() if "/accept" in route.path]
        accepting += [route for route in routes() if (route.operation or ("", ""))[1] in ACCEPTS]
        for route in accepting:
            asked = {action.name for action in route.actions}
            accepts = {f"aws-marketplace:{name}" for name in ACCEPTS}
            if asked & accepts:
                is_without = route.path.endswith("-without-purchase-orders")
                assert ("aws-marketplace:UpdatePurchaseOrders" in asked) != is_without

    def test_what_no_role_has_is_given_for_itself(self):
        """What decides about the permissions of others"""
        nobodys = {name for name, action in actions().items() if not action.roles}
        assert nobodys == {
            "purchase-orders:UpdateConsoleActionSetEnforced",
            "ledgerline:PutAccessPolicies",
            "ledgerline:CallEveryOperation",
        }

    def test_issued_invoices_are_corrected_by_support_alone(self):
        """R-207: ordinary buyers cannot call it, whatever else they may"""
        for name in ("RegenerateInvoice", "RegenerateInvoices", "IssueCreditMemo"):
            action = actions()[f"ledgerline:{name}"]
            assert action.roles == {Role.SUPPORT}
            assert action.is_of_deployment

    def test_support_reads_what_a_viewer_does_and_changes_nothing_but_invoices(self):
        """R-207"""
        held = {each.name: each for each in actions().values() if Role.SUPPORT in each.roles}
        read = {each.name for each in actions().values() if Role.VIEWER in each.roles}
        assert read - held.keys() == {"ledgerline:CallAsViewer"}
        assert {name for name, each in held.items() if each.level is Level.WRITE} == {
            "ledgerline:CallAsSupport",
            "ledgerline:RegenerateInvoice",
            "ledgerline:RegenerateInvoices",
            "ledgerline:IssueCreditMemo",
        }


ACCEPTS = ("AcceptAgreementRequest", "AcceptAgreementPaymentRequest")


class TestPolicies:
    def test_everything_that_follows_from_the_table_is_fresh(self):
        """After a change of routes or roles: make permissions"""
        stale = [
            str(path.relative_to(PROJECT))
            for path, text in written().items()
            if path.read_text("utf-8") != text
        ]
        assert stale == [], "run `make permissions`"

    def test_the_template_has_these_policies_and_tells_of_them(self):
        """R-373"""
        made = resources_of(read_template(), "AWS::IAM::ManagedPolicy")
        assert made.keys() == {policy.logical_id for policy in all_policies()}
        outputs = read_template()["Outputs"]
        assert all(outputs[name]["Value"] == {"Ref": name} for name in made)

    @each_role
    def test_a_role_may_call_its_routes_and_no_other_ones(self, role):
        """R-168, R-372, R-377: every route of the template against every policy"""
        allowed = allowing(resources_for(role, read_template(), ARN))
        for route in routes():
            for path in addresses(route):
                passes = allowed.fullmatch(route.method + path) is not None
                assert passes == route.is_for(role), path

    @each_role
    def test_nor_with_an_id_that_somebody_made_up(self, role):
        """IAM compares text: an ID that reads like another route must open nothing"""
        for pattern in resources_for(role, read_template(), ARN):
            assert any(covers(pattern, route) or meets(pattern, route) for route in routes())
            for route in routes():
                assert route.is_for(role) or not meets(pattern, route), (pattern, route.path)

    def test_policies_allow_invoking_this_api_and_nothing_else(self):
        for policy in all_policies():
            statement = statement_of(policy.logical_id, read_template())
            assert statement.keys() == {"Effect", "Action", "Resource"}
            assert (statement["Effect"], statement["Action"]) == ("Allow", "execute-api:Invoke")
            for resource in statement["Resource"]:
                asked = resource["Fn::Sub"].removeprefix(f"{ARN}/v1/")
                assert re.match(r"(GET|POST|PUT|PATCH|DELETE)/[A-Za-z]", asked), asked

    def test_policies_are_as_short_as_iam_wants_them_wherever_they_are_deployed(self):
        """6,144 characters without white space"""
        for policy in all_policies():
            assert policy.size <= MAX_POLICY, policy.logical_id

    @each_role
    def test_an_account_elsewhere_gets_the_same_roles(self, role):
        text = (PROJECT / "samples/permissions-of-another-account.yaml").read_text("utf-8")
        elsewhere = resources_for(role, parse_template(text), ARN_ELSEWHERE)
        assert elsewhere == resources_for(role, read_template(), ARN)


ARN = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}"
ARN_ELSEWHERE = "arn:${AWS::Partition}:execute-api:${ApiRegion}:${ApiAccountId}:${ApiId}"


class TestOtherAccounts:
    @staticmethod
    def statements() -> tuple[dict[str, Any], dict[str, Any]]:
        (api,) = resources_of(read_template(), "AWS::Serverless::Api").values()
        opened, others = api["Auth"]["ResourcePolicy"]["CustomStatements"]
        condition, allowed, otherwise = others["Fn::If"]
        assert (condition, otherwise) == ("HasCallerAccounts", {"Ref": "AWS::NoValue"})
        return opened, allowed

    @staticmethod
    def resources(statement: dict[str, Any]) -> list[str]:
        texts: list[str] = statement["Resource"]
        return [text.removeprefix("execute-api:/v1/") for text in texts]

    def test_nobody_elsewhere_is_let_in_unless_the_deployment_names_the_account(self):
        _, allowed = self.statements()
        assert allowed["Principal"] == {"AWS": {"Fn::Split": [",", {"Ref": "CallerAccounts"}]}}
        assert read_template()["Parameters"]["CallerAccounts"]["Default"] == ""

    def test_they_may_be_allowed_everything_but_what_is_the_deployments_own(self):
        """R-377: what is for the deployment's account ends at the gateway for all others"""
        allowed = allowing(self.resources(self.statements()[1]))
        for route in routes():
            for path in addresses(route):
                passes = allowed.fullmatch(route.method + path) is not None
                assert passes != route.is_of_deployment, path

    def test_what_needs_no_signature_stays_open(self):
        """An API with a policy asks it about unsigned requests too"""
        opened, _ = self.statements()
        assert opened["Principal"] == "*"
        expected = {
            f"{method}{re.sub(r'{[^}]+}', '*', path)}"
            for method, path in routes_of_template(signed=False)
        }
        assert set(self.resources(opened)) == expected

    def test_the_policy_is_not_longer_than_api_gateway_takes(self):
        """8,192 bytes, with room for fifty accounts"""
        assert len(json.dumps(self.statements())) + 50 * 20 <= 8192


class TestAddressesOfRoles:
    @pytest.mark.parametrize("route", [r for r in routes() if r.operation], ids=lambda r: r.path)
    def test_an_address_leads_to_what_the_role_may_do(self, route):
        """The same table decides at the gateway and behind it"""
        prefix, name = route.operation
        for role in Role:
            event = {"resource": f"/as/{role}"}
            assert leads_to(event, SERVICES[prefix], name) == route.is_for(role)

    def test_other_addresses_lead_wherever_iam_allows(self):
        for resource in ("/", SERVICE_ROUTE):
            assert leads_to({"resource": resource}, "invoicing", "CreateInvoiceUnit")

    def test_an_unknown_role_leads_nowhere(self):
        assert not leads_to({"resource": "/as/nobody"}, "invoicing", "ListInvoiceUnits")


class TestGatewayResponses:
    @staticmethod
    def responses() -> dict[str, Any]:
        (api,) = resources_of(read_template(), "AWS::Serverless::Api").values()
        found: dict[str, Any] = api["GatewayResponses"]
        return found

    def test_what_the_gateway_refuses_can_be_read_by_every_json_client(self):
        """AWS JSON clients want `__type`, REST clients the header, people a problem"""
        for name, response in self.responses().items():
            (template,) = response["ResponseTemplates"].values()
            text = template.replace("$context.error.messageString", '"text"')
            body = json.loads(text)
            assert body.keys() >= {"__type", "message", "type", "title", "code", "requestId"}, name
            assert body.get("status") == response.get("StatusCode"), name
            headers = response.get("ResponseParameters", {}).get("Headers", {})
            named = {value.strip("'") for value in headers.values()}
            assert named == (set() if name == "DEFAULT_4XX" else {body["__type"]}), name

    def test_every_refusal_has_an_answer_of_its_own(self):
        assert self.responses().keys() >= {
            "ACCESS_DENIED",
            "MISSING_AUTHENTICATION_TOKEN",
            "INVALID_SIGNATURE",
            "EXPIRED_TOKEN",
            "UNAUTHORIZED",
            "THROTTLED",
            "QUOTA_EXCEEDED",
            "REQUEST_TOO_LARGE",
            "INTEGRATION_FAILURE",
            "INTEGRATION_TIMEOUT",
            "DEFAULT_4XX",
            "DEFAULT_5XX",
        }


UNBOUND: Final = {
    "ses:SendEmail",
    "invoicing:ListInvoiceSummaries",
    "aws-marketplace:ListAgreementCharges",
    "aws-marketplace:SearchAgreements",
}
"""Actions for which AWS knows no resource that could be named; but for mail they only read."""


class TestFunctions:
    def test_a_star_stands_for_a_name_inside_its_own_resource_only(self):
        for folder, allowed in permissions().items():
            for resource in {each.resource for each in allowed} - {"*"}:
                assert resource.count("*") <= 1, folder
                assert resource.endswith("/*") or "*" not in resource, folder
