"""Whoever did something is known by name, people of the console too."""

from procurement.entrypoints.principal import principal_of

POOL = "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example"
ROLE = "arn:aws:sts::111122223333:assumed-role/ledgerline-ConsoleBillerRole-1"
SHARED = f"{ROLE}/CognitoIdentityCredentials"


def test_users_and_roles_are_named_as_they_signed():
    for arn in ("arn:aws:iam::111122223333:user/ana", "arn:aws:iam::111122223333:root"):
        assert principal_of(arn, None) == arn


def test_people_who_share_a_role_are_told_apart():
    """R-207: an audit record that names everybody alike would name nobody"""
    assert principal_of(SHARED, f"{POOL},{POOL}:CognitoSignIn:3f1c-7b2e") == f"{ROLE}/3f1c-7b2e"


def test_who_came_through_another_provider_keeps_the_name_of_the_session():
    assert principal_of(SHARED, "accounts.google.com,accounts.google.com:aud:42") == SHARED
