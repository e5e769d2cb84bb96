"""Reading all purchase orders, page by page."""

from typing import Final

from procurement_cli.api import Answer, Api
from procurement_cli.errors import NotLedgerline
from procurement_cli.pages import join

PATH: Final = "purchase-order-exports"
PER_PAGE: Final = 100
NEXT_PAGE_HEADER: Final = "x-next-token"


def export(api: Api, *, format_: str, status: str | None) -> str:
    """Every purchase order as one document, held back until the last page is there."""
    answer = first_page(api, format_=format_, status=status, max_results=PER_PAGE)
    pages, tokens = [answer.text], set[str]()
    while token := answer.headers.get(NEXT_PAGE_HEADER):
        if token in tokens:
            raise NotLedgerline("the export goes round in circles")
        tokens.add(token)
        answer = _page(api, format_, status, PER_PAGE, token)
        pages.append(answer.text)
    return join(format_, pages)


def first_page(api: Api, *, format_: str, status: str | None, max_results: int) -> Answer:
    """The beginning of an export."""
    return _page(api, format_, status, max_results, None)


def _page(
    api: Api, format_: str, status: str | None, max_results: int, token: str | None
) -> Answer:
    query = {"format": format_, "status": status, "maxResults": max_results, "nextToken": token}
    return api.get(PATH, query)
