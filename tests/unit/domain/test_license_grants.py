"""License grants: principals, statuses and their moves, and the end with the agreement."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from procurement.domain.errors import Conflict, InvalidInput, StaleVersion, WrongStatus
from procurement.domain.grants.grant_input import (
    GrantChange,
    GrantInput,
    Licensed,
    edited_grant,
    new_grant,
)
from procurement.domain.grants.license_grant import (
    AGREEMENT_ENDED,
    MOVES,
    GrantedOperation,
    GrantStatus,
    LicenseGrant,
    expect_licensed,
)
from procurement.domain.grants.principal import PrincipalKind, read_principal
from procurement.domain.organizations.membership import Membership

NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
GRANTER, GRANTEE, ORGANIZATION = "111122223333", "222233334444", "o-abcdefghij"
TO_ACCOUNT = f"arn:aws:iam::{GRANTEE}:root"
TO_ALL = f"arn:aws:organizations::{GRANTER}:organization/{ORGANIZATION}"
TO_UNIT = f"arn:aws:organizations::{GRANTER}:ou/{ORGANIZATION}/ou-ab12-11111111"
CHECKOUT = GrantedOperation.CHECKOUT_LICENSE
S = GrantStatus


def membership(account: str, *, of: str | None = None, payer: str = GRANTER) -> Membership:
    alone = Membership(account_id=account)
    return alone.joined(of, payer, NOW - timedelta(days=1)) if of else alone


MANAGING = membership(GRANTER, of=ORGANIZATION)


def an_input(principal: str = TO_ACCOUNT, **more: Any) -> GrantInput:
    given = GrantInput(
        name="Analytics", principals=[principal], operations=[CHECKOUT], home_region="eu-west-1"
    )
    return replace(given, **more)


def made(
    given: GrantInput | None = None,
    granter: Membership = MANAGING,
    grantee: Membership | None = None,
) -> LicenseGrant:
    licensed = Licensed(agreement_id="agmt-1", product_id="prod-1", granter=granter)
    return new_grant(given or an_input(), licensed, grantee, "g-1", NOW)


def in_status(status: GrantStatus) -> LicenseGrant:
    return replace(made(), status=status)


def fields_refused(given: GrantInput, granter: Membership = MANAGING) -> set[str]:
    with pytest.raises(InvalidInput) as refused:
        made(given, granter)
    return {problem.field for problem in refused.value.problems}


class TestPrincipals:
    @pytest.mark.parametrize(
        ("arn", "kind", "grantee"),
        [
            (TO_ACCOUNT, PrincipalKind.ACCOUNT, GRANTEE),
            (TO_ALL, PrincipalKind.ORGANIZATION, ORGANIZATION),
            (TO_UNIT, PrincipalKind.ORGANIZATIONAL_UNIT, "ou-ab12-11111111"),
        ],
    )
    def test_an_account_a_unit_and_an_organization_are_principals(self, arn, kind, grantee):
        """R-234"""
        principal = read_principal(arn)
        assert principal is not None
        assert (principal.kind, principal.grantee) == (kind, grantee)

    @pytest.mark.parametrize(
        "arn",
        ["", GRANTEE, f"arn:aws:iam::{GRANTEE}:user/somebody", "arn:aws:iam::12:root", TO_ALL[:-1]],
    )
    def test_nothing_else_is_one(self, arn):
        """R-234"""
        assert read_principal(arn) is None
        assert fields_refused(an_input(arn)) == {"principals[0]"}

    @pytest.mark.parametrize("principals", [[], [TO_ACCOUNT, TO_ALL]])
    def test_a_grant_has_one_principal(self, principals):
        """R-234"""
        assert fields_refused(an_input(principals=principals)) == {"principals"}

    def test_a_unit_is_refused_because_nobody_here_knows_who_is_in_it(self):
        """R-234"""
        assert fields_refused(an_input(TO_UNIT)) == {"principals[0]"}

    @pytest.mark.parametrize(
        "granter",
        [
            pytest.param(membership(GRANTER), id="stands alone"),
            pytest.param(membership(GRANTER, of="o-otherother"), id="manages another"),
            pytest.param(membership(GRANTER, of=ORGANIZATION, payer=GRANTEE), id="is a member"),
        ],
    )
    def test_the_organization_is_that_which_the_granter_manages(self, granter):
        """R-234"""
        assert fields_refused(an_input(TO_ALL), granter) == {"principals[0]"}

    def test_nobody_grants_to_oneself(self):
        """R-234"""
        own = f"arn:aws:iam::{GRANTER}:root"
        assert fields_refused(an_input(own)) == {"principals[0]"}

    def test_all_accounts_of_the_organization_receive_it_but_the_granter(self):
        """R-234"""
        grant = made(an_input(TO_ALL))
        assert grant.is_received_by(GRANTEE, ORGANIZATION)
        assert not grant.is_received_by(GRANTEE, "o-otherother")
        assert not grant.is_received_by(GRANTEE, None)
        assert not grant.is_received_by(GRANTER, ORGANIZATION)

    def test_one_account_receives_it_wherever_it_belongs(self):
        """R-234"""
        assert made().is_received_by(GRANTEE, None)
        assert not made().is_received_by("999988887777", ORGANIZATION)


class TestInput:
    def test_all_problems_are_told_at_once(self):
        """R-234"""
        given = an_input("nobody", name=" ", operations=[], home_region="Mars", tags={"": ""})
        assert fields_refused(given) == {
            "principals[0]",
            "grantName",
            "allowedOperations",
            "homeRegion",
            "tags[]",
        }

    def test_a_grantee_cannot_grant_on(self):
        """R-234: only the buyer that holds the agreement grants"""
        operations = [CHECKOUT, GrantedOperation.CREATE_GRANT]
        assert fields_refused(an_input(operations=operations)) == {"allowedOperations"}

    def test_it_is_made_and_activated_at_once_for_an_organization_alone(self):
        """R-234: license-manager:Options"""
        assert made(an_input(TO_ALL, desired_status=S.ACTIVE)).status is S.ACTIVE
        for given in (
            an_input(TO_ALL, desired_status=S.DISABLED),
            an_input(TO_ACCOUNT, desired_status=S.ACTIVE),
        ):
            assert fields_refused(given) == {"options.desiredStatus"}


class TestStatuses:
    def test_a_stranger_is_asked_first(self):
        """R-234"""
        for grantee in (membership(GRANTEE), membership(GRANTEE, of="o-otherother")):
            assert made(grantee=grantee).status is S.PENDING_ACCEPT
        alone = membership(GRANTER)
        assert made(granter=alone, grantee=membership(GRANTEE)).status is S.PENDING_ACCEPT

    def test_the_own_organization_is_not_asked(self):
        """R-234"""
        assert made(grantee=membership(GRANTEE, of=ORGANIZATION)).status is S.DISABLED
        assert made(an_input(TO_ALL)).status is S.DISABLED

    def test_acceptance_leaves_it_to_be_activated(self):
        """R-234"""
        grant = made(grantee=membership(GRANTEE)).accepted(LATER)
        assert (grant.status, grant.version, grant.updated_at) == (S.DISABLED, 2, LATER)
        active = edited_grant(grant, GrantChange(status=S.ACTIVE), LATER)
        assert (active.status, active.version) == (S.ACTIVE, 3)

    @pytest.mark.parametrize("status", [s for s in S if s is not S.PENDING_ACCEPT])
    def test_only_a_pending_grant_is_answered(self, status):
        """R-234"""
        for answer in (LicenseGrant.accepted, LicenseGrant.rejected):
            with pytest.raises(WrongStatus):
                answer(in_status(status), LATER)

    def test_nobody_activates_what_was_not_accepted(self):
        """R-234"""
        for status in (S.ACTIVE, S.DISABLED):
            with pytest.raises(WrongStatus):
                edited_grant(in_status(S.PENDING_ACCEPT), GrantChange(status=status), LATER)

    @pytest.mark.parametrize("before", S)
    @pytest.mark.parametrize("after", S)
    def test_there_are_no_moves_but_those_of_the_table(self, before, after):
        """R-234"""
        grant = in_status(before)
        if after is before:
            return
        if after in MOVES.get(before, ()):
            assert grant.changed(LATER, status=after).status is after
        else:
            with pytest.raises(WrongStatus):
                grant.changed(LATER, status=after)

    @pytest.mark.parametrize("status", [S.PENDING_ACCEPT, S.DELETED, S.REJECTED])
    def test_a_version_asks_for_active_or_disabled(self, status):
        """R-234"""
        with pytest.raises(InvalidInput):
            edited_grant(in_status(S.DISABLED), GrantChange(status=status), LATER)

    def test_the_same_again_makes_no_version(self):
        """R-234"""
        grant = in_status(S.ACTIVE)
        change = GrantChange(name=grant.name, operations=[CHECKOUT])
        assert edited_grant(grant, change, LATER) is grant
        renamed = edited_grant(grant, GrantChange(name="Other"), LATER)
        assert (renamed.name, renamed.status, renamed.version) == ("Other", S.ACTIVE, 2)

    def test_what_has_ended_is_not_renamed(self):
        """R-234"""
        for status in (S.DELETED, S.REJECTED):
            with pytest.raises(WrongStatus):
                edited_grant(in_status(status), GrantChange(name="Other"), LATER)

    def test_a_reason_belongs_to_a_status_and_is_bounded(self):
        """R-234: license-manager:StatusReasonMessage"""
        grant = in_status(S.ACTIVE)
        paused = edited_grant(grant, GrantChange(status=S.DISABLED, status_reason="Audit"), LATER)
        assert paused.status_reason == "Audit"
        for change in (
            GrantChange(status_reason="Audit"),
            GrantChange(status=S.DISABLED, status_reason="a" * 401),
        ):
            with pytest.raises(InvalidInput):
                edited_grant(grant, change, LATER)

    def test_another_version_is_refused(self):
        """R-234"""
        made().expect_version("1")
        made().expect_version(None)
        with pytest.raises(StaleVersion):
            made().expect_version("2")


class TestEnd:
    @pytest.mark.parametrize("status", [S.PENDING_ACCEPT, S.DISABLED, S.ACTIVE])
    def test_a_grant_ends_with_its_agreement(self, status):
        """R-234"""
        grant = in_status(status)
        assert grant.as_of(is_agreement_active=True) is grant
        ended = grant.as_of(is_agreement_active=False)
        assert (ended.status, ended.status_reason) == (S.DELETED, AGREEMENT_ENDED)

    def test_what_ended_before_keeps_its_own_end(self):
        """R-234"""
        for grant in (in_status(S.REJECTED), made().deleted("Not needed", LATER)):
            assert grant.as_of(is_agreement_active=False) is grant

    def test_an_agreement_that_ended_entitles_to_nothing(self):
        """R-234"""
        expect_licensed("agmt-1", is_active=True)
        with pytest.raises(Conflict):
            expect_licensed("agmt-1", is_active=False)


def test_arns_have_the_shape_of_license_manager():
    """R-234"""
    assert made().arn == f"arn:aws:license-manager::{GRANTER}:grant:g-1"
    assert made().license_arn == f"arn:aws:license-manager::{GRANTER}:license:agmt-1"
