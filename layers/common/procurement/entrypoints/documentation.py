"""Swagger UI for the OpenAPI document, without a content delivery network."""

from importlib.resources import files
from typing import Final

from aws_lambda_powertools.event_handler.openapi.swagger_ui import generate_swagger_html

_ASSETS: Final = "aws_lambda_powertools.event_handler.openapi.swagger_ui"


def swagger_page(document: str) -> str:
    """One HTML page with everything in it; `document` is JSON text."""
    assets = files(_ASSETS)
    return generate_swagger_html(
        # A closing tag inside a text of the document must not end the page's script.
        spec=document.replace("</", "<\\/"),
        swagger_js=(assets / "swagger-ui-bundle.min.js").read_text("utf-8"),
        swagger_css=(assets / "swagger-ui.min.css").read_text("utf-8"),
        swagger_base_url="",
        oauth2_config=None,
    )
