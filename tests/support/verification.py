"""Whether the books in the tables are what the decisions made of them."""

from collections.abc import Iterable

from procurement import bootstrap
from procurement.domain.verification.difference import Difference
from procurement.service.verification.verify_ledger import Seen, verify_ledger


def verify(*accounts: str) -> list[Difference]:
    """Every difference in the books of these accounts; of all that there are, if none is named."""
    books = bootstrap.stored_books()
    ledgers: Iterable[str] = accounts or [ledger for ledger, _ in books.ledgers()]
    return [each for ledger in ledgers for each in verify_ledger(Seen(ledger), books)]


def expect_whole_books(*accounts: str) -> None:
    """Fail with every difference that there is."""
    found = verify(*accounts)
    assert not found, "\n".join(map(str, found))
