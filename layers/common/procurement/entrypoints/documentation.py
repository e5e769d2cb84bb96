"""Swagger UI for the OpenAPI document, without a content delivery network."""

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from string import Template
from typing import Final

_ASSETS: Final = "aws_lambda_powertools.event_handler.openapi.swagger_ui"

# A browser cannot sign requests, so the page shows operations and does not send them.
_START: Final = """
window.ui = SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#ui",
  deepLinking: true,
  filter: true,
  docExpansion: "none",
  defaultModelsExpandDepth: 0,
  supportedSubmitMethods: [],
  validatorUrl: null,
});
"""

_PAGE: Final = Template(
    """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Ledgerline API</title>
<link rel="icon" href="data:,">
<style>$style</style>
<style>body { margin: 0 } .auth-wrapper, .authorization__btn { display: none !important }</style>
</head>
<body>
<div id="ui"></div>
<script>$bundle</script>
<script>$start</script>
</body>
</html>
"""
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A page, and the Content-Security-Policy under which nothing else runs in it."""

    html: str
    policy: str


def swagger_page() -> Page:
    """Everything in one page but the document, which it reads from the address beside it."""
    assets = files(_ASSETS)
    bundle = (assets / "swagger-ui-bundle.min.js").read_text("utf-8")
    style = (assets / "swagger-ui.min.css").read_text("utf-8")
    scripts = " ".join(f"'sha256-{_hash(text)}'" for text in (bundle, _START))
    return Page(
        html=_PAGE.substitute(style=style, bundle=bundle, start=_START),
        policy=f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; "
        "img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'",
    )


def _hash(text: str) -> str:
    return b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")
