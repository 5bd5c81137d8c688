"""Signing in at a real OpenID provider, started with node: people by code, machines by token."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
import uvicorn
from playwright.sync_api import Browser
from structlog.testing import capture_logs
from tests.web.access.sample import database_in, sample_app

from clusterplan.web.settings import Settings
from clusterplan.web.state.audit import verify_audit
from clusterplan.web.state.database import Database
from clusterplan.web.state.tables import AuditRow

pytestmark = pytest.mark.provider

FOLDER = Path(__file__).resolve().parents[2] / "oidc"
AUDIENCE = "urn:clusterplan:api"
PEOPLE = {
    "lan": {"name": "Lan", "roles": ["planner"]},
    "da-nang": {"name": "Sở KH&CN Đà Nẵng", "roles": ["viewer", "emperor"], "provinces": ["48"]},
}


@dataclass(frozen=True)
class Place:
    """Where the two servers of a test are."""

    service: str
    provider: str
    database: Database


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        assert process.poll() is None, "the provider ended"
        try:
            httpx2.get(address)
        except httpx2.TransportError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the provider did not start")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("state")
    ours, theirs = free_port(), free_port()
    service, provider = f"http://127.0.0.1:{ours}", f"http://127.0.0.1:{theirs}"
    node = shutil.which("node")
    assert node is not None, "node is not here"
    wanted = json.dumps({"port": theirs, "client_address": service, "people": PEOPLE})
    process = subprocess.Popen(
        [node, "provider.mjs", wanted], cwd=FOLDER, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    settings = Settings(
        port=ours,
        oidc_issuer=provider,
        oidc_client_id="clusterplan",
        oidc_client_secret="the-secret-of-the-client",
        oidc_audience=AUDIENCE,
    )
    database = database_in(folder)
    with pytest.MonkeyPatch.context() as patch:
        app = sample_app(settings, database, patch)
        server = uvicorn.Server(uvicorn.Config(app, port=ours, log_level="warning", ws="none", proxy_headers=False))
        running = threading.Thread(target=server.run)
        running.start()
        try:
            wait_for(f"{provider}/.well-known/openid-configuration", process)
            yield Place(service, provider, database)
        finally:
            server.should_exit = True
            running.join()
            process.terminate()
            process.wait()
            database.close()


@pytest.fixture
def client(place: Place) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=place.service, follow_redirects=True) as client:
        yield client


def form_of(page: httpx2.Response) -> str:
    """Return where the form of a page of the provider is sent to."""
    found = re.search(r'action="([^"]+)"', page.text)
    assert found, page.text
    return str(page.url.join(found.group(1)))


def at_the_provider(client: httpx2.Client, path: str, name: str) -> httpx2.Response:
    """Go to the provider, name oneself, agree; return what the service sends to whom comes back."""
    page = client.get("/login", params={"next": path})
    page = client.post(form_of(page), data={"prompt": "login", "login": name, "password": "any"})
    return client.post(form_of(page), data={"prompt": "consent"})


def machine_token(place: Place, audience: str = AUDIENCE) -> str:
    answer = httpx2.post(
        f"{place.provider}/token",
        auth=("a-machine", "the-secret-of-the-machine"),
        data={"grant_type": "client_credentials", "resource": audience},
    )
    return str(answer.raise_for_status().json()["access_token"])


# --- people


def test_a_person_signs_in_works_and_signs_out(place: Place, client: httpx2.Client) -> None:
    assert client.get("/planners").status_code == 401
    arrived = at_the_provider(client, "/who", "lan")
    assert arrived.url.path == "/who"
    assert arrived.json() | {"client": None} == {
        "subject": "user:lan",
        "roles": ["planner"],
        "provinces": [],
        "way": "session",
        "client": None,
        "scheme": "http",
    }
    assert client.get("/planners").status_code == 200

    told = client.get("/me").json()
    assert (told["name"], told["roles"]) == ("Lan", ["planner"])
    assert client.post("/upload", content=b"x").status_code == 403, "a cookie alone changes nothing"
    assert client.post("/upload", content=b"x", headers={"X-CSRF-Token": "guess"}).status_code == 403
    token = {"X-CSRF-Token": told["csrf"]}
    assert client.post("/upload", content=b"x", headers=token).json() == {"bytes": 1}
    assert client.post("/upload", headers=token | {"Origin": "https://evil.example"}).status_code == 403
    assert client.post("/upload", headers=token | {"Sec-Fetch-Site": "cross-site"}).status_code == 403

    cookie = client.cookies["clusterplan"]
    assert client.post("/logout").status_code == 403
    signed_out = client.post("/logout", headers=token).json()
    assert signed_out["provider"].startswith(f"{place.provider}/session/end?client_id=clusterplan&")
    assert "clusterplan" not in client.cookies
    again = client.get("/who", headers={"Cookie": f"clusterplan={cookie}"})
    assert again.status_code == 401, "a cookie that was kept opens nothing"
    assert "clusterplan=;" in again.headers["set-cookie"]
    with place.database.reading() as session:
        lines = [(row.actor, row.action) for row in session.query(AuditRow).order_by(AuditRow.sequence)]
    assert lines[-2:] == [("user:lan", "session.opened"), ("user:lan", "session.closed")]
    assert verify_audit(place.database).broken_at is None


def test_roles_and_provinces_come_from_the_provider_and_unknown_roles_mean_nothing(client: httpx2.Client) -> None:
    found = at_the_provider(client, "/who", "da-nang").json()
    assert (found["roles"], found["provinces"]) == (["viewer"], ["48"])
    assert client.get("/planners").status_code == 403
    assert client.get("/signed-in").status_code == 200


def test_the_way_to_the_provider_is_guarded_by_state_nonce_and_pkce(place: Place) -> None:
    with httpx2.Client(base_url=place.service) as client:
        answers = [client.get("/login") for _ in range(2)]
    first, second = (
        {name: value[0] for name, value in parse_qs(urlsplit(a.headers["location"]).query).items()} for a in answers
    )
    assert first["code_challenge_method"] == "S256"
    assert first["redirect_uri"] == f"{place.service}/login/callback"
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 43
        assert first[name] != second[name]
    flags = answers[0].headers["set-cookie"]
    assert "HttpOnly" in flags
    assert "SameSite=Lax" in flags


@pytest.mark.parametrize(
    "answer",
    [
        "?code=abc&state=guessed",
        "?error=access_denied&state={state}",
        "?code=abc&state={state}",
        "",
        "?code=abc",
        "?code=abc&state={state}&iss=https://evil.example",
    ],
)
def test_who_comes_back_otherwise_is_not_signed_in(place: Place, answer: str) -> None:
    with httpx2.Client(base_url=place.service) as client:
        sent = client.get("/login")
        state = parse_qs(urlsplit(sent.headers["location"]).query)["state"][0]
        back = client.get(f"/login/callback{answer.format(state=state)}")
        assert (back.status_code, back.headers["content-type"]) == (400, "text/html; charset=utf-8")
        assert 'href="/login"' in back.text
        assert "clusterplan" not in client.cookies
        assert client.get("/who").json()["way"] == "anonymous"


def test_a_code_of_another_browser_opens_nothing(place: Place) -> None:
    """The attacker's own answer of the provider, put before somebody else's browser."""
    with httpx2.Client(base_url=place.service, follow_redirects=True) as attacker:
        page = attacker.get("/login")
        page = attacker.post(form_of(page), data={"prompt": "login", "login": "lan", "password": "any"})
        attacker.follow_redirects = False
        back = attacker.post(form_of(page), data={"prompt": "consent"})
        while not back.headers["location"].startswith(f"{place.service}/login/callback"):
            back = attacker.get(back.headers["location"])
    with httpx2.Client(base_url=place.service) as victim:
        victim.get("/login")
        assert victim.get(back.headers["location"]).status_code == 400
        assert "clusterplan" not in victim.cookies


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "who"]
)
def test_signing_in_never_leads_elsewhere(client: httpx2.Client, path: str) -> None:
    arrived = at_the_provider(client, path, "lan")
    assert (arrived.url.path, arrived.status_code) == ("/", 404)  # the sample has no first page


@pytest.mark.browser
def test_a_browser_signs_in(browser: Browser, place: Place) -> None:
    page = browser.new_page()
    page.goto(f"{place.service}/login?next=/page", wait_until="domcontentloaded")
    page.fill("input[name=login]", "lan")
    page.fill("input[name=password]", "any")
    page.click("button[type=submit]")
    page.click("button[type=submit]")
    page.wait_for_url(f"{place.service}/page")
    told: dict[str, Any] = page.evaluate("fetch('/me').then(answer => answer.json())")
    assert told["subject"] == "user:lan"
    assert page.evaluate("document.cookie") == "", "no script can read the cookies"
    send = "token => fetch('/upload', {method: 'POST', headers: {'X-CSRF-Token': token}}).then(answer => answer.status)"
    assert page.evaluate(send, "guess") == 403
    assert page.evaluate(send, told["csrf"]) == 200
    page.close()


# --- machines


def test_a_machine_comes_with_a_token_of_the_provider(place: Place, client: httpx2.Client) -> None:
    token = {"Authorization": f"Bearer {machine_token(place)}"}
    with capture_logs() as lines:
        found = [client.get("/who", headers=token).json() for _ in range(3)][-1]
    assert (found["subject"], found["way"]) == ("user:a-machine", "bearer")
    assert (found["roles"], found["provinces"]) == (["planner"], ["48"])
    assert client.post("/upload", content=b"xy", headers=token).json() == {"bytes": 2}, "no page, so no token of pages"
    told = [line for line in lines if line["event"] == "unknown roles ignored"]
    assert [line["roles"] for line in told] == [("emperor",)], "told once"


def test_a_token_that_was_changed_or_is_for_somebody_else_is_refused(place: Place, client: httpx2.Client) -> None:
    head, claims, signature = machine_token(place).split(".")
    other = f"{claims[:-2]}{'A' if claims[-2] != 'A' else 'B'}{claims[-1]}"
    wrong = {
        "changed": f"{head}.{other}.{signature}",
        "unsigned": f"{head}.{claims}.",
        "for another": machine_token(place, "urn:somebody:else"),
    }
    for name, token in wrong.items():
        answer = client.get("/who", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401, name
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert answer.headers["content-type"] == "application/problem+json"
