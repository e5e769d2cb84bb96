"""schemathesis sends what the OpenAPI document allows, and what it forbids, to every operation.

The functions answer in process. Whatever they answer must be in the document: the status, the
content type, the headers, the body; what the document forbids must be refused; nothing may fail.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

import cbor2
import pytest
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from local.openapi import DOCUMENT
from procurement.entrypoints.aws_protocol.cbor_wire import CONTENT_TYPE as CBOR
from procurement.entrypoints.aws_protocol.json_wire import CONTENT_TYPE as JSON
from tests.integration.conftest import an_empty_account
from tests.support.wsgi import application

CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]

# A portal is answered in cXML, with status 200; what came of its document is said there.
TELLING_IN_THE_BODY: Final = ("PostCxml",)

CONFIG: Final = SchemathesisConfig.from_dict(
    {
        "generation": {
            "deterministic": True,
            "database": "none",
            "max-examples": 4,
            "with-security-parameters": False,
        },
        # A method that a path does not have never reaches a function: the gateway refuses it.
        "phases": {"coverage": {"unexpected-methods": []}},
        # All requests are sent to one account; nothing of it is secret.
        "output": {"sanitization": {"enabled": False}},
        "suppress-health-check": ["all"],
    }
)

api = schemathesis.openapi.from_dict(
    {**json.loads(DOCUMENT.read_text("utf-8")), "servers": [{"url": "/"}]}, config=CONFIG
)
api.app = application


@schemathesis.serializer(JSON)
def as_aws_json(_: Any, value: Any) -> bytes:
    return json.dumps(value).encode()


@schemathesis.serializer(CBOR)
def as_cbor(_: Any, value: Any) -> bytes:
    return cbor2.dumps(value)


@pytest.fixture(scope="module")
def account() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch, an_empty_account(patch):
        yield


@api.parametrize()
def test_every_answer_is_documented_and_none_is_a_fault(case: Any, account: None) -> None:
    """Undocumented: local/openapi/refusals.py; a fault: mend it, with a test of its own"""
    is_told_in_the_body = case.operation.definition.raw["operationId"] in TELLING_IN_THE_BODY
    unchecked = [negative_data_rejection] if is_told_in_the_body else []
    case.call_and_validate(checks=CHECKS, excluded_checks=unchecked)
