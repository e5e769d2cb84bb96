"""Orders of procurement portals, in cXML; who sends them proves it by the preference's secret."""

from functools import partial
from typing import Any

from aws_lambda_powertools.event_handler import Response

from procurement import bootstrap
from procurement.entrypoints.cxml.answer import answer_to, body_of
from procurement.entrypoints.cxml.response import CONTENT_TYPE
from procurement.entrypoints.http import Api, PathText
from procurement.entrypoints.observability import observed
from procurement.service.orders.admit_portal import admit_portal

api = Api(bootstrap.acting_for)


@api.post("/cxml/<account_id>/<procurement_portal_preference_id>", operation_id="PostCxml")
def post(account_id: PathText, procurement_portal_preference_id: PathText) -> Response[str]:
    """Take a cXML document of a procurement portal: OrderRequest or ProfileRequest (R-262).

    Unsigned: the sender's credential in the document is compared with the preference of the
    address. The answer is a cXML Response with a status of its own.
    """
    event = api.current_event
    context = event.request_context
    answer = answer_to(
        partial(
            body_of,
            event.body or "",
            event.headers.get("content-type") or "",
            is_base64=bool(event.is_base64_encoded),
        ),
        lambda given: admit_portal(
            account_id, procurement_portal_preference_id, given, bootstrap.unit_of_work()
        ),
        bootstrap.deployment(),
        f"https://{context.domain_name or ''}{context.path}",
    )
    return Response(status_code=200, content_type=CONTENT_TYPE, body=answer)


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one document."""
    return api.resolve(event, context)
