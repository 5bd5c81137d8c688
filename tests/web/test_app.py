"""What agencies, browsers and strangers get from the service."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from clusterplan.publishing import Publication
from clusterplan.web.features.negotiation import liked_format

LAYERS = ("units", "clusters", "facilities", "advantage")
PROVINCES = "/collections/provinces/items"


def get(client: TestClient, path: str, **headers: str) -> Any:
    answer = client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(content: dict[str, Any]) -> list[str]:
    return [feature["id"] for feature in content["features"]]


# --- reading


def test_the_landing_page_leads_programs_to_everything(client: TestClient) -> None:
    links = {link["rel"]: link["href"] for link in get(client, "/")["links"]}
    for relation in ("self", "conformance", "data", "item", "service-desc", "alternate"):
        assert client.get(links[relation]).status_code == 200
    assert "government decision" in get(client, "/")["description"]


@pytest.mark.parametrize("accept", ["text/html,application/xhtml+xml,*/*;q=0.8", "text/html"])
def test_a_browser_gets_a_page(accept: str, client: TestClient) -> None:
    answer = client.get("/", headers={"Accept": accept})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "Accept" in answer.headers["vary"]
    assert "không phải quyết định của cơ quan nhà nước" in answer.text
    assert answer.text == client.get("/?f=html").text


@pytest.mark.parametrize("accept", ["application/json", "*/*", "", "application/json, text/html;q=0.9"])
def test_a_program_gets_json(accept: str, client: TestClient) -> None:
    assert client.get("/", headers={"Accept": accept}).headers["content-type"] == "application/json"


def test_the_policy_of_the_page_names_each_inline_script_and_lets_nothing_be_fetched(client: TestClient) -> None:
    answer = client.get("/map.html")
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    scripts = re.findall(r"<script>(.*?)</script>", answer.text, re.DOTALL)
    digests = {base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts}
    assert scripts
    assert set(policy["script-src"].split()) == {f"'sha256-{digest}'" for digest in digests}
    assert policy["default-src"] == "'none'"
    assert "unsafe-inline" not in policy["script-src"]


def test_the_plan_is_the_file_that_was_written(client: TestClient, publication: Publication) -> None:
    assert client.get("/plan.json").text == publication.plan.to_json()


def test_collections_are_the_plan_and_the_published_layers_with_source_and_licence(client: TestClient) -> None:
    collections = {found["id"]: found for found in get(client, "/collections")["collections"]}
    plan_id = get(client, "/plans")["plans"][0]["id"]
    plan = [f"plan-{plan_id}-{layer}" for layer in LAYERS]
    assert list(collections) == [*(f"current-{layer}" for layer in LAYERS), "provinces", "sites", *plan]
    for name, found in collections.items():
        assert found["source"]
        assert found["licence"]
        assert " / " in found["title"]
        assert get(client, f"/collections/{name}") == found
    assert collections["provinces"]["extent"]["spatial"]["bbox"] == [[105.0, 9.0, 111.02, 12.0]]


def test_an_unpublished_layer_is_not_there(client: TestClient) -> None:
    answer = client.get("/collections/communes_scale/items")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert "communes_scale" not in client.get("/collections").text


def test_features_are_geojson_with_text_ids(client: TestClient) -> None:
    answer = client.get(PROVINCES)
    content = answer.json()
    assert answer.headers["content-type"] == "application/geo+json"
    assert ids(content) == ["01", "02", "03", "04", "05", "06"]
    assert content["numberMatched"] == content["numberReturned"] == 6
    assert content["features"][1]["properties"]["name_vi"] == "Đắk Hai"
    assert content["source"]
    assert content["licence"]


def test_the_plan_comes_as_units_clusters_and_facilities(client: TestClient) -> None:
    assert ids(get(client, "/collections/current-clusters/items")) == ["C01", "C02"]
    assert ids(get(client, "/collections/current-facilities/items")) == ["L01", "L02"]
    (first, *_) = get(client, "/collections/current-units/items")["features"]
    assert first["properties"]["cluster"] == "C01"
    assert first["properties"]["is_simulated"] is True


def test_one_feature_has_an_address_of_its_own(client: TestClient) -> None:
    feature = get(client, f"{PROVINCES}/02")
    listed = get(client, PROVINCES)["features"][1]
    assert {name: feature[name] for name in listed} == listed
    assert feature["licence"]
    assert {link["rel"] for link in feature["links"]} == {"self", "alternate", "collection"}


def test_pages_follow_each_other_to_the_last_feature(client: TestClient) -> None:
    path, found = f"{PROVINCES}?limit=4&bbox=100,0,120,20", []
    while path:
        content = get(client, path)
        found += ids(content)
        path = next((link["href"] for link in content["links"] if link["rel"] == "next"), "")
    assert found == ["01", "02", "03", "04", "05", "06"]


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ("105.2,11.2,105.8,11.8", ["01"]),
        ("105.5,10.5,106.5,11.5", ["01", "02", "03", "04"]),
        ("110,8,112,10", ["04"]),
        ("0,0,1,1", []),
    ],
)
def test_a_box_finds_the_features_that_touch_it(box: str, expected: list[str], client: TestClient) -> None:
    assert ids(get(client, f"{PROVINCES}?bbox={box}")) == expected


def test_health_is_one_word(client: TestClient) -> None:
    assert get(client, "/healthz") == {"status": "ok"}


def test_the_interface_describes_itself_without_pages_from_elsewhere(client: TestClient) -> None:
    paths = get(client, "/api")["paths"]
    assert "/collections/provinces/items" in paths
    assert client.get("/docs").status_code == client.get("/redoc").status_code == 404


# --- sending


@pytest.mark.parametrize("path", ["/", "/map.html", "/plan.json", "/collections", PROVINCES, f"{PROVINCES}/01"])
def test_what_a_client_has_is_not_sent_again(path: str, client: TestClient) -> None:
    tag = client.get(path).headers["etag"]
    again = client.get(path, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_other_pages_and_boxes_have_other_tags(client: TestClient) -> None:
    paths = [PROVINCES, f"{PROVINCES}?limit=2", f"{PROVINCES}?bbox=105,10,106,11", "/collections/sites/items"]
    assert len({client.get(path).headers["etag"] for path in paths}) == 4


def test_large_answers_are_compressed_for_those_who_ask(client: TestClient) -> None:
    with client.stream("GET", PROVINCES, headers={"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert json.loads(gzip.decompress(raw)) == get(client, PROVINCES)
    assert "content-encoding" not in client.get(PROVINCES, headers={"Accept-Encoding": "identity"}).headers


def test_head_is_get_without_the_body(client: TestClient) -> None:
    head, whole = client.head(PROVINCES), client.get(PROVINCES)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == whole.headers["etag"]


# --- refusing


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        (f"{PROVINCES}?foo=1", 400, "Unknown query parameter: foo"),
        ("/collections?limit=1", 400, "Unknown query parameter: limit"),
        ("/plan.json?x", 400, "Unknown query parameter: x"),
        (f"{PROVINCES}?limit=abc", 400, "limit"),
        (f"{PROVINCES}?limit=0", 400, "limit"),
        (f"{PROVINCES}?offset=-1", 400, "offset"),
        (f"{PROVINCES}?bbox=1,2,3", 400, "four numbers"),
        (f"{PROVINCES}?bbox=a,b,c,d", 400, "four numbers"),
        (f"{PROVINCES}?bbox=nan,0,1,1", 400, "bbox"),
        (f"{PROVINCES}?bbox=0,5,1,1", 400, "bbox"),
        (f"{PROVINCES}?bbox=0,0,1,91", 400, "bbox"),
        (f"{PROVINCES}?f=gml", 400, "f"),
        ("/?f=xml", 400, "f"),
        (f"{PROVINCES}/1", 404, "no feature '1'"),
        ("/collections/nowhere", 404, "no collection 'nowhere'"),
        ("/collections/nowhere/items", 404, "There are: current-units"),
        ("/nothing", 404, "Not Found"),
    ],
)
def test_what_cannot_be_answered_is_a_problem_document(path: str, status: int, words: str, client: TestClient) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    problem = answer.json()
    assert problem["status"] == status
    assert words in problem["detail"]


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_can_be_changed(method: str, client: TestClient) -> None:
    answer = client.request(method, "/collections")
    assert (answer.status_code, answer.json()["status"]) == (405, 405)


def test_our_own_fault_is_a_problem_document_without_details(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(client.app.state.service.published, "current")  # type: ignore[attr-defined]
    answer = client.get("/plan.json")
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "current" not in answer.json()["detail"]


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", ""])
def test_another_host_name_is_not_answered(host: str, client: TestClient) -> None:
    assert client.get("/plan.json", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "localhost:9000", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST"])
def test_the_names_of_this_machine_are_answered(host: str, client: TestClient) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


def test_without_a_login_nothing_that_came_through_a_proxy_is_answered(client: TestClient) -> None:
    for header in ("X-Forwarded-Host", "X-Forwarded-For", "Forwarded", "X-Real-IP"):
        answer = client.get("/", headers={header: "evil.example"})
        assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")


@given(st.text(alphabet="texhml/*,;q=01. json", max_size=40))
def test_any_accept_header_has_an_answer(accept: str) -> None:
    assert liked_format(accept, ("json", "html")) in ("json", "html")


def test_the_service_writes_nothing(client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    client.get("/map.html")
    client.get(PROVINCES)
    assert list(tmp_path.iterdir()) == []
