"""Find out whether a message comes from the portal of the preference that it was addressed to."""

from procurement.domain.errors import NotAllowed
from procurement.domain.ids import is_account_id
from procurement.domain.portals.credentials import Admission, Credentials, admit
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def admit_portal(
    account_id: str, preference_id: str, given: Credentials, unit_of_work: UnitOfWorkFactory
) -> Admission:
    """The right to speak for that preference; `NotAllowed`, always in the same words.

    The address only says whose secret the message's own is compared with: without that secret it
    opens nothing, and what is written in the message chooses no account.
    """
    preference = None
    if is_account_id(account_id):
        with unit_of_work() as unit:
            preference = unit.portals.of_account(account_id).find(preference_id)
    admission = admit(preference, given)
    if admission is None:
        raise NotAllowed("the credentials were not recognized")
    return admission
