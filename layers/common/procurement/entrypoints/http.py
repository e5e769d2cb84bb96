"""The REST face: one configured resolver for every API function."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final
from urllib.parse import unquote

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.event_handler.middlewares.openapi_validation import (
    OpenAPIRequestValidationMiddleware,
)
from aws_lambda_powertools.event_handler.openapi.exceptions import (
    RequestUnsupportedContentType,
    RequestValidationError,
)
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import BeforeValidator, StringConstraints
from pydantic.alias_generators import to_camel

from procurement.domain.charges.cost_row import MAX_TEXT
from procurement.domain.errors import (
    InvalidInput,
    LedgerlineError,
    NotAllowed,
    NotFound,
    Problem,
    Problems,
)
from procurement.entrypoints.json_body import read_json
from procurement.entrypoints.observability import logger
from procurement.entrypoints.principal import principal_of
from procurement.entrypoints.problems import internal_error, to_response
from procurement.service.caller import Caller

BILLING_ACCOUNT: Final = "billingAccountId"

MAX_RESULTS: Final = 100
DEFAULT_RESULTS: Final = 20

MAX_PATH_TEXT: Final = 255
"""Characters of one path parameter: with a prefix still a legal sort key (1,024 bytes)."""

_DAY: Final = re.compile(r"[1-9]\d{3}-\d\d-\d\d")
_UNKNOWN: Final = "UNKNOWN_PARAMETER"
_REPEATED: Final = "REPEATED_PARAMETER"
_SIGNATURE: Final = "X-Amz-"
"""Parameters of a presigned address begin so."""

PathText = Annotated[
    str, StringConstraints(max_length=MAX_PATH_TEXT), BeforeValidator(unquote), Path()
]
"""A path parameter: API Gateway hands it over as it was sent, percent-encoded."""

MaxResults = Annotated[int, Query(alias="maxResults", ge=1, le=MAX_RESULTS)]
NextToken = Annotated[str | None, Query(alias="nextToken", min_length=1, max_length=2048)]
ExpectedVersion = Annotated[int | None, Query(alias="expectedVersion", ge=1)]
BillingPeriod = Annotated[
    str | None, Query(alias="billingPeriod", pattern=r"^[1-9]\d{3}-(0[1-9]|1[0-2])$")
]


def _written_out(day: Any) -> Any:
    """What is no date may still look like one: a number of seconds, for instance."""
    if isinstance(day, str) and not _DAY.fullmatch(day):
        raise ValueError("is not a date of the form YYYY-MM-DD")
    return day


Day = Annotated[date, BeforeValidator(_written_out)]
"""A day in a query, in UTC."""

CallerPolicy = Callable[[Caller, str], Caller]
"""Decides whether a caller may act for another billing account, and gives that caller back."""


class _JsonBodies(OpenAPIRequestValidationMiddleware):
    """Bodies are JSON; forms, which the library would read as well, are refused."""

    def _get_body(self, app: Any) -> dict[str, Any]:
        content_type = app.current_event.headers.get("content-type", "")
        if content_type.partition(";")[0].strip().lower() not in ("", "application/json"):
            raise RequestUnsupportedContentType("must be sent as application/json", errors=[])
        try:
            return self._parse_json_data(app)
        except ValueError as error:
            # In base64, as binary media types come: no base64, or not UTF-8.
            found = {"type": "json_invalid", "loc": ("body", 0), "msg": "is not UTF-8"}
            raise RequestValidationError([found]) from error


class Api(APIGatewayRestResolver):
    """A Powertools resolver that knows who calls and answers refusals in one way."""

    def __init__(self, acting_for: CallerPolicy, *, is_for_support: bool = False) -> None:
        """`is_for_support` asks the policy also about a caller who names no other account."""
        super().__init__(
            enable_validation=True,
            json_body_deserializer=read_json,
        )
        self._acting_for = acting_for
        self._is_for_support = is_for_support
        self._request_validation_middleware = _JsonBodies()  # type: ignore[no-untyped-call]
        self.use([self._expect_known_query])
        self.exception_handler(LedgerlineError)(self._refused)
        self.exception_handler(RequestValidationError)(self._malformed)
        self.exception_handler(RequestUnsupportedContentType)(self._unsupported)
        self.exception_handler(Exception)(self._failed)
        self.not_found(self._no_route)

    @property
    def caller(self) -> Caller:
        """The signed caller, or the billing account that this caller administers.

        Account and principal come from the request context. The query parameter
        ``billingAccountId`` names another billing account; `NotAllowed` unless the caller's account
        administers it.
        """
        identity = self.current_event.request_context.identity
        if not identity.account_id or not identity.user_arn:
            raise NotAllowed("requests are signed with AWS Signature Version 4")
        arn = principal_of(identity.user_arn, identity.cognito_authentication_provider)
        signed = Caller(account_id=identity.account_id, arn=arn)
        asked = self.current_event.get_query_string_value(BILLING_ACCOUNT)
        asked = signed.account_id if asked is None else asked
        if asked == signed.account_id and not self._is_for_support:
            return signed
        return self._acting_for(signed, asked)

    @property
    def request_id(self) -> str:
        """The gateway's ID of this request."""
        return self.current_event.request_context.request_id or ""

    def _expect_known_query(
        self, app: APIGatewayRestResolver, following: NextMiddleware
    ) -> Response[Any]:
        """Refuse what a route knows nothing of: a misspelt ``dryRun`` must not really do it."""
        route = app.context["_route"]
        known = {BILLING_ACCOUNT, *(param.alias for param in route.dependant.query_params)}
        asked = self.current_event.query_string_parameters or {}
        unknown = sorted(
            name for name in asked if name not in known and not name.startswith(_SIGNATURE)
        )
        if not 1 <= len(asked.get(BILLING_ACCOUNT, BILLING_ACCOUNT)) <= MAX_TEXT:
            raise NotAllowed("you may not act for this billing account")
        told = f"takes {', '.join(sorted(known))}"
        problems = Problems()
        for name in unknown:
            problems.add(name, _UNKNOWN, told)
        every = self.current_event.multi_value_query_string_parameters
        if len(every.get(BILLING_ACCOUNT, ())) > 1:
            problems.add(BILLING_ACCOUNT, _REPEATED, "must be given once")
        problems.raise_if_any()
        return following(app)

    def _refused(self, error: LedgerlineError) -> Response[str]:
        return to_response(error, self.request_id)

    def _malformed(self, error: RequestValidationError) -> Response[str]:
        problems = [_problem(found) for found in error.errors()]
        return to_response(InvalidInput(problems), self.request_id)

    def _unsupported(self, _: RequestUnsupportedContentType) -> Response[str]:
        message = "must be sent as application/json"
        problem = Problem(field="body", reason="UNSUPPORTED_CONTENT_TYPE", message=message)
        return self._refused(InvalidInput([problem]))

    def _no_route(self, _: Exception) -> Response[str]:
        path = self.current_event.path
        return to_response(NotFound(f"{self.current_event.http_method} {path}"), self.request_id)

    def _failed(self, _: Exception) -> Response[str]:
        # Called while the fault is being handled: the log gets its trace, the caller its ID.
        logger().exception("request failed")
        return internal_error(self.request_id)


def _problem(found: Mapping[str, Any]) -> Problem:
    location: Sequence[str | int] = found.get("loc", ())
    reason = str(found.get("type", "invalid")).upper()
    # Of a body that is no JSON, the location is an offset and not a member.
    field = "body" if reason == "JSON_INVALID" else _path(location)
    return Problem(field=field, reason=reason, message=str(found.get("msg", "is not acceptable")))


def _path(location: Sequence[str | int]) -> str:
    """``("body", "lineItems", 0, "endMonth")`` as the caller writes it: lineItems[0].endMonth."""
    if location[:1] == ("path",):
        return to_camel(str(location[-1]))
    inner = [part for part in location if part not in ("body", "query")]
    path = ""
    for part in inner:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path or "body"
