"""Who signed a request, as ledger and access policies name them."""

from typing import Final

_SIGNED_IN: Final = ":CognitoSignIn:"


def principal_of(user_arn: str, authentication_provider: str | None) -> str:
    """The ARN of who signed.

    All people whom an identity pool of Cognito gave the keys of a role share one name of a session,
    ``CognitoIdentityCredentials``. In its place stands the ID by which the user pool knows the
    person (``sub``), which API Gateway tells in ``cognitoAuthenticationProvider``.
    """
    _, is_found, subject = (authentication_provider or "").rpartition(_SIGNED_IN)
    if not is_found:
        return user_arn
    role, _, _ = user_arn.rpartition("/")
    return f"{role}/{subject}"
