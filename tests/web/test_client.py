"""The page of the browser client and its parts: sent as they were built, trusted no more than they must be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests.web.parts import app_showing

from clusterplan.publishing import Publication
from clusterplan.web import client as built

PAGE = '<!doctype html><script type="module" src="./assets/index-1.js"></script>'
HTML = {"Accept": "text/html"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the client is built to; nothing is there yet."""
    dist = tmp_path / "dist"
    monkeypatch.setattr(built, "bundled", lambda _relative: dist)
    built.forget_files()
    yield dist
    built.forget_files()


@pytest.fixture
def page(folder: Path, publication: Publication, tmp_path: Path) -> Iterator[TestClient]:
    """A service that has a client."""
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(PAGE)
    (folder / "assets" / "index-1.js").write_text("export const one = 1;" * 100)
    (folder / "assets" / "worker.mjs").write_text("onmessage = () => 1;")
    (folder / "icon.svg").write_text("<svg/>")
    (folder / "licences.txt").write_text("MIT")
    (folder.parent / "secret.txt").write_text("secret")
    with TestClient(app_showing(publication, tmp_path / "state"), base_url="http://localhost") as client:
        yield client


def test_a_browser_gets_the_client_whatever_its_address_tells(page: TestClient) -> None:
    for query in ("", "?view=unit&unit=01", "?anything=else"):
        answer = page.get(f"/{query}", headers=HTML)
        assert (answer.status_code, answer.text) == (200, PAGE)
        assert "Accept" in answer.headers["vary"]


def test_the_page_runs_nothing_but_its_own_files(page: TestClient) -> None:
    policy = page.get("/", headers=HTML).headers["content-security-policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == directives["connect-src"] == "'self'"
    assert "unsafe" not in policy


def test_pages_that_may_read_what_is_served_may_embed_it(
    folder: Path, publication: Publication, tmp_path: Path
) -> None:
    folder.mkdir()
    (folder / "index.html").write_text(PAGE)
    app = app_showing(publication, tmp_path / "state", cors_origins=("*", "https://portal.example.org"))
    with TestClient(app, base_url="http://localhost") as client:
        policy = client.get("/", headers=HTML).headers["content-security-policy"]
    assert policy.endswith("frame-ancestors 'self' https://portal.example.org")


def test_a_program_still_gets_links(page: TestClient) -> None:
    assert page.get("/").json()["title"] == "clusterplan"
    assert page.get("/?view=unit").status_code == 400


def test_parts_are_kept_for_ever_for_their_names_change(page: TestClient) -> None:
    answer = page.get("/assets/index-1.js", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    again = page.get("/assets/index-1.js", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_the_licences_are_asked_for_again_for_their_name_stays(page: TestClient, folder: Path) -> None:
    first = page.get("/licences.txt")
    assert (first.text, "immutable" in first.headers["cache-control"]) == ("MIT", False)
    (folder / "licences.txt").write_text("BSD")  # as long as before
    built.forget_files()
    again = page.get("/licences.txt", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.text) == (200, "BSD")


def test_a_worker_may_fetch_tiles_by_the_policy_of_its_own_answer(page: TestClient) -> None:
    answer = page.get("/assets/worker.mjs")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "connect-src 'self'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/assets/none.js", "/assets/..%2Fsecret.txt", "/assets/%2e%2e%2findex.html"])
def test_nothing_else_is_sent(path: str, page: TestClient) -> None:
    answer = page.get(path)
    assert answer.status_code == 404
    assert "secret" not in answer.text.replace("secret.txt", "")


def test_without_a_client_a_browser_gets_the_map(folder: Path, publication: Publication, tmp_path: Path) -> None:
    assert not folder.exists()
    with TestClient(app_showing(publication, tmp_path / "state"), base_url="http://localhost") as client:
        assert "leaflet" in client.get("/", headers=HTML).text.lower()
