"""`make publish`: the built console goes where the stack says, and nothing else stays there."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from local.console import __main__ as command
from local.console import publication
from local.console.publication import MANIFEST

STACK = "ledgerline"
REGION = "us-east-1"
ACCOUNT = "123456789012"
BUCKET = "ledgerline-console"


@pytest.fixture
def dist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A built console of two files and a page."""
    (tmp_path / "assets").mkdir()
    write(tmp_path, **{"index.html": "<html>1</html>", "assets/index-1.js": "one();"})
    write(tmp_path, **{"assets/font-1.woff2": "font", "favicon.svg": "<svg/>"})
    monkeypatch.setattr(publication, "BUILT", tmp_path)
    return tmp_path


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An account that nothing was deployed to."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        yield


@pytest.fixture
def distribution(aws: None) -> str:
    """A stack with a console, as far as its outputs tell; the ID of what serves it."""
    boto3.client("s3", REGION).create_bucket(Bucket=BUCKET)
    made = boto3.client("cloudfront", REGION).create_distribution(
        DistributionConfig={
            "CallerReference": "1",
            "Comment": "",
            "Enabled": True,
            "Origins": {
                "Quantity": 1,
                "Items": [
                    {
                        "Id": "files",
                        "DomainName": f"{BUCKET}.s3.amazonaws.com",
                        "S3OriginConfig": {"OriginAccessIdentity": ""},
                    }
                ],
            },
            "DefaultCacheBehavior": {
                "TargetOriginId": "files",
                "ViewerProtocolPolicy": "redirect-to-https",
                "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}},
                "MinTTL": 0,
            },
        }
    )
    name: str = made["Distribution"]["Id"]
    outputs = {
        "ApiUrl": "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/v1",
        "ConsoleUrl": "https://d111111abcdef8.cloudfront.net/",
        "ConsoleBucket": BUCKET,
        "ConsoleDistribution": name,
        "ConsoleUserPool": "us-east-1_Example",
        "ConsoleClient": "client-1",
        "ConsoleIdentityPool": "us-east-1:pool",
        "ConsoleSignInUrl": "https://ledgerline-1.auth.us-east-1.amazoncognito.com",
    }
    make_stack(STACK, outputs)
    return name


def make_stack(name: str, outputs: dict[str, str]) -> None:
    template = {
        "Resources": {"Queue": {"Type": "AWS::SQS::Queue"}},
        "Outputs": {key: {"Value": value} for key, value in outputs.items()},
    }
    client = boto3.client("cloudformation", REGION)
    client.create_stack(StackName=name, TemplateBody=json.dumps(template))


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")


def publish(*words: str) -> int:
    return command.main(["--stack", STACK, "--region", REGION, *words])


def objects() -> dict[str, dict[str, Any]]:
    """What lies in the bucket, as a browser gets it."""
    client = boto3.client("s3", REGION)
    found = client.list_objects_v2(Bucket=BUCKET).get("Contents", [])
    return {each["Key"]: dict(client.get_object(Bucket=BUCKET, Key=each["Key"])) for each in found}


def invalidated(distribution: str) -> list[list[str]]:
    client = boto3.client("cloudfront", REGION)
    listed = client.list_invalidations(DistributionId=distribution)["InvalidationList"]
    return [
        client.get_invalidation(DistributionId=distribution, Id=each["Id"])["Invalidation"][
            "InvalidationBatch"
        ]["Paths"]["Items"]
        for each in listed.get("Items", [])
    ]


def test_files_lie_there_with_their_types_and_for_as_long_as_they_hold(dist, distribution):
    assert publish() == 0
    found = objects()
    told = {key: (each["ContentType"], each["CacheControl"]) for key, each in found.items()}
    for_ever = "public, max-age=31536000, immutable"
    assert told == {
        "index.html": ("text/html; charset=utf-8", "no-cache"),
        "favicon.svg": ("image/svg+xml", "no-cache"),
        "config.json": ("application/json", "no-cache"),
        MANIFEST: ("application/json", "no-cache"),
        "assets/index-1.js": ("text/javascript; charset=utf-8", for_ever),
        "assets/font-1.woff2": ("font/woff2", for_ever),
    }


def test_the_console_is_told_its_deployment(dist, distribution):
    """Requests go to the page's own origin, and are signed for the API's"""
    publish()
    told = json.loads(objects()["config.json"]["Body"].read())
    assert told == {
        "apiUrl": "/v1",
        "signedUrl": "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/v1",
        "region": REGION,
        "signIn": {
            "accountId": ACCOUNT,
            "url": "https://ledgerline-1.auth.us-east-1.amazoncognito.com",
            "clientId": "client-1",
            "issuer": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Example",
            "identityPoolId": "us-east-1:pool",
            "identityUrl": "https://cognito-identity.us-east-1.amazonaws.com",
        },
    }


def test_what_is_there_already_is_not_sent_again(dist, distribution, capsys):
    publish()
    write(dist, **{"index.html": "<html>2</html>"})
    publish()
    assert "1 uploaded, 4 unchanged, 0 removed" in capsys.readouterr().out
    assert objects()["index.html"]["Body"].read() == b"<html>2</html>"


def test_a_page_that_is_open_finds_its_files_until_the_next_but_one(dist, distribution):
    """Pages are loaded when they are first opened: by a page of the generation before, too"""
    publish()
    for generation in (2, 3):
        (dist / f"assets/index-{generation - 1}.js").unlink()
        write(dist, **{f"assets/index-{generation}.js": "next();"})
        publish()
        publish()  # the same again makes no generation of its own
        scripts = {key for key in objects() if key.endswith(".js")}
        assert scripts == {f"assets/index-{generation - 1}.js", f"assets/index-{generation}.js"}


def test_what_was_lost_from_the_bucket_comes_back(dist, distribution):
    publish()
    boto3.client("s3", REGION).delete_object(Bucket=BUCKET, Key="assets/index-1.js")
    publish()
    assert "assets/index-1.js" in objects()


def test_the_page_comes_last(dist, distribution, capsys):
    """Whoever loads it meanwhile finds all that it names"""
    publish()
    lines = [line for line in capsys.readouterr().out.splitlines() if " of " in line]
    assert lines[-1].endswith("5 of 5: index.html")


def test_caches_forget_what_keeps_its_name(dist, distribution):
    publish()
    publish()
    assert [sorted(each) for each in invalidated(distribution)] == [
        ["/", "/config.json", "/favicon.svg", "/index.html"]
    ]


def test_a_dry_run_tells_what_would_be_done_and_does_nothing(dist, distribution, capsys):
    assert publish("--dry-run") == 0
    told = capsys.readouterr().out
    assert "+ assets/index-1.js" in told
    assert "5 to upload, 0 unchanged, 0 to remove" in told
    assert objects() == {}


def test_a_stack_that_is_not_there_is_told_so(dist, aws, capsys):
    assert publish() == 1
    assert "there is no stack ledgerline in us-east-1" in capsys.readouterr().err


def test_a_stack_without_a_console_is_told_so(dist, aws, capsys):
    make_stack(STACK, {"ApiUrl": "https://example.com"})
    assert publish() == 1
    assert "deployed with Console=disabled" in capsys.readouterr().err


def test_a_console_that_was_not_built_is_told_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(publication, "BUILT", tmp_path)
    assert publish() == 1
    assert "run `make console`" in capsys.readouterr().err
