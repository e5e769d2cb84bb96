"""Template, folders, routes, settings, samples and permissions say the same."""

import importlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from procurement.domain.events import EventType
from procurement.entrypoints.catalog.message import read_change_set_id
from procurement.entrypoints.invoice_parts import read_part
from procurement.entrypoints.queue import MAX_DELIVERIES
from procurement.settings import MissingSetting, Settings
from tests.support.tables import read_template, table_resources

REPOSITORY: Final = Path(__file__).parents[2]
FOLDERS: Final = sorted(
    folder for folder in (REPOSITORY / "functions").iterdir() if (folder / "app.py").exists()
)
PRESENT_ON_LAMBDA: Final = {"AWS_REGION"}
NOT_OURS: Final = {"AWS_ENDPOINT_URL"}
"""Variables that boto3 reads."""

NEEDS: Final = {
    "part_queue": "INVOICE_QUEUE_URL",
    "event_bus": "EVENT_BUS",
    "post": "NOTIFICATION_SENDER",
    "must_pay_by_invoice": "INVOICE_TERMS",
    "may_set_references": "RECONCILIATION_CHANGES",
    "export_store": "EXPORTS_BUCKET",
    "document_store": "DOCUMENTS_BUCKET",
    "document_queue": "DOCUMENT_QUEUE_URL",
    "report_files": "REPORTS_BUCKET",
    "report_queue": "REPORT_QUEUE_URL",
    "portal_secrets": "PORTAL_SECRETS",
    "portal": "STAGE",
    "deployment_account": "DEPLOYMENT_ACCOUNT",
    "metering_leniency": "METERING_LENIENCY_HOURS",
    "supporting": "DEPLOYMENT_ACCOUNT",
    "stack_responses": "STAGE",
}
"""What a function asks `bootstrap` for, and the variable that it comes from."""

Properties = dict[str, Any]


def resources(type_: str) -> dict[str, Properties]:
    found = read_template()["Resources"].items()
    return {name: made["Properties"] for name, made in found if made["Type"] == type_}


def functions() -> dict[str, Properties]:
    """Properties of every function, by folder."""
    return {
        made["CodeUri"].removeprefix("functions/"): made
        for made in resources("AWS::Serverless::Function").values()
    }


def events_of(folder: str) -> dict[str, Properties]:
    return dict(functions()[folder].get("Events", {}))


def routes_of(folder: str) -> set[tuple[str, str]]:
    return {
        (event["Properties"]["Method"], event["Properties"]["Path"])
        for event in events_of(folder).values()
        if event["Type"] == "Api"
    }


def statements() -> Iterator[tuple[str, Properties]]:
    for folder, made in functions().items():
        for policy in made.get("Policies", []):
            for statement in policy["Statement"]:
                yield folder, statement


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


class TestFolders:
    def test_each_function_folder_has_one_module_and_a_resource(self):
        """One Lambda per folder, one module per folder"""
        for folder in FOLDERS:
            files = {path.name for path in folder.iterdir() if path.name != "__pycache__"}
            assert files - {"requirements.txt", "fonts", "templates"} == {"app.py"}
        assert {folder.name for folder in FOLDERS} == set(functions())
        logical_ids = resources("AWS::Serverless::Function")
        for logical_id, made in logical_ids.items():
            folder = made["CodeUri"].removeprefix("functions/")
            assert logical_id.removesuffix("Function") == folder.title().replace("_", "")

    def test_the_handler_is_where_the_template_says(self):
        handler = read_template()["Globals"]["Function"]["Handler"]
        module, _, name = handler.rpartition(".")
        for folder in FOLDERS:
            app = importlib.import_module(f"functions.{folder.name}.{module}")
            assert callable(getattr(app, name))
            assert (functions()[folder.name]).get("Handler", handler) == handler


class TestSamples:
    @staticmethod
    def kind(event: Mapping[str, Any]) -> str:
        if "httpMethod" in event:
            return "Api"
        if "detail-type" in event:
            return "EventBridgeRule"
        source = (event.get("Records") or [{}])[0].get("eventSource")
        kinds = {"aws:sqs": "SQS", "aws:s3": "S3", "aws:dynamodb": "DynamoDB"}
        if source in kinds:
            return kinds[source]
        return "ScheduleV2" if "scheduledTime" in event else "Direct"

    def test_there_is_one_for_every_kind_of_trigger(self):
        """events/NAME.json, and events/NAME_*.json for further ones"""
        for folder in functions():
            own = [
                json.loads(path.read_text("utf-8"))
                for path in (REPOSITORY / "events").glob(f"{folder}*.json")
            ]
            triggers = {event["Type"] for event in events_of(folder).values()}
            assert triggers <= {self.kind(event) for event in own}, folder

    def test_every_file_is_of_a_function_and_parses(self):
        for path in (REPOSITORY / "events").iterdir():
            assert path.suffix == ".json"
            assert any(path.stem == f or path.stem.startswith(f"{f}_") for f in functions())
            assert isinstance(json.loads(path.read_text("utf-8")), dict)

    def test_a_schedules_input_is_its_sample(self):
        for folder in functions():
            for event in events_of(folder).values():
                if event["Type"] == "ScheduleV2":
                    given = json.loads(event["Properties"]["Input"])
                    samples = [
                        json.loads(path.read_text("utf-8"))
                        for path in (REPOSITORY / "events").glob(f"{folder}*.json")
                    ]
                    assert given in samples

    def test_an_api_samples_route_is_in_the_template(self):
        for path in (REPOSITORY / "events").glob("*.json"):
            event = json.loads(path.read_text("utf-8"))
            if self.kind(event) == "Api":
                folder = max((f for f in functions() if path.stem.startswith(f)), key=len)
                assert (event["httpMethod"], event["resource"]) in routes_of(folder)


class TestRoutes:
    @pytest.mark.parametrize("folder", sorted(functions()))
    def test_the_resolver_serves_what_the_template_routes(self, folder, context):
        """Every route of the template is served by its function, and nothing else is"""
        app = importlib.import_module(f"functions.{folder}.app")
        if resolver := getattr(app, "api", None):
            paths = resolver.get_openapi_schema().model_dump(by_alias=True, exclude_none=True)
            served = {
                (verb.upper(), camel(path))
                for path, operations in paths["paths"].items()
                for verb in operations
            }
            assert served == routes_of(folder)
        else:
            for method, path in routes_of(folder):
                event = {
                    "resource": path,
                    "path": path,
                    "httpMethod": method,
                    "pathParameters": {name: name for name in re.findall(r"{(\w+)}", path)},
                }
                status = app.lambda_handler(event, context)["statusCode"]
                # Nothing is asked of AWS's services: by no header, or by a path of no service.
                asks_nothing = 404 if "{" in path else 400
                assert status == (asks_nothing if folder == "aws_protocol" else 200)

    def test_no_signed_route_is_slower_than_the_same_operation_of_aws(self):
        """R-226: what keeps to AWS's request rates is never throttled here"""
        rates = {
            ("PUT", "/charges/purchase-orders"): 3,
            ("GET", "/agreements/{agreementId}/charges"): 15,
            ("POST", "/agreement-requests"): 4,
            ("POST", "/agreement-requests/{agreementRequestId}/accept"): 3,
            ("POST", "/billing-adjustments"): 2,
        }
        every = {route for folder in functions() for route in routes_of(folder)}
        assert rates.keys() <= every
        (api,) = resources("AWS::Serverless::Api").values()
        for limit in api["MethodSettings"]:
            path = limit["ResourcePath"].replace("~1", "/")[1:]
            assert limit["ThrottlingRateLimit"] >= rates.get((limit["HttpMethod"], path), 0)
            assert path != "*"

    def test_no_route_is_given_twice(self):
        every = [route for folder in functions() for route in routes_of(folder)]
        assert len(every) == len(set(every))

    def test_every_request_is_signed_save_for_documentation_links_and_portals(self):
        """IAM decides who may call what; documentation is no secret, links and portals have one"""
        (api,) = resources("AWS::Serverless::Api").values()
        assert api["Auth"]["DefaultAuthorizer"] == "AWS_IAM"
        for folder in functions():
            for event in events_of(folder).values():
                if event["Type"] == "Api":
                    is_open = event["Properties"].get("Auth", {}).get("Authorizer") == "NONE"
                    assert is_open == (folder in ("api_docs", "calendar_feed", "cxml_orders"))


def camel(path: str) -> str:
    return re.sub(r"_(\w)", lambda found: found[1].upper(), path)


class TestSettings:
    class Asked(dict[str, str]):
        """An environment that remembers what it was asked for."""

        def __init__(self) -> None:
            super().__init__()
            self.names: set[str] = set()

        def get(self, name: str, default: Any = None) -> Any:
            self.names.add(name)
            return default or "x"

    def declared(self, folder: str) -> set[str]:
        everywhere = read_template()["Globals"]["Function"]["Environment"]["Variables"]
        own = functions()[folder].get("Environment", {}).get("Variables", {})
        return {*everywhere, *own}

    def test_every_variable_that_is_read_is_declared_and_the_reverse(self):
        asked = self.Asked()
        Settings.from_environment(asked)
        declared = {name for folder in functions() for name in self.declared(folder)}
        assert asked.names - PRESENT_ON_LAMBDA == declared - NOT_OURS

    def test_what_every_function_needs_is_declared_for_all(self):
        everywhere = read_template()["Globals"]["Function"]["Environment"]["Variables"]
        complete = dict.fromkeys({*everywhere, *PRESENT_ON_LAMBDA}, "x")
        Settings.from_environment(complete)
        with_default = {"DEFAULT_CURRENCY", "MARKETPLACE_INTEGRATION", "CLOCK_TABLE"}
        for name in complete.keys() - NOT_OURS - with_default:
            with pytest.raises(MissingSetting, match=name):
                Settings.from_environment({k: v for k, v in complete.items() if k != name})

    def test_a_function_declares_what_it_asks_for(self):
        for folder in FOLDERS:
            source = (folder / "app.py").read_text("utf-8")
            asked = {
                name
                for name in NEEDS
                if re.search(rf"bootstrap\.(settings\(\)\.)?{name}\b", source)
            }
            assert {NEEDS[name] for name in asked} <= self.declared(folder.name), folder.name

    def test_nothing_is_read_or_connected_at_import(self):
        """Environment and clients come with the first use"""
        for path in (REPOSITORY / "layers/common/procurement").rglob("*.py"):
            source = path.read_text("utf-8")
            if path.name not in ("settings.py", "observability.py"):
                assert "os.environ" not in source, path


class TestQueues:
    def test_every_consumed_queue_has_a_dead_letter_queue(self):
        """Retry, partial failure and dead letters live in the queue"""
        queues = resources("AWS::SQS::Queue")
        for folder, made in functions().items():
            for event in made.get("Events", {}).values():
                if event["Type"] != "SQS":
                    continue
                logical_id = event["Properties"]["Queue"]["Fn::GetAtt"].partition(".")[0]
                queue = queues[logical_id]
                redrive = queue["RedrivePolicy"]
                dead = redrive["deadLetterTargetArn"]["Fn::GetAtt"].partition(".")[0]
                assert redrive["maxReceiveCount"] == MAX_DELIVERIES
                assert "RedrivePolicy" not in queues[dead]
                assert event["Properties"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
                timeout = made.get("Timeout") or read_template()["Globals"]["Function"]["Timeout"]
                assert queue["VisibilityTimeout"] >= 6 * timeout, folder

    def test_rules_may_send_to_the_queues_that_they_target(self):
        (policy,) = resources("AWS::SQS::QueuePolicy").values()
        (statement,) = policy["PolicyDocument"]["Statement"]
        allowed = {arn["Fn::GetAtt"] for arn in statement["Resource"]}
        rules = {arn["Fn::GetAtt"] for arn in statement["Condition"]["ArnEquals"]["aws:SourceArn"]}
        for name, rule in resources("AWS::Events::Rule").items():
            assert f"{name}.Arn" in rules
            assert {target["Arn"]["Fn::GetAtt"] for target in rule["Targets"]} <= allowed


class TestPermissions:
    def test_no_role_may_do_everything(self):
        """No action with a star, no service as a whole"""
        for folder, statement in statements():
            for action in listed(statement["Action"]):
                assert re.fullmatch(r"[a-z0-9-]+:[A-Za-z]+", action), (folder, action)

    def test_every_permission_names_its_resource(self):
        """Sending mail has no other resource than the identity, and is bound by the sender; what
        AWS tells of its own invoices and agreements has none at all, and is only read"""
        real = ["ListInvoiceSummaries", "ListAgreementCharges", "SearchAgreements"]
        for folder, statement in statements():
            for resource in listed(statement["Resource"]):
                if resource == "*" and folder == "reconcile":
                    assert [each.partition(":")[2] for each in statement["Action"]] == real
                elif resource == "*":
                    assert listed(statement["Action"]) == ["ses:SendEmail"], folder
                    assert statement["Condition"]

    def test_nobody_deletes_from_the_ledger_but_the_mail_log(self):
        """Append-only: audit trail and outbox"""
        for folder, statement in statements():
            ledger = {"Fn::GetAtt": "LedgerTable.Arn"}
            if ledger in listed(statement["Resource"]) and folder != "notify":
                assert "dynamodb:DeleteItem" not in listed(statement["Action"])


class TestBuckets:
    def test_every_bucket_is_private_and_encrypted(self):
        for name, bucket in resources("AWS::S3::Bucket").items():
            assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}, name
            assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"], name

    def test_what_is_published_is_versioned_and_leaves_over_tls_only(self):
        """R-385, R-391: nothing that was handed out is ever lost or read on the way"""
        policies = {
            policy["Bucket"]["Ref"]: policy["PolicyDocument"]["Statement"]
            for policy in resources("AWS::S3::BucketPolicy").values()
        }
        for name in ("DocumentsBucket", "ReportsBucket"):
            bucket = resources("AWS::S3::Bucket")[name]
            assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
            (statement,) = policies[name]
            assert (statement["Effect"], statement["Action"]) == ("Deny", "s3:*")
            assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}

    def test_nobody_may_delete_a_document_or_read_what_it_wrote(self):
        """Rendering only puts, handing out only reads"""
        of_bucket = {"Fn::Sub": "${DocumentsBucket.Arn}/*"}
        found = {
            folder: listed(statement["Action"])
            for folder, statement in statements()
            if of_bucket in listed(statement["Resource"])
        }
        assert found == {
            "aws_protocol": ["s3:GetObject"],
            "invoice_documents": ["s3:GetObject"],
            "render_documents": ["s3:PutObject"],
        }


class TestSize:
    MADE_FOR: Final = {
        "Api": 1,
        "DynamoDB": 1,
        "EventBridgeRule": 2,
        "S3": 1,
        "SQS": 1,
        "ScheduleV2": 2,
    }
    """How many resources SAM makes of an event of a function."""

    def test_there_is_room_below_the_resources_that_a_stack_may_have(self):
        """CloudFormation takes 500; a function has a role, an API a deployment and a stage"""
        count = len(read_template()["Resources"])
        count += 2 * len(resources("AWS::Serverless::Api"))
        for made in functions().values():
            count += 1 + ("EventInvokeConfig" in made)
            count += sum(self.MADE_FOR[each["Type"]] for each in made.get("Events", {}).values())
        assert count < 480


class TestTables:
    def test_production_is_protected(self):
        for name, table in table_resources(read_template()).items():
            assert table["BillingMode"] == "PAY_PER_REQUEST", name
            assert table["DeletionProtectionEnabled"] == {"Fn::If": ["IsProd", True, False]}
            recovery = table["PointInTimeRecoverySpecification"]
            assert recovery["PointInTimeRecoveryEnabled"] == {"Fn::If": ["IsProd", True, False]}


class TestClock:
    """Only a local stack can be told what time it is."""

    @staticmethod
    def holds(expression: Any, given: Mapping[str, str]) -> Any:
        """What CloudFormation makes of a condition of this template."""
        match expression:
            case {"Ref": name}:
                return given[name]
            case {"Fn::Equals": [one, other]}:
                return TestClock.holds(one, given) == TestClock.holds(other, given)
            case {"Fn::And": parts}:
                return all(TestClock.holds(part, given) for part in parts)
            case _:
                assert isinstance(expression, str), expression
                return expression

    @pytest.mark.parametrize("stage", ["local", "prod"])
    @pytest.mark.parametrize("asked", ["true", "false"])
    def test_it_is_there_when_a_local_deployment_asks_and_never_else(self, stage, asked):
        given = {"Stage": stage, "TellableClock": asked}
        template = read_template()
        is_there = self.holds(template["Conditions"]["HasTellableClock"], given)
        assert is_there == (given == {"Stage": "local", "TellableClock": "true"})
        rule = template["Rules"]["OnlyLocalClocksAreTold"]
        is_refused = self.holds(rule["RuleCondition"], given) and not all(
            self.holds(each["Assert"], given) for each in rule["Assertions"]
        )
        assert is_refused == (given == {"Stage": "prod", "TellableClock": "true"})

    def test_without_it_nothing_of_it_is_deployed(self):
        template = read_template()
        assert template["Parameters"]["TellableClock"]["Default"] == "false"
        variables = template["Globals"]["Function"]["Environment"]["Variables"]
        assert variables["CLOCK_TABLE"] == {
            "Fn::If": ["HasTellableClock", {"Ref": "ClockTable"}, ""]
        }
        conditional = {
            name: made["Condition"]
            for name, made in template["Resources"].items()
            if made.get("Condition", "HasConsole") != "HasConsole"
        }
        assert conditional == {
            "ClockTable": "HasTellableClock",
            "ClockPolicy": "HasTellableClock",
            # The local stack speaks plain HTTP.
            "DocumentsBucketPolicy": "IsProd",
            "ExportsBucketPolicy": "IsProd",
            "ReportsBucketPolicy": "IsProd",
            # Nothing is changed in the real AWS account unless that was asked for.
            "ReferencesPolicy": "MaySetReferences",
            # The local stack knows no alarms on sums, nor of alarms.
            "FaultyConsumersAlarm": "IsProd",
            "FaultyTasksAlarm": "IsProd",
            "ThrottledReadsAlarm": "IsProd",
            "ThrottledWritesAlarm": "IsProd",
            "UrgentAlarm": "IsProd",
        }

    def test_only_the_local_parameter_set_asks_for_it(self):
        sets = tomllib.loads((REPOSITORY / "samconfig.toml").read_text("utf-8"))
        asking = [
            name
            for name, verbs in sets.items()
            if name != "version"
            and "TellableClock=true" in verbs["deploy"]["parameters"]["parameter_overrides"]
        ]
        assert asking == ["default"]

    def test_every_function_that_has_a_clock_may_read_it_and_no_more(self):
        policy = resources("AWS::IAM::Policy")["ClockPolicy"]
        assert policy["PolicyDocument"]["Statement"] == [
            {
                "Effect": "Allow",
                "Action": "dynamodb:GetItem",
                "Resource": {"Fn::GetAtt": "ClockTable.Arn"},
            }
        ]
        assert {role["Ref"] for role in policy["Roles"]} == roles_with_parts()


class TestPageKeys:
    def test_whatever_may_go_through_a_listing_may_make_and_read_its_tokens_keys_and_no_more(self):
        """Issue 6: tokens are tamper-evident and expire"""
        policy = resources("AWS::IAM::Policy")["PageKeysPolicy"]
        assert policy["PolicyDocument"]["Statement"] == [
            {
                "Effect": "Allow",
                "Action": ["dynamodb:GetItem", "dynamodb:PutItem"],
                "Resource": {"Fn::GetAtt": "PageKeysTable.Arn"},
            }
        ]
        assert {role["Ref"] for role in policy["Roles"]} == roles_with_parts()

    def test_keys_are_deleted_when_they_have_expired(self):
        table = resources("AWS::DynamoDB::Table")["PageKeysTable"]
        assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}


def roles_with_parts() -> set[str]:
    """The roles of all functions that make use of parts of the application."""
    return {
        f"{folder.name.title().replace('_', '')}FunctionRole"
        for folder in FOLDERS
        if "bootstrap" in (folder / "app.py").read_text("utf-8")
    }


def test_the_message_of_an_acceptance_is_one_that_the_generator_takes():
    """What the rule makes of the event: R-307, R-240"""
    rule = resources("AWS::Events::Rule")["InvoiceOnAcceptanceRule"]
    types = {EventType.AGREEMENT_ACCEPTED.value, EventType.AGREEMENT_AMENDED.value}
    assert types <= set(rule["EventPattern"]["detail-type"])
    (target,) = rule["Targets"]
    transformer = target["InputTransformer"]
    values = {"agreement": "agmt-1", "receiver": "111122223333", "at": "2027-04-20T09:30:00Z"}
    assert set(transformer["InputPathsMap"]) == set(values)
    text = transformer["InputTemplate"]
    for name, value in values.items():
        text = text.replace(f"<{name}>", json.dumps(value))
    part = read_part(json.loads(text))
    assert (part.receiver_account_id, part.collection_ids) == ("111122223333", ("agmt-1",))


def test_the_message_of_a_change_set_is_one_that_is_applied():
    """What the rule makes of the event"""
    rule = resources("AWS::Events::Rule")["ChangeSetRule"]
    assert rule["EventPattern"]["detail-type"] == [EventType.CHANGE_SET_STARTED.value]
    (target,) = rule["Targets"]
    transformer = target["InputTransformer"]
    assert transformer["InputPathsMap"] == {"changeSet": "$.detail.data.changeSetId"}
    text = transformer["InputTemplate"].replace("<changeSet>", '"cs-1"')
    assert read_change_set_id(json.loads(text)) == "cs-1"
