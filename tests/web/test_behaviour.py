"""What every answer has in common: ids, log lines, metrics, headers, compression, methods."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import brotli
import pytest
import structlog
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.testclient import TestClient
from starlette.responses import Response, StreamingResponse
from structlog.testing import capture_logs
from tests.web.parts import empty_service

from clusterplan.web import health
from clusterplan.web.behaviour import add_behaviour
from clusterplan.web.compression import Compress, accepted_encoding
from clusterplan.web.logs import set_up_logs
from clusterplan.web.problems import add_problem_handlers
from clusterplan.web.settings import Settings
from clusterplan.web.state.database import Database
from clusterplan.web.straight import StraightRoute, add_straight

LONG = json.dumps({"ten": "Đà Nẵng " * 500}, ensure_ascii=False)


def make_app(settings: Settings, folder: Path) -> FastAPI:
    app = FastAPI()

    @app.get("/long/{name}")
    def long(name: str) -> Response:
        return Response(LONG, headers={"ETag": f'W/"{name.encode().hex()}"'}, media_type="application/json")

    @app.get("/short")
    def short() -> Response:
        return Response("{}", media_type="application/json")

    @app.get("/events")
    def events() -> Response:
        return StreamingResponse(iter(["data: 1\n\n"] * 500), media_type="text/event-stream")

    @app.get("/stream")
    def stream() -> Response:
        return StreamingResponse(iter(["a,b\n"] * 500), media_type="text/csv")

    @app.post("/short")
    def write() -> Response:
        return Response(status_code=204)

    @app.get("/broken")
    def broken() -> Response:
        msg = "secret"
        raise ZeroDivisionError(msg)

    add_straight(app, health.STRAIGHT)
    app.include_router(health.ROUTER)
    add_problem_handlers(app)
    add_behaviour(app, settings)
    app.state.service = empty_service(settings, Database(f"sqlite:///{folder / 'state.sqlite3'}"))
    return app


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Callable[..., Any]]:
    settings = Settings(cors_origins=("https://gis.example.org",), public_url="https://plans.example.org")
    with TestClient(make_app(settings, tmp_path), base_url="http://localhost") as client:
        yield client.request


# --- ids, logs, metrics


def test_a_plain_request_id_is_kept_and_any_other_is_replaced(ask: Callable[..., Any]) -> None:
    assert ask("GET", "/short", headers={"X-Request-ID": "gis-42"}).headers["X-Request-ID"] == "gis-42"
    made = ask("GET", "/short", headers={"X-Request-ID": 'a" onload="'}).headers["X-Request-ID"]
    assert len(made) == 32
    assert made.isalnum()


def test_a_request_leaves_one_line_with_its_id_and_without_secrets(ask: Callable[..., Any]) -> None:
    with capture_logs() as lines:
        ask("GET", "/short?code=topsecret&limit=3&state=alsosecret", headers={"X-Request-ID": "one"})
    (line,) = lines
    assert (line["request_id"], line["method"], line["path"], line["status"]) == ("one", "GET", "/short", 200)
    assert line["query"] == "code=...&limit=3&state=..."


def test_a_fault_is_logged_and_its_sender_gets_the_id_and_nothing_else(ask: Callable[..., Any]) -> None:
    with capture_logs() as lines:
        answer = ask("GET", "/broken", headers={"X-Request-ID": "seven"})
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert answer.headers["X-Request-ID"] == "seven"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "seven" in answer.json()["detail"]
    assert "secret" not in answer.text
    assert [line["event"] for line in lines] == ["request failed", "request"]
    assert lines[1]["status"] == 500


def test_metrics_count_routes_and_not_addresses(ask: Callable[..., Any]) -> None:
    for name in ("a", "b", "c"):
        ask("GET", f"/long/{name}")
    ask("HEAD", "/short")
    ask("BREW", "/nowhere/at/all")
    lines = ask("GET", "/metrics").text.splitlines()
    assert 'clusterplan_requests_total{method="GET",route="/long/{name}",status="200"} 3.0' in lines
    assert 'clusterplan_requests_total{method="HEAD",route="/short",status="200"} 1.0' in lines
    assert 'clusterplan_requests_total{method="OTHER",route="(none)",status="404"} 1.0' in lines


def test_log_lines_for_machines_are_json(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    settings = Settings(log_format="json", log_level="info")
    set_up_logs(settings)
    with TestClient(make_app(settings, tmp_path), base_url="http://localhost") as client:
        client.get("/long/Đà Nẵng")
        client.get("/broken")
    set_up_logs(Settings(log_level="error"))
    first, fault, last = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (first["event"], first["level"], first["path"]) == ("request", "info", "/long/Đà Nẵng")
    assert fault["exception"][0]["exc_type"] == "ZeroDivisionError"
    assert last["status"] == 500
    structlog.reset_defaults()  # this test's stream ends with it


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_fault_in_the_log_tells_no_secret_that_the_request_carried(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, form: Literal["json", "text"]
) -> None:
    settings = Settings(log_format=form, log_level="info")
    set_up_logs(settings)
    with TestClient(make_app(settings, tmp_path), base_url="http://localhost") as client:
        client.get("/broken", headers={"X-API-Key": "open-sesame", "Cookie": "clusterplan=open-sesame"})
    told = capsys.readouterr().err
    structlog.reset_defaults()
    assert "ZeroDivisionError" in told
    assert "open-sesame" not in told


# --- headers


def test_what_is_no_page_may_run_nothing_and_https_is_for_a_year(ask: Callable[..., Any]) -> None:
    headers = ask("GET", "/short").headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert headers["Referrer-Policy"] == "same-origin"


def test_only_named_origins_may_read_from_elsewhere(ask: Callable[..., Any]) -> None:
    allowed = ask("GET", "/short", headers={"Origin": "https://gis.example.org"}).headers
    assert allowed["Access-Control-Allow-Origin"] == "https://gis.example.org"
    assert "Access-Control-Allow-Origin" not in ask("GET", "/short", headers={"Origin": "https://evil.example"}).headers


def test_an_unknown_host_is_refused(ask: Callable[..., Any]) -> None:
    assert ask("GET", "/short", headers={"Host": "evil.example"}).status_code == 400


# --- methods


def test_head_is_get_without_a_body(ask: Callable[..., Any]) -> None:
    get, head = ask("GET", "/long/a"), ask("HEAD", "/long/a")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == get.headers["content-length"]


def test_options_names_every_method_of_an_address(ask: Callable[..., Any]) -> None:
    answer = ask("OPTIONS", "/short")
    assert (answer.status_code, answer.headers["Allow"]) == (204, "GET, HEAD, OPTIONS, POST")
    assert ask("OPTIONS", "/healthz").headers["Allow"] == "GET, HEAD, OPTIONS", "a route of an included router"
    assert ask("OPTIONS", "/nowhere").status_code == 404


def test_another_method_is_refused_in_words(ask: Callable[..., Any]) -> None:
    answer = ask("DELETE", "/short")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS, POST")
    assert answer.json()["detail"] == "DELETE is not answered here. Answered are GET, HEAD, OPTIONS, POST."


# --- compression


def fetched(app: FastAPI, path: str, accept: str) -> tuple[str | None, bytes]:
    """Return the encoding and the bytes as they travel."""
    with (
        TestClient(app, base_url="http://localhost") as client,
        client.stream("GET", path, headers={"Accept-Encoding": accept}) as answer,
    ):
        return answer.headers.get("Content-Encoding"), b"".join(answer.iter_raw())


@pytest.mark.parametrize(
    ("accept", "encoding", "opened"),
    [
        ("gzip, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.1", "gzip", gzip.decompress),
        ("identity", None, bytes),
        ("*", "br", brotli.decompress),
        ("br;q=high", None, bytes),
    ],
)
def test_long_text_is_compressed_as_the_client_likes(
    tmp_path: Path, accept: str, encoding: str | None, opened: Callable[[bytes], bytes]
) -> None:
    app = make_app(Settings(), tmp_path)
    found, body = fetched(app, "/long/a", accept)
    assert found == encoding
    assert opened(body).decode() == LONG
    assert accepted_encoding(accept) == encoding


@pytest.mark.parametrize("path", ["/short", "/events", "/stream"])
def test_short_answers_and_streams_pass_as_they_are(tmp_path: Path, path: str) -> None:
    assert fetched(make_app(Settings(), tmp_path), path, "gzip, br")[0] is None


def test_a_body_with_an_entity_tag_is_compressed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    times: list[bytes] = []

    def compress(body: bytes) -> bytes:
        times.append(body)
        return bytes(brotli.compress(body))

    monkeypatch.setitem(Compress.__init__.__globals__["_ENCODERS"], "br", compress)
    with TestClient(make_app(Settings(), tmp_path), base_url="http://localhost") as client:
        answers = {client.get(f"/long/{name}", headers={"Accept-Encoding": "br"}).text for name in "aabab"}
    assert answers == {LONG}
    assert len(times) == 2


# --- health


def test_health_and_readiness(ask: Callable[..., Any]) -> None:
    assert ask("GET", "/healthz").json() == {"status": "ok"}
    assert ask("GET", "/readyz").json() == {"status": "ready", "parts": {"database": True}}
    assert ask("GET", "/healthz?now=1").status_code == 400


def test_a_service_without_its_database_is_not_ready(tmp_path: Path) -> None:
    app = make_app(Settings(), tmp_path / "nowhere")
    with TestClient(app, base_url="http://localhost") as client:
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["parts"]) == (503, {"database": False})


# --- straight routes


def test_a_straight_route_refuses_what_it_does_not_know_and_every_other_method(ask: Callable[..., Any]) -> None:
    assert ask("GET", "/healthz").json() == {"status": "ok"}
    assert ask("HEAD", "/healthz").status_code == 200
    unknown = ask("GET", "/healthz?now=1")
    assert (unknown.status_code, unknown.json()["detail"]) == (400, "Unknown query parameter: now. Known here: none.")
    wrong = ask("DELETE", "/healthz")
    assert (wrong.status_code, wrong.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert 'route="/healthz",status="200"' in ask("GET", "/metrics").text


def test_a_straight_route_prepares_nothing() -> None:
    router = APIRouter(route_class=StraightRoute)

    async def named(request: Request, name: str) -> Response:
        return Response(f"{request.url} {name}")

    async def plain(request: Request) -> Response:
        return Response(str(request.url))

    with pytest.raises(TypeError, match="/named"):
        router.add_api_route("/named", named)
    with pytest.raises(TypeError, match="/guarded"):
        router.add_api_route("/guarded", plain, dependencies=[Depends(named)])


def test_a_log_line_may_hold_what_is_no_text(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(Settings(log_format="json", log_level="info"))
    structlog.get_logger("test").info("odd", path="/\udc80", number=2**70, plain=Path("a"))
    line = json.loads(capsys.readouterr().err)
    structlog.reset_defaults()
    assert (line["path"], line["number"], line["plain"]) == ("/\udc80", 2**70, "PosixPath('a')")
