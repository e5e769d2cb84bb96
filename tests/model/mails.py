"""Who is told of what, once each (R-346, R-358)."""

from tests.model.books import Books, Untold


def relayed(books: Books) -> None:
    """Everything that was still to be told now is, to whoever there is to be told."""
    for each in books.untold:
        for address in _addresses(books, each):
            books.mails[address, each.subject] += 1
    books.untold.clear()


def _addresses(books: Books, untold: Untold) -> list[str]:
    order = books.orders.get(untold.order or "")
    if untold.key is not None:
        return order.contacts if order and order.key == untold.key else []
    return books.subscribers + (order.contacts if order else [])
