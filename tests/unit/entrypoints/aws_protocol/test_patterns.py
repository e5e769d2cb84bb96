"""Patterns of AWS's models, which are Java's."""

import json
from importlib.resources import files

import pytest

from procurement.entrypoints.aws_protocol.patterns import is_match


def patterns() -> list[str]:
    folder = files("procurement.data") / "aws_models"
    models = [json.loads(each.read_text("utf-8")) for each in folder.iterdir()]
    shapes = [shape for model in models for shape in model["shapes"].values()]
    return sorted({shape["pattern"] for shape in shapes if "pattern" in shape})


@pytest.mark.parametrize("pattern", patterns())
def test_each_of_them_is_understood(pattern: str) -> None:
    """And says no to something: none of them allows a lone line break"""
    if pattern not in (r"[\S\s]*", r"[\s\S]*"):
        assert not is_match(pattern, "\n")


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("[0-9]+", "123\n", False),
        ("[0-9]+", "x123", False),
        (r"\d{12}", "١٢٣٤٥٦٧٨٩٠١٢", False),
        (r"\S{1,50}", "naïve", True),
        (r"[^\p{C}]+", "Größe, 漢字 😀", True),
        (r"[^\p{C}]+", "tab\there", False),
        (r"[^\p{C}]+", "\u200b", False),
        (r"(?! )[\p{L}\p{N}\p{Z}-_]*(?<! )", "Größe 7-b_漢", True),
        (r"(?! )[\p{L}\p{N}\p{Z}-_]*(?<! )", " before", False),
        (r"(?! )[\p{L}\p{N}\p{Z}-_]*(?<! )", "after ", False),
        (r"(?! )[\p{L}\p{N}\p{Z}-_]*(?<! )", "a+b", False),
        (r"(?! )[\p{L}\p{N}\p{Z}-_]*(?<! )", "a]b", False),
    ],
)
def test_the_whole_text_must_match(pattern: str, text: str, expected: bool) -> None:
    """Classes mean ASCII, categories mean Unicode"""
    assert is_match(pattern, text) is expected
