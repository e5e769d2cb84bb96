"""Statements, principals, and the set of actions: R-361 to R-372, R-377, S-103."""

import pytest

from procurement.domain.access.access_settings import ActionSet
from procurement.domain.access.actions import Action
from procurement.domain.access.evaluation import Verdict
from procurement.domain.access.names import owner_and_id, principal_arn, purchase_order_arn
from procurement.domain.access.policy import Miss
from tests.support.access import ANA, allow, asked, deny, judged, orders, settings
from tests.support.api import BUYER, SELLER

ROLE = f"arn:aws:iam::{BUYER}:role/finance"
SESSION = f"arn:aws:sts::{BUYER}:assumed-role/finance/ana@example.com"
MARKETPLACE = f"arn:aws:sts::{BUYER}:assumed-role/AWSServiceRoleForMarketplacePurchaseOrders/x"

READS = (Action.GET, Action.LIST, Action.LIST_INVOICES, Action.LIST_TAGS)
CHANGES = (
    Action.ADD,
    Action.DELETE,
    Action.UPDATE,
    Action.UPDATE_STATUS,
    Action.TAG,
    Action.UNTAG,
)


def test_nothing_is_allowed_that_no_statement_allows() -> None:
    """R-377: an implicit denial, which no statement is behind."""
    found = judged(allow("GetPurchaseOrder"))
    assert found.verdict is Verdict.IMPLICIT_DENY
    assert list(found.decisive) == []
    assert [each.miss for each in found.considered] == [Miss.ACTION]


def test_a_denial_beats_every_permission_wherever_it_stands() -> None:
    """R-377."""
    for statements in (
        (allow("*"), deny("UpdatePurchaseOrder")),
        (deny("UpdatePurchaseOrder"), allow("*"), allow("UpdatePurchaseOrder")),
    ):
        held = settings(*statements)
        assert held.judge(asked(Action.UPDATE)).verdict is Verdict.EXPLICIT_DENY
        assert held.judge(asked(Action.DELETE)).verdict is Verdict.ALLOWED


def test_the_deciding_statements_are_told() -> None:
    """Every decision explains itself."""
    held = settings(allow("*"), deny("Update*"), deny("Delete*"))
    (decisive,) = held.judge(asked(Action.UPDATE)).decisive
    assert (decisive.policy, decisive.number) == ("under-test", 1)
    assert [each.miss for each in held.judge(asked(Action.UPDATE)).considered] == [
        None,
        None,
        Miss.ACTION,
    ]


def test_actions_have_wildcards_and_no_case() -> None:
    """R-361: as IAM compares the names of actions."""
    for pattern in ("UpdatePurchaseOrder", "update*", "UPDATE?URCHASEORDER", "*"):
        assert judged(allow(pattern)).is_allowed
    for pattern in ("UpdatePurchaseOrderStatus", "Get*", "*Status"):
        assert not judged(allow(pattern)).is_allowed


def test_not_action_is_about_all_the_others() -> None:
    """NotAction with Allow lets everything else through."""
    but = {
        "Effect": "Allow",
        "NotAction": "purchase-orders:DeletePurchaseOrder",
        "Resource": "*",
    }
    held = settings(but)
    assert held.allows(asked(Action.UPDATE))
    assert not held.allows(asked(Action.DELETE))


def test_resources_are_compared_part_by_part_with_case() -> None:
    """R-366: `*` crosses no colon, and IDs are told apart by case."""
    assert judged(allow("*", orders("PO-*"))).is_allowed
    assert judged(allow("*", orders("PO-?"))).is_allowed
    assert judged(allow("*", "arn:*:purchase-orders:*:*:*")).is_allowed
    for other in (orders("po-1"), orders("PO-"), orders("PO-1", SELLER), "arn:aws:s3:::*"):
        assert not judged(allow("*", other)).is_allowed


def test_not_resource_is_about_all_the_others() -> None:
    """NotResource with Deny keeps everybody to one kind."""
    but = {"Effect": "Deny", "Action": "*", "NotResource": orders("PO-*")}
    held = settings(allow("*"), but)
    assert held.allows(asked(purchase_order_id="PO-7"))
    assert not held.allows(asked(purchase_order_id="X"))


def test_listing_is_about_no_single_purchase_order() -> None:
    """R-368: of ListPurchaseOrders the resource is ``*``, which no ARN is like."""
    assert judged(allow("ListPurchaseOrders"), Action.LIST).is_allowed
    assert not judged(allow("ListPurchaseOrders", orders()), Action.LIST).is_allowed


def test_resources_may_hold_variables() -> None:
    """A purchase order of the tag's own name."""
    own = allow("*", orders("${aws:ResourceTag/team}-*"))
    assert judged(own, resource_tags={"team": "blue"}, purchase_order_id="blue-7").is_allowed
    assert not judged(own, resource_tags={"team": "*"}, purchase_order_id="blue-7").is_allowed
    assert not judged(own, purchase_order_id="blue-7").is_allowed


@pytest.mark.parametrize(
    ("purchase_order_id", "name"),
    [
        ("PO-1", "PO-1"),
        ("PO 7/a:b=c+d-e%f@g_h.i", "PO%207%2Fa%3Ab%3Dc%2Bd-e%25f%40g_h.i"),
        ("*", "%2A"),
    ],
)
def test_an_arn_holds_the_id_percent_encoded_and_gives_it_back(
    purchase_order_id: str, name: str
) -> None:
    """R-366, R-367."""
    arn = purchase_order_arn(BUYER, purchase_order_id)
    assert arn == f"arn:aws:purchase-orders::{BUYER}:purchase-order/{name}"
    assert owner_and_id(arn) == (BUYER, purchase_order_id)


@pytest.mark.parametrize(
    "arn",
    [
        "",
        "PO-1",
        f"arn:aws:purchase-orders::{BUYER}:purchase-order/",
        f"arn:aws:purchase-orders:us-east-1:{BUYER}:purchase-order/PO-1",
        f"arn:aws:purchase-orders::{BUYER}:purchase-order/a/b",
        f"arn:aws:purchase-orders::{BUYER}:purchase-order/a%2fb",
        f"arn:aws:purchase-orders::{BUYER}:invoice/PO-1",
    ],
)
def test_only_the_one_way_to_write_it_is_an_arn(arn: str) -> None:
    """R-366, R-367: two ARNs of one purchase order would be a way around a policy."""
    assert owner_and_id(arn) is None


def test_a_session_is_judged_as_its_role_and_by_itself() -> None:
    """aws:PrincipalArn is the role's; a policy may also be about one session alone."""
    assert principal_arn(SESSION) == ROLE
    for pattern in (ROLE, SESSION, f"arn:aws:iam::{BUYER}:role/*", "*"):
        assert settings(allow("*"), principals=(pattern,)).allows(asked(caller=SESSION))
    for pattern in (ANA, f"{SESSION}x", f"arn:aws:iam::{SELLER}:role/finance"):
        assert not settings(allow("*"), principals=(pattern,)).allows(asked(caller=SESSION))
    own = allow("*", StringEquals={"aws:PrincipalArn": ROLE})
    assert settings(own, principals=("*",)).allows(asked(caller=SESSION))


def test_whom_no_policy_names_is_denied_once_one_is_about_purchase_orders() -> None:
    """The others are judged too: default deny."""
    assert not settings(allow("*")).allows(asked(caller=SESSION))
    elsewhere = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    assert not settings(elsewhere).are_in_force
    assert settings(elsewhere).allows(asked(caller=SESSION))


def test_the_root_user_of_the_account_itself_is_bound_by_nothing() -> None:
    """As in IAM; that of another account is judged like everybody."""
    held = settings(deny("*"), principals=("*",))
    assert held.allows(asked(caller=f"arn:aws:iam::{BUYER}:root"))
    assert not held.allows(asked(caller=f"arn:aws:iam::{SELLER}:root"))


@pytest.mark.parametrize("action", READS)
def test_view_lets_read_with_the_legacy_set_alone(action: Action) -> None:
    """R-362, R-363, R-372."""
    view = allow("ViewPurchaseOrders")
    assert settings(view, action_set=ActionSet.LEGACY).allows(asked(action))
    assert not settings(view).allows(asked(action))
    modify = settings(allow("ModifyPurchaseOrders"), action_set=ActionSet.LEGACY)
    assert not modify.allows(asked(action))


@pytest.mark.parametrize("action", CHANGES)
def test_modify_lets_change_with_the_legacy_set_alone(action: Action) -> None:
    """S-103: create, edit, status, delete; with the fine-grained set it does not."""
    modify = allow("ModifyPurchaseOrders")
    assert settings(modify, action_set=ActionSet.LEGACY).allows(asked(action))
    assert not settings(modify).allows(asked(action))
    assert settings(allow(action.value), action_set=ActionSet.LEGACY).allows(asked(action))


def test_a_denied_legacy_action_denies_all_that_it_comprises() -> None:
    """R-362, R-377: an explicit denial counts by either name."""
    held = settings(allow("*"), deny("ModifyPurchaseOrders"), action_set=ActionSet.LEGACY)
    assert not held.allows(asked(Action.DELETE))
    assert held.allows(asked(Action.GET))
    assert settings(allow("*"), deny("ModifyPurchaseOrders")).allows(asked(Action.DELETE))


def test_marketplace_s_own_role_keeps_the_legacy_pair() -> None:
    """S-103, R-362: also with the fine-grained set; and nobody else, whatever the name ends in."""
    pair = (allow("ModifyPurchaseOrders"), allow("ViewPurchaseOrders"))
    held = settings(*pair, principals=("*",))
    for action in (*READS, *CHANGES):
        assert held.allows(asked(action, caller=MARKETPLACE))
    named_so = f"arn:aws:iam::{BUYER}:user/role/AWSServiceRoleForMarketplacePurchaseOrders"
    for other in (SESSION, ANA, named_so):
        assert not held.allows(asked(caller=other))


def test_the_action_set_itself_is_nothing_of_the_legacy_pair() -> None:
    """R-363, R-364: whoever changes which set counts needs that very action."""
    held = settings(
        allow("ModifyPurchaseOrders"), allow("ViewPurchaseOrders"), action_set=ActionSet.LEGACY
    )
    for action in (Action.GET_ACTION_SET, Action.UPDATE_ACTION_SET):
        assert not held.allows(asked(action))
