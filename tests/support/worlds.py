"""Random accounts to match invoices in.

Few values everywhere, so that ties and near misses are the rule and not the exception; most values
fit each other, so that several lines get as far as the preferences. The months lie around a turn of
the year.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Final, TypeVar

from procurement.domain.billing_settings.invoicing_entities import LineItemType
from procurement.domain.charges.charge import ChargeKind
from procurement.domain.matching.result import InvoiceToMatch
from procurement.domain.money import Money
from procurement.domain.month import Month
from procurement.domain.purchase_orders.line_item import LineItem, Tax, TaxType
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from tests.support.purchase_orders import (
    AUSTRALIA,
    CREATED,
    EMEA,
    INC,
    KOREA,
    NEW_ZEALAND,
    a_line,
    a_purchase_order,
)

T = TypeVar("T")

_SELLERS: Final = (*[INC] * 6, EMEA, EMEA, AUSTRALIA, KOREA, NEW_ZEALAND)
_FIRST, _LAST = Month(2027, 11), Month(2028, 2)
_AMOUNTS: Final = ("0", "0.01", "99.99", "100", "100.01", "250")
_CURRENCIES: Final = ("USD", "USD", "USD", "EUR", "GBP")
_TAXES: Final = (
    None,
    None,
    Tax(TaxType.PERCENTAGE, Decimal("19.5")),
    Tax(TaxType.AMOUNT, Decimal(1)),
)
_TYPES: Final = (
    *[LineItemType.ALL] * 5,
    *[LineItemType.MARKETPLACE_BLANKET_USAGE] * 2,
    *LineItemType,
)
# The code point order of these is not that of the alphabet.
_IDS: Final = ("PO b", "PO-1", "PO-10", "PO-9", "PO-B", "PO-a", "PO.a", "po-1")


def random_world(random: Random, size: int) -> list[PurchaseOrder]:
    """`size` purchase orders, at most eight, in no order."""
    return [_purchase_order(random, each) for each in random.sample(_IDS, size)]


def random_large_world(random: Random) -> list[PurchaseOrder]:
    """Up to forty purchase orders with up to thirty lines each."""
    ids = [f"{each}{number}" for each in _IDS for number in range(5)]
    return [
        _purchase_order(random, each, lines=random.choice((0, 3, 10, 30)))
        for each in random.sample(ids, random.randint(10, 40))
    ]


def tied_world(random: Random, size: int) -> list[PurchaseOrder]:
    """`size` purchase orders of the same time, whose lines differ in balance and currency only."""
    world = []
    for purchase_order_id in random.sample(_IDS, size):
        currency = random.choice(_CURRENCIES)
        lines = (
            replace(
                _line(random, position, currency),
                type=LineItemType.ALL,
                start_month=_FIRST,
                end_month=_LAST,
                is_balance_tracked=random.random() < 0.95,
            )
            for position in random.sample(range(9), random.randint(1, 6))
        )
        order = a_purchase_order(purchase_order_id, *lines, bill_from=[INC], currency=currency)
        world.append(replace(order, effective_month=_FIRST, expiration_month=_LAST))
    return world


def full_account(count: int = 100) -> list[PurchaseOrder]:
    """Purchase orders with 100 lines each, which lose them at one step or another.

    Not random. An invoice of January 2027 with monthly usage for unit North meets them.
    """
    types = (LineItemType.MONTHLY_USAGE, LineItemType.ALL, LineItemType.SUBSCRIPTION_PURCHASE)
    return [
        a_purchase_order(
            f"PO-{number:03}",
            *(
                a_line(
                    str(each - number + 1),
                    types[each % 5 % 3],
                    months=("2027-01", "2027-12") if each % 2 else ("2027-06", "2027-12"),
                    balance=f"{each % 13}.00",
                )
                for each in range(number, number + 100)
            ),
            updated_at=CREATED + timedelta(seconds=number % 7),
            invoice_units=["North"] if number % 3 else [],
        )
        for number in range(count)
    ]


def random_invoice(random: Random) -> InvoiceToMatch:
    """An invoice of any kind, with one to three currency totals."""
    totals = tuple(
        Money(Decimal(random.choice(_AMOUNTS)), random.choice(_CURRENCIES))
        for _ in range(random.randint(1, 3))
    )
    return InvoiceToMatch(
        kind=random.choice(list(ChargeKind)),
        invoicing_entity=random.choice(_SELLERS),
        billing_period=_FIRST.plus(random.randint(0, 3)),
        totals=totals,
        tax_registration_number=random.choice((None, "LU1", "LU2")),
        invoice_unit=random.choice((None, "North", "South")),
    )


def _purchase_order(
    random: Random, purchase_order_id: str, lines: int | None = None
) -> PurchaseOrder:
    currency = random.choice(_CURRENCIES)
    count = random.choice((0, 1, 2, 3, 3, 4)) if lines is None else lines
    effective, expiration = _window(random)
    sellers = {random.choice(_SELLERS) for _ in range(random.randint(1, 3))}
    return replace(
        a_purchase_order(
            purchase_order_id,
            *(
                _line(random, position, currency)
                for position in random.sample(range(max(9, count)), count)
            ),
            bill_from=sorted(sellers),
            currency=currency,
            updated_at=CREATED + timedelta(days=random.randint(0, 1)),
            suspended=random.random() < 0.1,
            tax_registration_numbers=_scope(random, ("LU1", "LU2")),
            invoice_units=_scope(random, ("North", "South")),
        ),
        effective_month=effective,
        expiration_month=expiration,
    )


def _line(random: Random, position: int, currency: str) -> LineItem:
    type_ = random.choice(_TYPES)
    start, end = _window(random)
    return LineItem(
        line_item_number=f"L{position}",
        type=type_,
        start_month=start,
        end_month=end,
        unit_price=Decimal(random.choice(_AMOUNTS)),
        quantity=Decimal(random.choice(("1", "1", "1.5"))),
        currency=currency,
        position=position,
        tax=random.choice(_TAXES),
        is_balance_tracked=random.random() < 0.7 and not type_.is_marketplace,
        booked=Decimal(random.choice(("0", "0", *_AMOUNTS))),
    )


def _window(random: Random) -> tuple[Month, Month]:
    if random.random() < 0.7:
        return _FIRST, _LAST
    first, last = sorted(_FIRST.plus(random.randint(0, 3)) for _ in range(2))
    return first, last


def _scope(random: Random, names: Sequence[T]) -> Sequence[T]:
    return random.sample(names, random.choice((0, 0, 0, 1, 2)))
