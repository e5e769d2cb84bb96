"""What requests name: resources by their ARNs, and the accounts that these belong to."""

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Final

from procurement.domain.errors import (
    InvoiceUnitNotFound,
    NotAllowed,
    NotFound,
    PortalPreferenceNotFound,
)
from procurement.entrypoints.aws_protocol.call import Call
from procurement.service.accounts import act_for
from procurement.service.caller import Caller

UNIT: Final = "invoice-unit"
PREFERENCE: Final = "procurement-portal-preference"

_NUMBER: Final = re.compile(r"-([0-9]{12,13})-[0-9]{6,}$")
_ARN: Final = re.compile(r"arn:aws[-a-z0-9]*:invoicing::([0-9]{12}):([-a-z]+)/(.+)")


def caller_for(account_id: str, call: Call) -> Caller:
    """The caller, or the caller in the place of a billing account that it administers.

    `NotAllowed` for every other account, whether there is one or not (R-377).
    """
    if account_id == call.caller.account_id:
        return call.caller
    return act_for(call.caller, account_id, call.unit_of_work)


def caller_for_invoice(invoice_id: str, call: Call) -> Caller:
    """Who may see the invoice: the caller in the place of the account that the number names.

    The caller itself for a number of anybody else's, which it then does not find (R-377).
    """
    found = _NUMBER.search(invoice_id)
    try:
        return caller_for(found[1], call) if found else call.caller
    except NotAllowed:
        return call.caller


@contextmanager
def resource(
    arn: str, call: Call, kinds: Collection[str] = (UNIT, PREFERENCE)
) -> Iterator[tuple[Caller, str, str]]:
    """Who acts on the resource, its kind, and its name or ID.

    Raises `NotAllowed` for resources of others. What does not exist is told of under its ARN, and
    so is what no resource is called.
    """
    found = _ARN.fullmatch(arn)
    if found is None or found[2] not in kinds:
        raise NotFound(arn)
    account_id, kind, name = found.groups()
    caller = caller_for(account_id, call)
    try:
        yield caller, kind, _unit_name(name) if kind == UNIT else name
    except (InvoiceUnitNotFound, PortalPreferenceNotFound) as error:
        raise type(error)(arn) from error


def unit_named(arn: str, account_id: str) -> str | None:
    """The name of the account's unit with this ARN, or None for the ARN of anything else."""
    found = _ARN.fullmatch(arn)
    if found is None or found[1] != account_id or found[2] != UNIT:
        return None
    return _unit_name(found[3])


def _unit_name(resource_name: str) -> str:
    return resource_name.replace(":", " ")
