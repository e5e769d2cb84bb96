"""Puts the document together."""

import json
import tomllib
from pathlib import Path
from typing import Any, Final

from local.openapi import examples, functions, refusals, tags, unresolved, vocabulary
from local.openapi.problem import sample

PROJECT: Final = Path(__file__).parents[2]
DOCUMENT: Final = PROJECT / "layers/common/procurement/data/openapi.json"

_DESCRIPTION: Final = """\
Purchase orders, AWS Marketplace installments and invoices.

Requests are signed with AWS Signature Version 4 for the service `execute-api`, which a browser \
does not do by itself: docs/api/README.md shows how to send them. Whose purchase orders they are \
about is decided by the signature: no body names an account.

- **Amounts** are strings with a decimal point, such as `"1500.00"`, in the currency beside them.
- **Months** are billing periods, `YYYY-MM`: calendar months in UTC.
- **Instants** are ISO 8601 in UTC with milliseconds.
- **IDs in paths** are percent-encoded, each as one segment.
- **Members of answers** may be added at any time; ignore those you do not know.

The examples are answers of the application itself: a test has sent each request. Buyer in them is \
account 111122223333, seller 444455556666."""

_SERVERS: Final[list[dict[str, Any]]] = [
    {"url": ".", "description": "The deployment that serves this document"},
    {
        "url": "https://{apiId}.execute-api.{region}.amazonaws.com/{stage}",
        "description": "A deployment, by the parts of its address (the stack's output ApiUrl)",
        "variables": {
            "apiId": {"default": "a1b2c3d4e5", "description": "ID of the REST API"},
            "region": {"default": "us-east-1", "description": "AWS region of the deployment"},
            "stage": {"default": "v1", "description": "Stage of the REST API"},
        },
    },
]

_SIGNATURE: Final = {
    "type": "apiKey",
    "name": "Authorization",
    "in": "header",
    "description": "AWS Signature Version 4 for the service execute-api, in the region of the "
    "deployment. IAM decides who may call which operation.",
    "x-amazon-apigateway-authtype": "awsSigv4",
}


def build() -> dict[str, Any]:
    """The document, complete: OpenAPI 3.1."""
    document = functions.merged_document()
    document["info"] = {
        "title": "Ledgerline",
        "summary": "Purchase orders for AWS invoices",
        "version": _version(),
        "description": _DESCRIPTION,
    }
    document["servers"] = _SERVERS
    document["security"] = [{"sigv4": []}]
    document["externalDocs"] = {
        "url": "event-schemas",
        "description": "JSON Schemas of the events that the deployment puts on its bus",
    }
    document["components"]["securitySchemes"] = {"sigv4": _SIGNATURE}
    unresolved.add(document)
    refusals.add(document)
    examples.add(document, examples.recorded())
    vocabulary.add(document)
    _drop_unused_samples(document)
    document["tags"] = tags.used_in(document)
    fresh: dict[str, Any] = json.loads(json.dumps(document))
    return fresh


def text_of(document: dict[str, Any]) -> str:
    """As it is committed, and served."""
    return json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _drop_unused_samples(document: dict[str, Any]) -> None:
    samples, text = (
        document["components"]["examples"],
        json.dumps([document["paths"], document["components"]["responses"]]),
    )
    for code in [each for each in samples if f'{sample(each)}"' not in text]:
        del samples[code]


def _version() -> str:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["version"])
