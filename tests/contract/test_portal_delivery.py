"""What delivering to portals rests on: the portal itself, and the vault of secrets."""

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

import boto3
import pytest

from procurement import bootstrap
from procurement.adapters.portal_http import MAX_ANSWER, HttpPortal, is_public
from procurement.domain.errors import NotAllowed, Unavailable
from procurement.service.ports.portal_delivery import Environment, Portal
from tests.support.portal_deliveries import (
    UNREACHED,
    FakePortal,
    ListeningPortal,
    an_answer,
    listening_portal,
)


@pytest.fixture(params=["fake", "http"])
def portal(request: pytest.FixtureRequest) -> Iterator[tuple[Portal, str, Any]]:
    """A portal, an address that leads to it, and what it hears."""
    if request.param == "fake":
        fake = FakePortal()
        yield fake, "https://portal.example.com/cxml", fake
        return
    request.getfixturevalue("socket_enabled")
    with listening_portal() as listening:
        yield HttpPortal(is_local=True), listening.address, listening


@pytest.fixture
def listening(socket_enabled: None) -> Iterator[ListeningPortal]:
    with listening_portal() as found:
        yield found


class TestPortal:
    def test_what_is_posted_arrives_and_the_answer_comes_back(self, portal):
        """R-268"""
        reached, address, heard = portal
        assert reached.post(address, b"<cXML/>") == an_answer()
        assert [document for _, document in heard.received] == [b"<cXML/>"]

    def test_what_is_not_answered_may_be_sent_again(self, portal):
        """R-268"""
        reached, address, heard = portal
        if isinstance(heard, FakePortal):
            heard.fault = UNREACHED
        else:
            heard.status = 503
        for _ in range(2):
            with pytest.raises(Unavailable):
                reached.post(address, b"<cXML/>")
        assert len(heard.received) == 2


class TestHttp:
    @pytest.mark.parametrize("status", [301, 302, 307, 308])
    def test_a_redirect_is_not_followed(self, listening, status):
        """R-268: whoever answers does not choose whom we call next"""
        listening.status = status
        with pytest.raises(Unavailable, match=str(status)):
            HttpPortal(is_local=True).post(listening.address, b"x")
        assert [path for path, _ in listening.received] == ["/cxml"]

    def test_an_answer_without_end_is_cut_off(self, listening):
        """R-268"""
        listening.answer = b"x" * (MAX_ANSWER + 1)
        with pytest.raises(Unavailable, match="more than"):
            HttpPortal(is_local=True).post(listening.address, b"x")

    def test_nobody_there_is_told_so(self, listening):
        """R-268"""
        with pytest.raises(Unavailable):
            HttpPortal(is_local=True).post("https://127.0.0.1:9/cxml", b"x")

    @pytest.mark.parametrize(
        "address",
        [
            "http://portal.example.com/cxml",
            "https://portal.example.com:8443/cxml",
            "https://user:password@portal.example.com/cxml",
            "https://",
            "https://[::1/cxml",
            "https://portal.example.com:port/cxml",
            "file:///etc/passwd",
        ],
    )
    def test_other_addresses_are_refused(self, address):
        """R-268"""
        with pytest.raises(NotAllowed):
            HttpPortal(resolve=lambda *_: [ip_address("1.1.1.1")]).post(address, b"x")

    @pytest.mark.parametrize(
        "behind",
        [
            ["127.0.0.1"],
            ["10.0.0.7"],
            ["172.16.1.1"],
            ["192.168.1.1"],
            ["169.254.169.254"],
            ["100.64.0.1"],
            ["0.0.0.0"],
            ["224.0.0.1"],
            ["255.255.255.255"],
            ["::1"],
            ["::"],
            ["fe80::1"],
            ["fd00:ec2::254"],
            ["::ffff:127.0.0.1"],
            ["::ffff:169.254.169.254"],
            ["64:ff9b::a9fe:a9fe"],
            ["2002:7f00:1::"],
            ["1.1.1.1", "10.0.0.7"],
        ],
    )
    def test_a_name_that_leads_inside_is_refused(self, behind, socket_disabled):
        """R-268: every address behind the name counts; no socket is opened here"""
        portal = HttpPortal(resolve=lambda *_: [ip_address(each) for each in behind])
        with pytest.raises(NotAllowed, match="public"):
            portal.post("https://portal.example.com/cxml", b"x")

    @pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700:4700::1111", "2002:101:101::"])
    def test_the_open_internet_is_not(self, address):
        """R-268"""
        assert is_public(ip_address(address))

    def test_the_connection_goes_to_the_address_that_was_judged(self, monkeypatch):
        """R-268: a name that changes its mind in between leads nowhere else"""
        connected = []

        def connect(address: tuple[str, int], *_: object) -> None:
            connected.append(address)
            raise TimeoutError

        monkeypatch.setattr("procurement.adapters.portal_http.socket.create_connection", connect)
        asked = []

        def resolve(host: str, port: int) -> list[Any]:
            asked.append(host)
            return [ip_address("1.1.1.1" if len(asked) == 1 else "127.0.0.1")]

        with pytest.raises(Unavailable, match="TimeoutError"):
            HttpPortal(resolve=resolve).post("https://portal.example.com/cxml", b"x")
        assert (connected, asked) == ([("1.1.1.1", 443)], ["portal.example.com"])

    def test_on_the_local_stack_nothing_else_than_this_machine_is_reached(self):
        """R-268"""
        portal = HttpPortal(is_local=True, resolve=lambda *_: [ip_address("1.1.1.1")])
        with pytest.raises(NotAllowed):
            portal.post("https://portal.example.com/cxml", b"x")

    def test_a_name_without_address_may_get_one_later(self):
        """R-268"""

        def nowhere(*_: object) -> list[Any]:
            raise OSError("unknown")

        with pytest.raises(Unavailable):
            HttpPortal(resolve=nowhere).post("https://portal.example.com/cxml", b"x")


@pytest.mark.usefixtures("aws")
class TestSecrets:
    def test_what_is_kept_is_read_back_for_its_own_place_only(self):
        """R-265"""
        vault = bootstrap.portal_secrets()
        vault.keep("111122223333", "portal-1", Environment.PRODUCTION, "one")
        vault.keep("111122223333", "portal-1", Environment.TEST, "two")
        vault.keep("111122223333", "portal-1", Environment.PRODUCTION, "three")
        assert vault.read("111122223333", "portal-1", Environment.PRODUCTION) == "three"
        assert vault.read("111122223333", "portal-1", Environment.TEST) == "two"
        assert vault.read("444455556666", "portal-1", Environment.TEST) is None
        assert vault.read("111122223333", "portal-2", Environment.TEST) is None

    def test_it_lies_there_encrypted(self):
        """R-265"""
        bootstrap.portal_secrets().keep("111122223333", "portal-1", Environment.TEST, "one")
        (found,) = boto3.client("ssm").describe_parameters()["Parameters"]
        assert found["Type"] == "SecureString"
        assert found["Name"] == "/test/portals/111122223333/portal-1/TEST"

    def test_what_is_forgotten_is_gone(self):
        """R-265: twice is no error, and no name leads elsewhere"""
        vault = bootstrap.portal_secrets()
        vault.keep("111122223333", "portal-1", Environment.TEST, "one")
        vault.forget("111122223333", "portal-1/TEST/../..")
        assert vault.read("111122223333", "portal-1", Environment.TEST) == "one"
        for _ in range(2):
            vault.forget("111122223333", "portal-1")
        assert vault.read("111122223333", "portal-1", Environment.TEST) is None
