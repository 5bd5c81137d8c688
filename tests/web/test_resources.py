"""Scenarios, plans, comments and decisions over HTTP: who sees and writes what, and that nobody's work is lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send
from tests.web.parts import empty_service
from tests.web.state.samples import HAI, LAN, MINH, plan, scenario

from clusterplan.errors import UsageError
from clusterplan.language import Text
from clusterplan.web.principal import ANONYMOUS, Principal, Role, Way
from clusterplan.web.problems import add_problem_handlers
from clusterplan.web.resources import ROUTERS
from clusterplan.web.settings import Settings
from clusterplan.web.state.database import Database
from clusterplan.web.state.migrate import migrate
from clusterplan.web.state.plans import PlanStore

AUDITOR = Principal("thu", "Thu", frozenset({Role.AUDITOR}), way=Way.KEY)
PEOPLE = {person.subject: person for person in (LAN, MINH, HAI, AUDITOR, ANONYMOUS)}


class Named:
    """Takes the name in a header for who asks; the real door is tested beside itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope.setdefault("state", {})["principal"] = PEOPLE[Request(scope).headers.get("X-Name", "")]
        await self.app(scope, receive, send)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'state.sqlite3'}")
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def ask(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    app = FastAPI()
    for router in ROUTERS:
        app.include_router(router)
    add_problem_handlers(app)
    app.add_middleware(Named)
    app.state.service = empty_service(Settings(), database)
    monkeypatch.setattr("clusterplan.web.answers.memory.Memory.publication", lambda _memory, stored: stored)
    monkeypatch.setattr(
        "clusterplan.web.resources.plans.make_products", lambda stored: {"map.html": stored.id.encode()}
    )
    with TestClient(app, base_url="http://localhost") as client:

        def asked(name: str, method: str, path: str, content: Any = None, **headers: str) -> Any:
            named = {"X-Name": name, **{key.replace("_", "-"): value for key, value in headers.items()}}
            return client.request(method, path, json=content, headers=named)

        yield asked


@pytest.fixture
def plan_id(database: Database) -> str:
    return PlanStore(database).add(LAN, plan(), scenario()).id


def draft(at_most: int = 9, id_: str = "mine") -> dict[str, Any]:
    rules = {"clusters": {"at_most": at_most}}
    document = {"extends": "national", "id": id_, "title_vi": "Của tôi", "title_en": "Mine", "rules": rules}
    return {"document": document, "note": f"at most {at_most}"}


# --- scenarios


def test_a_scenario_is_written_over_what_was_read_and_every_version_stays(ask: Callable[..., Any]) -> None:
    made = ask("lan", "POST", "/scenarios", draft(9))
    assert (made.status_code, made.headers["ETag"], made.headers["Location"]) == (
        201,
        '"1"',
        "http://localhost/scenarios/mine",
    )
    assert ask("lan", "PUT", "/scenarios/mine", draft(8), If_Match='"1"').headers["ETag"] == '"2"'
    read = ask("lan", "GET", "/scenarios/mine").json()
    assert (read["version"], read["document"]["rules"]["clusters"]["at_most"], read["author"]) == (2, 8, "lan")
    assert ask("lan", "GET", "/scenarios/mine/versions/1").json()["document"]["rules"]["clusters"]["at_most"] == 9
    assert {version["note"] for version in ask("lan", "GET", "/scenarios/mine/versions").json()["versions"]} == {
        "at most 9",
        "at most 8",
    }


def test_the_second_of_two_writers_gets_412_and_loses_nothing(ask: Callable[..., Any]) -> None:
    ask("lan", "POST", "/scenarios", draft(9))
    ask("lan", "PUT", "/scenarios/mine", draft(8), If_Match='"1"')
    late = ask("lan", "PUT", "/scenarios/mine", draft(7), If_Match='"1"')
    assert late.status_code == 412
    assert "Nothing was overwritten" in late.json()["faults"][0]
    assert ask("lan", "GET", "/scenarios/mine").json()["document"]["rules"]["clusters"]["at_most"] == 8


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 428), ({"If_Match": "*"}, 400), ({"If_Match": '"1", "2"'}, 400), ({"If_Match": '"x"'}, 400)],
)
def test_nobody_writes_without_saying_what_he_read(
    ask: Callable[..., Any], headers: dict[str, str], status: int
) -> None:
    ask("lan", "POST", "/scenarios", draft())
    assert ask("lan", "PUT", "/scenarios/mine", draft(8), **headers).status_code == status


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"document": {"id": "mine"}, "colour": "red"}, "colour"),
        ({"document": {"title_vi": "Không có mã"}}, "document.id"),
        (draft(-3), "clusters.at_most"),
        ({"document": {**draft()["document"], "bugdet": 1}}, "bugdet"),
        ({"document": {**draft()["document"], "extends": "../../etc/passwd"}}, "extends"),
    ],
)
def test_a_wrong_scenario_is_told_in_words(ask: Callable[..., Any], content: dict[str, Any], words: str) -> None:
    answer = ask("lan", "POST", "/scenarios", content)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert words in json.dumps(answer.json())
    assert ask("lan", "GET", "/scenarios").json() == {"scenarios": []}


def test_a_fault_is_told_in_the_language_of_the_client(ask: Callable[..., Any]) -> None:
    vietnamese = ask("lan", "GET", "/scenarios/none", Accept_Language="vi-VN,vi;q=0.9")
    assert (vietnamese.status_code, vietnamese.headers["Content-Language"]) == (404, "vi")
    assert vietnamese.json()["detail"] == "Không có kịch bản scenarios/none."
    assert ask("lan", "GET", "/scenarios/none").json()["detail"] == "There is no scenario scenarios/none."


# --- plans


def test_a_plan_goes_from_draft_to_published_to_withdrawn(
    ask: Callable[..., Any], plan_id: str, database: Database
) -> None:
    state = f"/plans/{plan_id}/state"
    assert ask("lan", "POST", state, {"to": "review"}, If_Match='"1"').status_code == 200
    published = ask("minh", "POST", state, {"to": "published", "classification": "public"}, If_Match='"2"')
    assert (published.status_code, published.json()["state"], published.headers["ETag"]) == (200, "published", '"3"')
    assert PlanStore(database).products(plan_id) == {"map.html": plan_id.encode()}
    assert ask("", "GET", f"/plans/{plan_id}").json()["classification"] == "public"
    withdrawn = ask("minh", "POST", state, {"to": "withdrawn", "reason": "Sai số liệu"}, If_Match='"3"')
    assert withdrawn.json()["state"] == "withdrawn"
    assert ask("", "GET", f"/plans/{plan_id}").status_code == 404


def test_a_step_that_there_is_not_is_refused_with_those_there_are(ask: Callable[..., Any], plan_id: str) -> None:
    state = f"/plans/{plan_id}/state"
    answer = ask("lan", "POST", state, {"to": "published", "classification": "public"}, If_Match='"1"')
    assert (answer.status_code, answer.json()["faults"][0].split("It can move to: ")[1]) == (409, "review, withdrawn.")
    assert ask("lan", "POST", state, {"to": "review"}, If_Match='"7"').status_code == 412
    assert ask("lan", "POST", state, {"to": "burnt"}, If_Match='"1"').status_code == 400
    assert ask("lan", "POST", state, {"to": "review"}, If_Match='"1"').status_code == 200
    assert ask("lan", "POST", state, {"to": "published", "classification": "public"}, If_Match='"2"').status_code == 403
    assert ask("minh", "POST", state, {"to": "published"}, If_Match='"2"').status_code == 409


def test_a_plan_whose_data_have_changed_is_not_published(
    ask: Callable[..., Any], plan_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed(_memory: object, _stored: object) -> None:
        raise UsageError(Text(vi="Dữ liệu khác.", en="Made of other data."))

    monkeypatch.setattr("clusterplan.web.answers.memory.Memory.publication", changed)
    state = f"/plans/{plan_id}/state"
    ask("lan", "POST", state, {"to": "review"}, If_Match='"1"')
    refused = ask("minh", "POST", state, {"to": "published", "classification": "public"}, If_Match='"2"')
    assert (refused.status_code, refused.json()["detail"]) == (400, "Made of other data.")
    assert ask("lan", "GET", f"/plans/{plan_id}").json()["state"] == "review"


@pytest.mark.parametrize(
    ("state", "readers"),
    [
        ("draft", {"lan", "thu"}),
        ("review", {"lan", "minh", "thu", "hai"}),
        ("published", {"lan", "minh", "thu", "hai", ""}),
    ],
)
def test_a_plan_is_seen_by_those_it_is_for_and_is_nowhere_to_others(
    ask: Callable[..., Any], plan_id: str, state: str, readers: set[str]
) -> None:
    address = f"/plans/{plan_id}"
    if state != "draft":
        ask("lan", "POST", f"{address}/state", {"to": "review"}, If_Match='"1"')
    if state == "published":
        ask("minh", "POST", f"{address}/state", {"to": "published", "classification": "public"}, If_Match='"2"')
    for path in (address, f"{address}/plan.json", f"{address}/scenario.json"):
        statuses = {name: ask(name, "GET", path).status_code for name in PEOPLE}
        assert statuses == {name: 200 if name in readers else 404 for name in PEOPLE}, path
    listed = {name for name in PEOPLE if ask(name, "GET", "/plans").json()["plans"]}
    assert listed == readers


def test_an_internal_plan_is_for_those_who_are_signed_in(ask: Callable[..., Any], plan_id: str) -> None:
    ask("lan", "POST", f"/plans/{plan_id}/state", {"to": "review"}, If_Match='"1"')
    ask("minh", "POST", f"/plans/{plan_id}/state", {"to": "published", "classification": "internal"}, If_Match='"2"')
    assert ask("hai", "GET", f"/plans/{plan_id}").status_code == 200
    assert ask("", "GET", f"/plans/{plan_id}").status_code == 404


def test_the_content_of_a_plan_is_sent_byte_for_byte_and_once(ask: Callable[..., Any], plan_id: str) -> None:
    first = ask("lan", "GET", f"/plans/{plan_id}/plan.json")
    assert first.text == plan().to_json()
    assert first.headers["Cache-Control"].startswith("private")
    again = ask("lan", "GET", f"/plans/{plan_id}/plan.json", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")


# --- comments and decisions


def test_a_province_comments_for_itself_alone_and_gets_a_reply(ask: Callable[..., Any], plan_id: str) -> None:
    comments = f"/plans/{plan_id}/comments"
    ask("lan", "POST", f"/plans/{plan_id}/state", {"to": "review"}, If_Match='"1"')
    ask("minh", "POST", f"/plans/{plan_id}/state", {"to": "published", "classification": "public"}, If_Match='"2"')
    said = ask("hai", "POST", comments, {"unit": "01", "text": "Đề nghị xem lại."})
    assert said.status_code == 201
    assert ask("hai", "POST", comments, {"unit": "48", "text": "Thay người khác."}).status_code == 403
    assert ask("thu", "POST", comments, {"unit": "01", "text": "Chỉ đọc."}).status_code == 403
    reply = f"{comments}/{said.json()['id']}/reply"
    assert ask("hai", "PUT", reply, {"text": "Tự trả lời."}).status_code == 403
    assert ask("lan", "PUT", reply, {"text": "Đã xem lại."}).json()["reply"] == "Đã xem lại."
    (stored,) = ask("", "GET", comments).json()["comments"]
    assert (stored["unit"], stored["text"], stored["replied_by"]) == ("01", "Đề nghị xem lại.", "lan")


def test_what_was_decided_stands_beside_what_was_recommended(ask: Callable[..., Any], plan_id: str) -> None:
    ask("lan", "POST", f"/plans/{plan_id}/state", {"to": "review"}, If_Match='"1"')
    decision = {
        "subject": "01/S03",
        "recommended": "Chọn S03",
        "decided": "Chọn S05",
        "reason": "Ý kiến của tỉnh",
        "decision_number": "123/QĐ-TTg",
    }
    decisions = f"/plans/{plan_id}/decisions"
    assert ask("lan", "POST", decisions, decision).status_code == 403
    assert ask("minh", "POST", decisions, {**decision, "reason": ""}).status_code == 400
    assert ask("minh", "POST", decisions, decision).status_code == 201
    (stored,) = ask("thu", "GET", decisions).json()["decisions"]
    assert {name: stored[name] for name in decision} == decision


# --- the log


def test_the_log_tells_every_change_in_order(ask: Callable[..., Any], plan_id: str) -> None:
    ask("lan", "POST", "/scenarios", draft())
    ask("lan", "POST", f"/plans/{plan_id}/state", {"to": "review"}, If_Match='"1"')
    lines = ask("thu", "GET", "/audit").json()["lines"]
    assert [line["action"] for line in lines] == ["plan.added", "scenario.created", "plan.review"]
    assert ask("thu", "GET", "/audit?after=2&limit=5").json()["lines"] == lines[2:]
    verdict = ask("thu", "GET", "/audit/verification").json()
    assert (verdict["whole"], verdict["lines"], verdict["head"]) == (True, 3, lines[2]["digest"])


def test_a_database_that_is_gone_is_said_and_comes_back(
    ask: Callable[..., Any], database: Database, plan_id: str, tmp_path: Path
) -> None:
    database.close()
    hidden = tmp_path / "hidden"
    (tmp_path / "state.sqlite3").rename(hidden)
    (tmp_path / "state.sqlite3").mkdir()
    answer = ask("lan", "GET", "/plans")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    (tmp_path / "state.sqlite3").rmdir()
    hidden.rename(tmp_path / "state.sqlite3")
    assert ask("lan", "GET", "/plans").json()["plans"][0]["id"] == plan_id
