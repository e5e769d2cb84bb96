"""The files under `sdk/`, as botocore looks for them."""

import json
from pathlib import Path
from typing import Final

from local.home import PROJECT
from local.sdk import Json
from local.sdk.extras import (
    EXECUTE_API,
    SERVICES,
    AwsService,
    endpoint,
    endpoint_extras,
    service_extras,
)
from local.sdk.paging import paginators, waiters
from local.sdk.service import SERVICE, VERSION, service_model

DOCUMENT: Final = PROJECT / "layers/common/procurement/data/openapi.json"
FOLDER: Final = PROJECT / "sdk"
MODELS: Final = FOLDER / "models"
CBOR_MODELS: Final = FOLDER / "models-cbor"


def build() -> dict[Path, str]:
    """The text of every file by its place in the project."""
    model = service_model(json.loads(DOCUMENT.read_text("utf-8")))
    own = MODELS / SERVICE / VERSION
    made = {
        own / "service-2.json": model,
        own / "paginators-1.json": paginators(model),
        own / "waiters-2.json": waiters(),
        own / "endpoint-rule-set-1.json": _endpoint_rules(),
    }
    for service in SERVICES:
        made |= _extras(service, MODELS / service.name / service.version)
        if service.is_rpc:
            cbor = CBOR_MODELS / service.name / service.version
            made |= _extras(service, cbor, forces_cbor=True)
    return {path: _text(content) for path, content in made.items()}


def _extras(service: AwsService, place: Path, *, forces_cbor: bool = False) -> dict[Path, Json]:
    rules = endpoint_extras(service, forces_cbor=forces_cbor)
    made = {place / "endpoint-rule-set-1.sdk-extras.json": rules}
    if service.is_rpc:
        model = service_extras(service, forces_cbor=forces_cbor)
        made[place / "service-2.sdk-extras.json"] = model
    return made


def differences(made: dict[Path, str]) -> list[Path]:
    """Files that are not as they should be, are missing, or should not be there."""
    there = {path for folder in (MODELS, CBOR_MODELS) for path in folder.rglob("*.json")}
    wrong = {p for p, text in made.items() if p not in there or p.read_text("utf-8") != text}
    return sorted(wrong | (there - made.keys()))


def write(made: dict[Path, str]) -> None:
    """Make the folders what they should be; a file that is no model any more goes."""
    for path in differences(made):
        if path in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(made[path], "utf-8")
        else:
            path.unlink()


def _endpoint_rules() -> Json:
    reference: Json = {"ref": "Endpoint"}
    return {
        "version": "1.0",
        "parameters": {
            "Region": {"builtIn": "AWS::Region", "required": False, "type": "string"},
            "Endpoint": {"builtIn": "SDK::Endpoint", "required": False, "type": "string"},
        },
        "rules": [
            endpoint(reference, EXECUTE_API, {"fn": "isSet", "argv": [reference]}),
            {
                "type": "error",
                "conditions": [],
                "error": "Set endpoint_url, or AWS_ENDPOINT_URL_PURCHASE_ORDERS, to the stack's "
                "output ApiUrl.",
            },
        ],
    }


def _text(content: Json) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
