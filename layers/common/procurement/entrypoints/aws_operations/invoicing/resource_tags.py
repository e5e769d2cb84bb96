"""Tags of invoice units and procurement portal preferences."""

from procurement.entrypoints.aws_operations.invoicing.members import tags_given, tags_shown
from procurement.entrypoints.aws_operations.invoicing.names import UNIT, resource
from procurement.entrypoints.aws_protocol.call import Call, Members
from procurement.service.billing_settings.read_billing_settings import get_invoice_unit
from procurement.service.billing_settings.tag_invoice_unit import (
    tag_invoice_unit,
    untag_invoice_unit,
)
from procurement.service.portals.read_preferences import get_preference
from procurement.service.portals.tag_preference import tag_preference, untag_preference


def tag_resource(request: Members, call: Call) -> Members:
    """Adds tags, or gives those with the same keys other values."""
    tags = tags_given(request["ResourceTags"])
    with resource(request["ResourceArn"], call) as (caller, kind, name):
        tag = tag_invoice_unit if kind == UNIT else tag_preference
        tag(name, tags, caller, call.unit_of_work, call.clock)
    return {}


def untag_resource(request: Members, call: Call) -> Members:
    """Takes away the tags with these keys; those that it has not are no mistake."""
    with resource(request["ResourceArn"], call) as (caller, kind, name):
        untag = untag_invoice_unit if kind == UNIT else untag_preference
        untag(name, request["ResourceTagKeys"], caller, call.unit_of_work, call.clock)
    return {}


def list_tags_for_resource(request: Members, call: Call) -> Members:
    """All tags of it, by key."""
    with resource(request["ResourceArn"], call) as (caller, kind, name):
        if kind == UNIT:
            tags = get_invoice_unit(name, caller, call.unit_of_work).tags
        else:
            tags = get_preference(name, caller, call.unit_of_work).tags
    return {"ResourceTags": tags_shown(tags)}
