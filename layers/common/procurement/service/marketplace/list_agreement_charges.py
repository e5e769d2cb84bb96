"""ListAgreementCharges: the charges of one agreement or of all the caller accepted (R-209)."""

from procurement.domain.charges.charge import Charge
from procurement.domain.charges.charge_query import ChargeQuery
from procurement.domain.errors import AgreementNotFound
from procurement.service.caller import Caller
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def list_agreement_charges(
    agreement_id: str | None,
    wanted: ChargeQuery,
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
) -> Page[Charge]:
    """One page of the `wanted` ones in the order of the payments (R-209).

    Only the acceptor sees them (R-221): `AgreementNotFound` for anybody else's agreement. Raises
    `InvalidInput` as `ChargeQuery.check` does.
    """
    wanted.check()
    with unit_of_work() as unit:
        if agreement_id is None:
            return unit.charges.page_of_subscriber(
                caller.account_id, limit=limit, token=token, wanted=wanted
            )
        agreement = unit.agreements.find_agreement(agreement_id)
        if agreement is None or agreement.acceptor_account_id != caller.account_id:
            raise AgreementNotFound(agreement_id)
        return unit.charges.page(agreement_id, limit=limit, token=token, wanted=wanted)
