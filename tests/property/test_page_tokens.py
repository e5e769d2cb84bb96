"""Tokens of pages: what is written is read back, and whatever else is sent is refused."""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.adapters.page_tokens import TOKEN_LIFE, SealedPageTokens
from procurement.domain.errors import InvalidInput
from tests.support.page_keys import KeysInMemory

NOON = datetime(2027, 1, 15, 12, tzinfo=UTC)
LISTING = ("invoices", "account_id", "111122223333", "INVOICE#")

texts = st.text(max_size=20)
listings = st.lists(texts, min_size=1, max_size=4)
places = st.dictionaries(texts, st.dictionaries(st.sampled_from("SN"), texts), max_size=5)


@dataclass
class Hands:
    """A clock that is set by hand."""

    at: datetime = NOON

    def now(self) -> datetime:
        return self.at


def made() -> tuple[SealedPageTokens, Hands]:
    hands = Hands()
    return SealedPageTokens(KeysInMemory(), hands), hands


def reason(tokens: SealedPageTokens, token: str, of: Any = LISTING) -> str:
    """Why the token is refused, which must name the field that it came in."""
    with pytest.raises(InvalidInput) as refused:
        tokens.read(of, token, dict)
    (problem,) = refused.value.problems
    assert problem.field == "nextToken"
    return problem.reason


@given(listings, places)
def test_a_token_is_read_back_as_it_was_written(of, place):
    tokens, _ = made()
    assert tokens.read(of, tokens.write(of, place), dict) == place


@given(st.data(), places)
def test_a_token_with_any_bit_flipped_is_refused(data, place):
    """Issue 6: tamper-evident"""
    tokens, _ = made()
    raw = bytearray(_bytes(tokens.write(LISTING, place)))
    bit = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[bit // 8] ^= 1 << bit % 8
    # A bit of the instant makes the token older, and then it may be refused for that.
    may_be = {"INVALID_NEXT_TOKEN"} | ({"EXPIRED_NEXT_TOKEN"} if 8 <= bit < 72 else set())
    assert reason(tokens, _text(bytes(raw))) in may_be


@given(st.data(), places)
def test_a_token_with_any_character_changed_added_or_lost_is_refused(data, place):
    """Base64 has several spellings of the same bytes: only ours is good"""
    tokens, _ = made()
    token = tokens.write(LISTING, place)
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.text(max_size=2))
    mutated = token[:at] + other + token[at + 1 :]
    if mutated != token:
        assert reason(tokens, mutated) in {"INVALID_NEXT_TOKEN", "EXPIRED_NEXT_TOKEN"}


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: _text(raw)))
def test_what_nobody_made_is_refused(token):
    tokens, _ = made()
    assert reason(tokens, token) in {"INVALID_NEXT_TOKEN", "EXPIRED_NEXT_TOKEN"}


@given(listings, listings, places)
def test_a_token_of_another_listing_is_refused(of, other, place):
    """R-376: account and filter are part of the listing"""
    tokens, _ = made()
    if other != of:
        assert reason(tokens, tokens.write(of, place), other) == "INVALID_NEXT_TOKEN"


@given(st.timedeltas(timedelta(0), timedelta(days=30)))
def test_a_token_is_good_for_a_day(age):
    """Issue 6: tokens expire"""
    tokens, hands = made()
    token = tokens.write(LISTING, {"place": {"S": "x"}})
    hands.at = NOON + age
    if age <= TOKEN_LIFE:
        assert tokens.read(LISTING, token, dict) == {"place": {"S": "x"}}
    else:
        assert reason(tokens, token) == "EXPIRED_NEXT_TOKEN"


def test_a_token_from_the_future_is_refused():
    tokens, hands = made()
    token = tokens.write(LISTING, {})
    hands.at = NOON - timedelta(minutes=5)
    assert tokens.read(LISTING, token, dict) == {}
    hands.at -= timedelta(seconds=1)
    assert reason(tokens, token) == "INVALID_NEXT_TOKEN"


def test_another_deployments_token_is_refused():
    tokens, _ = made()
    others, _ = made()
    others.write(LISTING, {})
    assert reason(others, tokens.write(LISTING, {})) == "INVALID_NEXT_TOKEN"


@given(st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=8, max_size=20))
def test_a_token_tells_nothing(secret):
    """R-377: the last key read may be one that the reader was not shown"""
    tokens, _ = made()
    token = tokens.write(LISTING, {"entry": {"S": secret}})
    assert secret.encode() not in _bytes(token)
    assert b"entry" not in _bytes(token)
    assert b"111122223333" not in _bytes(token)


def test_no_two_tokens_are_alike():
    tokens, _ = made()
    assert len({tokens.write(LISTING, {"place": {"S": "x"}}) for _ in range(100)}) == 100


def _bytes(token: str) -> bytes:
    return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
