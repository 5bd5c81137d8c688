"""Who asks: credentials of every kind, right and wrong, seen a moment ago or not, and how much each may ask."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from tests.web.access.sample import PLANNER, database_in, sample_app

from clusterplan.errors import InternalError, UsageError
from clusterplan.web.access import add_access
from clusterplan.web.access.cookies import Cookie
from clusterplan.web.access.identify import Identify, Kind, Kinds
from clusterplan.web.access.install import require_usable_login
from clusterplan.web.access.limits import Buckets
from clusterplan.web.access.recent import Recent
from clusterplan.web.principal import LOCAL_PLANNER, Recognised, Role
from clusterplan.web.settings import Settings
from clusterplan.web.state.database import Database
from clusterplan.web.state.keys import KeyStore
from clusterplan.web.state.sessions import NewSession, SessionStore

OIDC: dict[str, Any] = {"oidc_issuer": "http://127.0.0.1:9", "oidc_client_id": "clusterplan"}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = database_in(tmp_path)
    yield database
    database.close()


@pytest.fixture
def key(database: Database) -> str:
    return KeyStore(database).create(LOCAL_PLANNER, "GIS", [Role.PLANNER]).secret


@pytest.fixture
def session(database: Database) -> NewSession:
    return SessionStore(database).create(PLANNER, 8)


@pytest.fixture
def asking(database: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[..., TestClient]:
    def make(**settings: Any) -> TestClient:
        app = sample_app(Settings(**settings), database, monkeypatch)
        return TestClient(app, base_url="http://localhost", client=("192.0.2.1", 5000), follow_redirects=False)

    return make


# --- keys


def test_a_key_comes_in_either_header(asking: Callable[..., TestClient], key: str) -> None:
    client = asking(api_keys=True)
    for headers in ({"Authorization": f"Bearer {key}"}, {"Authorization": f"bearer {key}"}, {"X-API-Key": key}):
        answer = client.get("/who", headers=headers)
        assert answer.json()["way"] == "key"
        assert client.get("/planners", headers=headers).status_code == 200
    assert client.get("/who").json()["way"] == "anonymous"


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer cpk_0_wrong"},
        {"Authorization": "Bearer not.a.token"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer"},
        {"Authorization": "Basic bGFuOmxhbg=="},
        {"Authorization": ""},
        {"X-API-Key": "cpk_0_wrong"},
        {"X-API-Key": ""},
        {"X-API-Key": "đ".encode().decode("latin-1")},
        {"X-API-Key": "x" * 20_000},
    ],
)
def test_a_wrong_credential_is_never_taken_for_nobody(
    asking: Callable[..., TestClient], headers: dict[str, str]
) -> None:
    answer = asking(api_keys=True).get(
        "/who", headers=[(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    )
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert answer.headers["www-authenticate"] == 'Bearer realm="clusterplan"'


def test_what_is_not_configured_is_not_accepted(
    asking: Callable[..., TestClient], key: str, session: NewSession
) -> None:
    only_people = asking(**OIDC)
    assert only_people.get("/who", headers={"X-API-Key": key}).status_code == 401
    only_keys = asking(api_keys=True)
    answer = only_keys.get("/who", headers={"Cookie": f"clusterplan={session.value}"})
    assert answer.json()["way"] == "anonymous", "a cookie of somebody else's, since nobody signs in here"
    assert only_keys.get("/login").status_code == 404
    assert only_keys.get("/me").json()["login"] is None
    assert only_people.get("/me").json()["login"] == "/login"


def test_a_header_that_is_sent_twice_is_refused(asking: Callable[..., TestClient], key: str) -> None:
    twice = [("X-API-Key", key), ("X-API-Key", "other")]
    assert asking(api_keys=True).get("/who", headers=twice).status_code == 400


def test_a_revoked_key_opens_nothing_after_a_moment(database: Database, key: str) -> None:
    clock = [0.0]
    recent = Recent(seconds=3, clock=lambda: clock[0])
    ask = asked(Kinds(key=Kind(KeyStore(database).find, recent)))
    headers = [(b"x-api-key", key.encode())]
    assert ask(headers) == 200
    KeyStore(database).revoke(LOCAL_PLANNER, key.split("_")[1])
    assert ask(headers) == 200
    clock[0] += 3
    assert ask(headers) == 401


def test_a_database_that_is_gone_is_not_a_wrong_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = Database(f"sqlite:///{tmp_path / 'gone' / 'state.sqlite3'}")
    client = TestClient(sample_app(Settings(api_keys=True), gone, monkeypatch), base_url="http://localhost")
    answer = client.get("/who", headers={"X-API-Key": "cpk_1_2"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert client.get("/public").status_code == 200


# --- sessions


def test_a_session_needs_its_token_to_change_anything(asking: Callable[..., TestClient], session: NewSession) -> None:
    client = asking(**OIDC)
    cookie = {"Cookie": f"theme=dark; clusterplan={session.value}"}
    token = {"X-CSRF-Token": str(session.recognised.csrf)}
    assert client.get("/who", headers=cookie).json()["subject"] == "lan"
    assert client.get("/me", headers=cookie).json()["csrf"] == session.recognised.csrf
    assert client.post("/upload", headers=cookie).status_code == 403
    assert client.post("/upload", headers=cookie | {"X-CSRF-Token": ""}).status_code == 403
    assert client.post("/upload", headers=cookie | token).status_code == 200
    assert client.post("/upload", headers=cookie | token | {"Origin": "null"}).status_code == 403


def test_a_session_that_ended_is_taken_away_and_a_person_signs_in_again(asking: Callable[..., TestClient]) -> None:
    client = asking(**OIDC, public_url="https://plans.example.org")
    ended = {"Cookie": "__Host-clusterplan=ended"}
    answer = client.get("/who", headers=ended)
    assert answer.status_code == 401
    assert answer.headers["set-cookie"] == ("__Host-clusterplan=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure")
    person = client.get("/who?a=1&b=//evil.example", headers=ended | {"Sec-Fetch-Mode": "navigate"})
    assert (person.status_code, person.headers["location"]) == (303, "/login?next=/who%3Fa%3D1%26b%3D//evil.example")
    assert "Max-Age=0" in person.headers["set-cookie"]
    assert client.get("/login", headers=ended).status_code == 503, "signing in does not look at it; no provider here"
    plain = client.get("/who", headers={"Cookie": "clusterplan=set-over-plain-http"})
    assert plain.json()["way"] == "anonymous"


def test_only_who_signed_in_can_sign_out(asking: Callable[..., TestClient]) -> None:
    assert asking(**OIDC).post("/logout").status_code == 409


# --- how much


def test_each_client_has_its_own_count(asking: Callable[..., TestClient], key: str) -> None:
    client = asking(api_keys=True, requests_per_minute=3)
    assert [client.get("/who").status_code for _ in range(4)] == [200, 200, 200, 429]
    late = client.get("/who")
    assert (late.status_code, late.headers["content-type"]) == (429, "application/problem+json")
    assert 1 <= int(late.headers["retry-after"]) <= 20
    assert client.get("/who", headers={"X-API-Key": "cpk_wrong"}).status_code == 429, (
        "guesses come out of the same count"
    )


def test_a_key_counts_for_itself_wherever_it_comes_from(asking: Callable[..., TestClient], key: str) -> None:
    client = asking(api_keys=True, requests_per_minute=3)
    assert [client.get("/who", headers={"X-API-Key": key}).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert client.get("/who").status_code == 200


def test_the_local_planner_is_not_counted(
    asking: Callable[..., TestClient], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = sample_app(Settings(requests_per_minute=1), database, monkeypatch)
    with TestClient(app, base_url="http://localhost", client=("127.0.0.1", 1)) as client:
        assert {client.get("/who").status_code for _ in range(5)} == {200}


def test_buckets_refill_and_forget_who_was_silent_longest() -> None:
    clock = [0.0]
    buckets = Buckets(60, most=2, clock=lambda: clock[0])
    assert [buckets.take("a") for _ in range(61)] == [0.0] * 60 + [1.0]
    assert buckets.wait("a") == 1.0
    clock[0] += 1
    assert (buckets.wait("a"), buckets.take("a"), buckets.take("a")) == (0.0, 0.0, 1.0)
    buckets.take("b")
    buckets.take("c")
    assert len(buckets._buckets) == 2
    assert buckets.wait("a") == 0.0


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_is_too_large_is_refused(asking: Callable[..., TestClient], key: str, chunked: bool) -> None:
    client = asking(api_keys=True, upload_bytes=1_000)
    headers = {"X-API-Key": key}

    def sent(size: int) -> Any:
        body = b"x" * size
        content = (body[start : start + 100] for start in range(0, size, 100)) if chunked else body
        return client.post("/upload", content=content, headers=headers)

    assert sent(1_000).json() == {"bytes": 1_000}
    answer = sent(1_001)
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")


def test_a_body_is_not_read_for_somebody_who_may_not_send_it(asking: Callable[..., TestClient]) -> None:
    app = asking(api_keys=True).app
    sent: list[Any] = []

    async def receive() -> Any:
        pytest.fail("the body was read")

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/upload", "query_string": b"", "http_version": "1.1"}
    headers = [(b"host", b"localhost"), (b"content-length", b"10")]
    asyncio.run(app({**scope, "headers": headers, "client": ("192.0.2.1", 5)}, receive, send))  # type: ignore[arg-type]
    assert sent[0]["status"] == 401


# --- what was seen a moment ago


def test_answers_hold_for_seconds_and_never_longer_than_the_credential() -> None:
    clock, today = [0.0], [1_000.0]
    recent = Recent(3, most=2, clock=lambda: clock[0], today=lambda: today[0])
    who = Recognised(PLANNER, expires_at=1_002)
    recent.put(b"a", who)
    assert recent.get(b"a") == who
    today[0] = 1_002
    assert recent.get(b"a") is None, "the credential ended"
    recent.put(b"b", Recognised(PLANNER))
    clock[0] = 3
    assert recent.get(b"b") is None
    for name in (b"c", b"d", b"e"):
        recent.put(name, Recognised(PLANNER))
    assert [recent.get(name) is not None for name in (b"c", b"d", b"e")] == [False, True, True]
    recent.forget(b"e")
    assert recent.get(b"e") is None


def asked(kinds: Kinds) -> Callable[[list[tuple[bytes, bytes]]], int]:
    """Return a way to ask the middleware alone for its status; the application inside answers 200."""

    async def inside(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    middleware = Identify(inside, kinds, Cookie("clusterplan", secure=False), Buckets(10_000_000), None)

    def ask(headers: list[tuple[bytes, bytes]]) -> int:
        statuses: list[int] = []

        async def send(message: Any) -> None:
            statuses.extend([message["status"]] if "status" in message else [])

        scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": headers, "client": None}
        asyncio.run(middleware(scope, None, send))  # type: ignore[arg-type]
        return statuses[0]

    return ask


def test_a_credential_seen_a_moment_ago_costs_next_to_nothing(database: Database, key: str) -> None:
    async def inside(scope: Scope, receive: Receive, send: Send) -> None:
        """Answer nothing."""

    kinds = Kinds(key=Kind(KeyStore(database).find, Recent(seconds=60)))
    middleware = Identify(inside, kinds, Cookie("clusterplan", secure=False), Buckets(10_000_000), None)
    common = [(name.encode(), b"value") for name in ("host", "accept", "accept-encoding", "user-agent", "connection")]
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/collections/provinces/items",
        "query_string": b"",
        "client": ("192.0.2.1", 5000),
        "headers": [*common, (b"authorization", f"Bearer {key}".encode())],
    }

    async def run(times: int) -> float:
        await middleware(scope, None, None)  # type: ignore[arg-type]
        began = time.process_time()
        for _ in range(times):
            await middleware(scope, None, None)  # type: ignore[arg-type]
        return (time.process_time() - began) / times

    microseconds = min(asyncio.run(run(2_000)) for _ in range(5)) * 1e6
    assert microseconds < 50


# --- what cannot be configured


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ({"oidc_issuer": "https://id.example.org"}, "CLUSTERPLAN_OIDC_CLIENT_ID"),
        ({"oidc_issuer": "http://id.example.org", "oidc_client_id": "c"}, "CLUSTERPLAN_OIDC_ISSUER"),
        ({"oidc_issuer": "file:///etc", "oidc_client_id": "c"}, "CLUSTERPLAN_OIDC_ISSUER"),
        ({"oidc_issuer": "https://id.example.org", "oidc_client_id": "c", "host": "0.0.0.0"}, "CLUSTERPLAN_PUBLIC_URL"),
        ({"trusted_proxies": ("proxy.example.org",)}, "CLUSTERPLAN_TRUSTED_PROXIES"),
        ({"trusted_proxies": ("10.0.0.1/24",)}, "CLUSTERPLAN_TRUSTED_PROXIES"),
    ],
)
def test_a_login_that_could_not_work_stops_the_start(settings: dict[str, Any], fault: str) -> None:
    with pytest.raises(UsageError, match=fault):
        require_usable_login(Settings(**settings))


def test_a_route_without_a_rule_stops_the_start(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    app = sample_app(Settings(), database, monkeypatch)

    @app.get("/new", name="new_and_forgotten")
    def new() -> None:
        """Do nothing."""

    with pytest.raises(InternalError, match=r"new_and_forgotten \(/new\)"):
        add_access(app, Settings(), database)
