"""What MiniStack's API Gateway leaves out of REST APIs, added to it by `emulator.py`.

Run by the interpreter of `.venv-emulator`; imports nothing else of this project. As on AWS

- a path is matched percent-encoded, as it was sent, and handed on undecoded, so that `%2F` stays
  inside its segment;
- callers of other accounts reach an API by its ID, if its resource policy and their own policies
  allow it; its ARN names its owner, and functions are told the caller's own account;
- an OpenAPI definition brings the resource policy and the gateway responses that it holds;
- a denial by IAM is answered through the gateway response of its type, like all others.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from ministack import app
from ministack.core import arn, iam_evaluator
from ministack.core.responses import get_region, request_scope
from ministack.services import apigateway_v1

# (status, headers, body), or None for a request that goes on.
Answer = tuple[int, dict[str, str], bytes] | None
Definition = dict[str, Any]

POLICY = "x-amazon-apigateway-policy"
GATEWAY_RESPONSES = "x-amazon-apigateway-gateway-responses"


def install() -> None:
    """Put everything in place, before the first request."""
    app._handle_execute_api_request = _with_paths_as_sent(app._handle_execute_api_request)
    app._enforce_execute_api = _with_denials_as_gateway_responses(app._enforce_execute_api)
    apigateway_v1.find_api_scope = _scope_of
    apigateway_v1._import_rest_api = _with_extensions(apigateway_v1._import_rest_api)
    arn.execute_api_arn = _of_the_owner(arn.execute_api_arn)
    iam_evaluator.resolve_caller_identity = _in_their_own_account(
        iam_evaluator.resolve_caller_identity
    )


def _with_paths_as_sent(handle: Callable[..., Awaitable[Answer]]) -> Callable[..., Any]:
    """MiniStack decodes every path first; its HTTP APIs, unlike REST APIs, undo that themselves."""

    def handle_as_sent(
        host: str, path: str, *request: Any, raw_path: str | None, **options: Any
    ) -> Awaitable[Answer]:
        addressed = app._parse_execute_api_url(host, raw_path or path)
        if addressed and _scope_of(addressed[0]):
            path = raw_path or path
        return handle(host, path, *request, raw_path=raw_path, **options)

    return handle_as_sent


def _scope_of(api_id: str) -> tuple[str, str] | None:
    """Account and region of a REST API. IDs are unique; MiniStack looks in the caller's account."""
    for (account_id, region, stored), _ in apigateway_v1._rest_apis.all_items():
        if stored == api_id:
            return account_id, region
    return None


def _of_the_owner(execute_api_arn: Callable[..., str]) -> Callable[..., str]:
    """Policies name the account that owns an API, whoever calls it."""

    def arn_of_the_owner(region: str, account_id: str, api_id: str, *rest: str) -> str:
        owner, _ = _scope_of(api_id) or (account_id, region)
        return execute_api_arn(region, owner, api_id, *rest)

    return arn_of_the_owner


def _in_their_own_account(resolve: Callable[[str], Any]) -> Callable[[str], Any]:
    """A request runs in the account of the API; the keys of its caller may be of another one."""

    def resolve_in_their_own_account(access_key_id: str) -> Any:
        account_id = iam_evaluator.find_iam_access_key_account(access_key_id or "")
        if account_id is None:
            return resolve(access_key_id)
        with request_scope(account_id, get_region()):
            return resolve(access_key_id)

    return resolve_in_their_own_account


def _with_extensions(import_api: Callable[..., str]) -> Callable[..., str]:
    """MiniStack reads the paths and the authorizers of a definition alone."""

    def import_with_extensions(spec: Definition, base_data: Definition | None = None) -> str:
        data = dict(base_data or {})
        data["policy"] = data.get("policy") or spec.get(POLICY)
        api_id = import_api(spec, data)
        for type_, response in (spec.get(GATEWAY_RESPONSES) or {}).items():
            status, _, body = apigateway_v1._put_gateway_response(api_id, type_, response)
            if status >= 400:
                raise ValueError(f"the gateway response {type_} is refused: {body!r}")
        return api_id

    return import_with_extensions


def _with_denials_as_gateway_responses(enforce: Callable[..., Answer]) -> Callable[..., Answer]:
    """MiniStack answers denials by IAM with a body of its own."""

    def enforce_and_render(
        api_id: str,
        stage: str,
        method: str,
        path: str,
        headers: Any,
        query: Any,
        **options: Any,
    ) -> Answer:
        denied = enforce(api_id, stage, method, path, headers, query, **options)
        scope = _scope_of(api_id)
        known_stage = apigateway_v1.stages_for_api(api_id).get(stage)
        message = _denial(denied)
        if message is None or scope is None or known_stage is None:
            return denied
        request = {
            "api_id": api_id,
            "stage_name": stage,
            "stage": known_stage,
            "headers": headers,
            "query_params": query,
            "path_params": {},
            "resource_path": path,
            "request_id": apigateway_v1.new_uuid(),
        }
        error = apigateway_v1._GatewayError("ACCESS_DENIED", message)
        with request_scope(*scope):
            rendered: Answer = apigateway_v1._gateway_error_response(error, request)
        return rendered

    return enforce_and_render


def _denial(answer: Answer) -> str | None:
    """What a denial by policy says; None for everything else."""
    content = json.loads(answer[2]) if answer else {}
    if content.get("__type") not in ("AccessDenied", "AccessDeniedException"):
        return None
    return str(content.get("message") or content.get("Message"))
