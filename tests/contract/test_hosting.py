"""The console in AWS: what is deployed for it lets in those it should, and nobody else."""

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest

from local.permissions.console import TITLES
from local.permissions.policies import policies_of
from local.permissions.table import Role, routes
from local.template import read_template, resources_of

REPOSITORY: Final = Path(__file__).parents[2]

Properties = dict[str, Any]

each_role = pytest.mark.parametrize("role", Role)


def of(logical_id: str) -> Properties:
    found: Properties = read_template()["Resources"][logical_id]["Properties"]
    return found


class TestParameters:
    def test_without_a_console_nothing_of_it_is_deployed(self):
        template = read_template()
        assert template["Conditions"]["HasConsole"] == {
            "Fn::Equals": [{"Ref": "Console"}, "enabled"]
        }
        for part in ("Resources", "Outputs"):
            for name, made in template[part].items():
                assert (made.get("Condition") == "HasConsole") == name.startswith("Console"), name

    def test_a_domain_and_its_certificate_are_given_together(self):
        rules = read_template()["Rules"]
        given = {"Fn::Not": [{"Fn::Equals": [{"Ref": "ConsoleDomain"}, ""]}]}
        certified = {"Fn::Not": [{"Fn::Equals": [{"Ref": "ConsoleCertificateArn"}, ""]}]}
        for name, when, then in (
            ("DomainsHaveCertificates", given, certified),
            ("CertificatesHaveDomains", certified, given),
        ):
            assert rules[name]["RuleCondition"] == when
            (assertion,) = rules[name]["Assertions"]
            assert assertion["Assert"] == then


class TestFiles:
    def test_only_this_distribution_reads_them(self):
        """Origin Access Control: the bucket itself is for nobody"""
        allowed, denied = of("ConsoleBucketPolicy")["PolicyDocument"]["Statement"]
        assert allowed["Principal"] == {"Service": "cloudfront.amazonaws.com"}
        assert allowed["Action"] == "s3:GetObject"
        source = allowed["Condition"]["StringEquals"]["aws:SourceArn"]["Fn::Sub"]
        assert source.endswith(":distribution/${ConsoleDistribution}")
        assert (denied["Effect"], denied["Principal"]) == ("Deny", "*")
        assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        control = of("ConsoleOriginAccess")["OriginAccessControlConfig"]
        assert (control["SigningBehavior"], control["SigningProtocol"]) == ("always", "sigv4")


class TestDistribution:
    @staticmethod
    def config() -> Properties:
        found: Properties = of("ConsoleDistribution")["DistributionConfig"]
        return found

    def test_nothing_goes_over_plain_http(self):
        config = self.config()
        files, (api,) = config["DefaultCacheBehavior"], config["CacheBehaviors"]
        assert files["ViewerProtocolPolicy"] == "redirect-to-https"
        assert api["ViewerProtocolPolicy"] == "https-only"
        own = {each["Id"]: each for each in config["Origins"]}["api"]["CustomOriginConfig"]
        assert own == {"OriginProtocolPolicy": "https-only", "OriginSSLProtocols": ["TLSv1.2"]}
        _, certified, _ = config["ViewerCertificate"]["Fn::If"]
        assert certified["MinimumProtocolVersion"] == "TLSv1.2_2021"

    def test_the_api_is_reached_as_it_was_signed_and_is_never_cached(self):
        """Every header but the host goes on, the authorization among them"""
        (api,) = self.config()["CacheBehaviors"]
        stage = resources_of(read_template(), "AWS::Serverless::Api")["Api"]["StageName"]
        assert api["PathPattern"] == f"/{stage}/*"
        assert {route.method for route in routes()} <= {*api["AllowedMethods"]}
        # AWS's own policies CachingDisabled and AllViewerExceptHostHeader.
        assert api["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
        assert api["OriginRequestPolicyId"] == "b689b0a8-53d0-40ab-baf2-68738e2966ac"

    def test_nobody_loads_it_into_a_frame_or_over_http_again(self):
        security = of("ConsoleHeaders")["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
        assert all(each["Override"] is True for each in security.values())
        assert security["FrameOptions"]["FrameOption"] == "DENY"
        assert security["ReferrerPolicy"]["ReferrerPolicy"] == "no-referrer"
        assert "ContentTypeOptions" in security
        assert security["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 31_536_000
        assert self.config()["DefaultCacheBehavior"]["ResponseHeadersPolicyId"] == {
            "Ref": "ConsoleHeaders"
        }


class TestContentSecurityPolicy:
    """One policy: in the page for wherever it lies, and as a header of this deployment."""

    @staticmethod
    def of_page() -> dict[str, list[str]]:
        text = (REPOSITORY / "console/content-security-policy.json").read_text("utf-8")
        found: dict[str, list[str]] = json.loads(text)
        return found

    @staticmethod
    def of_header() -> dict[str, list[str]]:
        config = of("ConsoleHeaders")["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
        text = config["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"]
        directives = (each.split() for each in text.split(";"))
        return {name: sources for name, *sources in directives}

    def test_the_header_is_that_of_the_page_with_addresses_in_place_of_wildcards(self):
        page, header = self.of_page(), self.of_header()
        assert header.pop("frame-ancestors") == ["'none'"]  # which no page can say of itself
        own, *hosts = header.pop("connect-src")
        page_own, *wildcards = page.pop("connect-src")
        assert header == page
        assert own == page_own == "'self'"
        for host, wildcard in zip(hosts, wildcards, strict=True):
            assert re.fullmatch(re.escape(wildcard).replace(r"\*", ".+"), host), host
            assert "*" not in host

    def test_scripts_and_styles_come_from_files_of_the_console_alone(self):
        page = self.of_page()
        assert page["default-src"] == ["'none'"]
        assert page["script-src"] == page["style-src"] == ["'self'"]
        assert "unsafe" not in json.dumps(page)

    def test_the_page_may_ask_where_people_sign_in_and_where_keys_come_from(self):
        hosts = self.of_header()["connect-src"]
        domain = of("ConsoleSignIn")["Domain"]["Fn::Sub"]
        assert f"https://{domain}.auth.${{AWS::Region}}.amazoncognito.com" in hosts
        assert "https://cognito-identity.${AWS::Region}.amazonaws.com" in hosts


class TestUserPool:
    def test_nobody_signs_up_and_passwords_are_strong(self):
        pool = of("ConsoleUserPool")
        assert pool["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
        assert pool["MfaConfiguration"] == "OPTIONAL"
        policy = pool["Policies"]["PasswordPolicy"]
        assert policy["MinimumLength"] >= 14
        assert all(policy[f"Require{kind}"] for kind in ("Lowercase", "Uppercase", "Numbers"))

    def test_the_browser_keeps_no_secret_and_gets_codes_only(self):
        client = of("ConsoleClient")
        assert client["GenerateSecret"] is False
        assert client["AllowedOAuthFlows"] == ["code"]
        assert client["ExplicitAuthFlows"] == ["ALLOW_REFRESH_TOKEN_AUTH"]
        assert client["PreventUserExistenceErrors"] == "ENABLED"
        for urls in (client["CallbackURLs"], client["LogoutURLs"]):
            own, _ = urls
            assert own == {"Fn::Sub": "https://${ConsoleDistribution.DomainName}/"}


class TestRoles:
    def test_whoever_is_in_no_group_gets_no_keys(self):
        """No role for everybody, none for those who did not sign in"""
        attached = of("ConsoleRoles")
        assert "Roles" not in attached
        (mapping,) = attached["RoleMappings"].values()
        assert (mapping["Type"], mapping["AmbiguousRoleResolution"]) == ("Token", "Deny")
        assert of("ConsoleIdentityPool")["AllowUnauthenticatedIdentities"] is False
        assert of("ConsoleIdentityPool")["AllowClassicFlow"] is False

    @each_role
    def test_a_group_has_the_policies_of_its_role_and_nothing_else(self, role):
        """R-372: the same table as for everybody else"""
        made = of(f"Console{role.title()}Role")
        assert made["ManagedPolicyArns"] == [{"Ref": p.logical_id} for p in policies_of(role)]
        assert "Policies" not in made
        assert made["Path"] == f"/console/{role}/"

    @each_role
    def test_only_who_signed_in_at_this_pool_acts_in_it(self, role):
        document = of(f"Console{role.title()}Role")["AssumeRolePolicyDocument"]
        (statement,) = document["Statement"]
        assert statement["Action"] == "sts:AssumeRoleWithWebIdentity"
        assert statement["Principal"] == {"Federated": "cognito-identity.amazonaws.com"}
        assert statement["Condition"] == {
            "StringEquals": {"cognito-identity.amazonaws.com:aud": {"Ref": "ConsoleIdentityPool"}},
            "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"},
        }

    def test_every_role_has_its_group_in_the_order_in_which_they_are_offered(self):
        groups = resources_of(read_template(), "AWS::Cognito::UserPoolGroup").values()
        in_order = sorted(groups, key=lambda group: group["Precedence"])
        assert [group["GroupName"] for group in in_order] == [*TITLES]
        assert {*TITLES} == {*Role}
        for group in in_order:
            name = f"Console{group['GroupName'].title()}Role"
            assert group["RoleArn"] == {"Fn::GetAtt": f"{name}.Arn"}

    def test_the_console_knows_of_each_route_who_may_call_it(self):
        text = (REPOSITORY / "console/src/session/roles.json").read_text("utf-8")
        told = json.loads(text)["operations"]
        for route in routes():
            name = f"{route.method} {route.path}"
            if name in told:
                assert told[name] == [role for role in Role if route.is_for(role)]
        unknown = {route.path for route in routes()} - {name.split()[1] for name in told}
        assert all(re.match(r"/service/|/as/|/$", path) for path in unknown)
