"""Where requests come from: this machine alone, our own names, trusted proxies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.access.sample import database_in, sample_app

from clusterplan.web.settings import Settings

type Ask = Callable[..., Any]


@pytest.fixture
def asking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., TestClient]]:
    clients: list[TestClient] = []
    database = database_in(tmp_path)

    def make(settings: Settings, address: str = "127.0.0.1", base: str = "http://localhost") -> TestClient:
        app = sample_app(settings, database, monkeypatch)
        clients.append(TestClient(app, base_url=base, client=(address, 5000)))
        return clients[-1]

    yield make
    for client in clients:
        client.close()
    database.close()


# --- a machine that serves itself alone


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1"])
def test_whoever_sits_at_the_machine_may_do_everything(asking: Ask, address: str) -> None:
    answer = asking(Settings(), address).get("/who").json()
    assert (answer["subject"], answer["way"]) == ("local", "local")
    assert answer["roles"] == ["auditor", "planner", "publisher", "viewer"]


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1"])
def test_another_machine_is_refused_even_if_the_server_was_bound_by_hand(asking: Ask, address: str) -> None:
    answer = asking(Settings(), address).get("/who")
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")


@pytest.mark.parametrize(
    "header", ["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Anything", "X-Real-IP"]
)
def test_a_proxy_before_a_service_without_login_is_refused(asking: Ask, header: str) -> None:
    trusting = Settings(trusted_proxies=("127.0.0.1",))
    for settings in (Settings(), trusting):
        answer = asking(settings).get("/who", headers={header: "192.0.2.1"})
        assert answer.status_code == 403
        assert "CLUSTERPLAN_OIDC_ISSUER" in answer.json()["detail"]


@pytest.mark.parametrize("header", ["Authorization", "X-API-Key"])
def test_a_key_that_cannot_be_right_is_not_taken_for_the_local_planner(asking: Ask, header: str) -> None:
    assert asking(Settings()).get("/who", headers={header: "Bearer cpk_1_2"}).status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://localhost:9999"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://localhost:9999"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_a_page_from_elsewhere_cannot_change_anything_here(asking: Ask, headers: dict[str, str], status: int) -> None:
    assert asking(Settings()).post("/upload", headers=headers).status_code == status


# --- our own names


@pytest.mark.parametrize(
    ("names", "host", "status"),
    [
        (("plans.example.org",), "plans.example.org", 200),
        (("plans.example.org",), "PLANS.example.org:8443", 200),
        (("plans.example.org",), "plans.example.org.evil.example", 400),
        (("plans.example.org",), "evil.example", 400),
        (("plans.example.org",), "", 400),
        (("*.example.org",), "a.example.org", 200),
        (("*.example.org",), "example.org", 400),
        (("::1",), "[::1]:8000", 200),
        (("*",), "anything", 200),
        (("localhost",), "public.example.org", 200),
    ],
)
def test_only_our_names_are_answered(asking: Ask, names: tuple[str, ...], host: str, status: int) -> None:
    settings = Settings(host_names=names, public_url="https://public.example.org/", api_keys=True)
    answer = asking(settings).get("/who", headers={"Host": host})
    assert answer.status_code == status
    if status == 400:
        assert answer.headers["content-type"] == "application/problem+json"


# --- proxies


@pytest.mark.parametrize(
    ("address", "forwarded", "client", "scheme"),
    [
        ("10.0.0.1", {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}, "203.0.113.7", "https"),
        ("10.0.0.1", {"X-Forwarded-For": "6.6.6.6, 203.0.113.7"}, "203.0.113.7", "http"),
        ("10.0.0.1", {"X-Forwarded-For": "203.0.113.7, 10.0.0.2"}, "203.0.113.7", "http"),
        ("10.0.0.1", {"X-Forwarded-For": "203.0.113.7, unknown, 10.0.0.2"}, "10.0.0.2", "http"),
        ("10.0.0.1", {"X-Forwarded-Proto": "javascript"}, "10.0.0.1", "http"),
        ("10.0.0.1", {}, "10.0.0.1", "http"),
        ("192.0.2.9", {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}, "192.0.2.9", "http"),
    ],
)
def test_only_a_trusted_proxy_says_whose_request_it_is(
    asking: Ask, address: str, forwarded: dict[str, str], client: str, scheme: str
) -> None:
    settings = Settings(api_keys=True, trusted_proxies=("10.0.0.0/24",))
    answer = asking(settings, address).get("/who", headers=forwarded).json()
    assert (answer["client"], answer["scheme"]) == (client, scheme)
