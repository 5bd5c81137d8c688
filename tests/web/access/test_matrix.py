"""Who may do what: every route of the application and every step of a plan, for everybody, against tables by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from httpx2 import Response
from starlette.testclient import TestClient
from tests.web.access.sample import PEOPLE
from tests.web.state.samples import plan, scenario

from clusterplan.language import Text
from clusterplan.planning.known_plan import OtherDataError
from clusterplan.publishing import Publication
from clusterplan.web import Settings, create_app
from clusterplan.web.access.answers import Answer
from clusterplan.web.access.objects import Action, may_read_plan, on_job, on_plan
from clusterplan.web.principal import LOCAL_PLANNER, Role
from clusterplan.web.products import make_products
from clusterplan.web.state.database import Database
from clusterplan.web.state.jobs import JobStore
from clusterplan.web.state.keys import KeyStore
from clusterplan.web.state.migrate import migrate
from clusterplan.web.state.plans import Classification, PlanState, PlanStore

HERE = Path(__file__).parent
STATES = ("draft", "review", "published", "withdrawn")
UNKNOWN = {"anonymous"}
WITH_ROLE = {"viewer", "official of 48", "planner", "publisher", "auditor", "local"}
EVERYBODY = UNKNOWN | WITH_ROLE
AUDIENCES = {
    "everybody": (EVERYBODY, EVERYBODY),
    "everybody where reading is public, else whoever has a role": (EVERYBODY, WITH_ROLE),
    "whoever has a role": (WITH_ROLE, WITH_ROLE),
    "planners": ({"planner", "local"}, {"planner", "local"}),
    "planners, publishers and auditors": ({"planner", "publisher", "auditor", "local"},) * 2,
    "planners and publishers": ({"planner", "publisher", "local"},) * 2,
    "publishers": ({"publisher", "local"},) * 2,
    "viewers, planners and publishers": ({"viewer", "official of 48", "planner", "publisher", "local"},) * 2,
    "auditors": ({"auditor", "local"}, {"auditor", "local"}),
}
"""Under its name in routes.txt: who may, where reading is public and where it is not."""
FOR_SIGNING_IN = {"GET /login", "GET /login/callback", "POST /logout"}
PLACES = {"collection_id": "provinces", "feature_id": "01"}
"""What stands in an address; anything else is an id that does not exist."""


def table_of_routes() -> dict[str, str]:
    """Return the audience of each route, as the file says."""
    found: dict[str, str] = {}
    audience = ""
    for line in (HERE / "routes.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            audience = line.removeprefix("== ")
            assert audience in AUDIENCES, f"nobody knows who these are: {audience}"
        elif line and not line.startswith("#"):
            assert line not in found, f"twice in the file: {line}"
            found[line] = audience
    return found


def routes_of(app: FastAPI) -> Iterator[str]:
    for found in iter_route_contexts(app.routes):
        yield from (f"{method} {found.path}" for method in (found.methods or set()) - {"HEAD"})


@dataclass(frozen=True)
class Door:
    """One application with a way in for each person, and a plan in each state."""

    app: FastAPI
    clients: dict[str, TestClient]
    keys: dict[str, str]
    plans: dict[str, str]

    def ask(
        self, person: str, route: str, state: str = "", content: Any = None, job: str = "nothing", **headers: str
    ) -> Response:
        """Ask as a person; what the address leaves open is filled in, with an id of nothing if need be."""
        method, path = route.split(" ")
        places = {**PLACES, "plan_id": self.plans.get(state, "nothing"), "job_id": job}
        address = re.sub(r"\{(\w+)(:\w+)?\}", lambda found: places.get(found[1], "nothing"), path)
        if person in self.keys:
            headers["X-API-Key"] = self.keys[person]
        client = self.clients[person]
        return client.request(method, address, json=content, headers=headers, follow_redirects=False)


@pytest.fixture(scope="module", params=[True, False], ids=["public reading", "closed reading"])
def public_reading(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def a_plan_in_each_state(database: Database, publication: Publication) -> dict[str, str]:
    """Store four plans, each moved as far as its state says."""
    store, found = PlanStore(database), {}
    for number, state in enumerate(PlanState):
        made = plan(seed=number)
        stored = store.add(LOCAL_PLANNER, made, scenario())
        for step in {"draft": (), "withdrawn": ("withdrawn",), "review": ("review",)}.get(state, ("review", state)):
            published = step == PlanState.PUBLISHED
            products = make_products(replace(publication, plan=made)) if published else None
            kind = Classification.PUBLIC if published else None
            stored = store.move(LOCAL_PLANNER, stored.id, PlanState(step), stored.version, kind, products=products)
        found[str(state)] = stored.id
    return found


def of_other_data(*_: object) -> None:
    """Say at once what posing the problem would say after some seconds."""
    raise OtherDataError(Text(vi="Dữ liệu khác.", en="Made of other data."))


@pytest.fixture(scope="module")
def door(public_reading: bool, publication: Publication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    folder = tmp_path_factory.mktemp("matrix")
    database = Database(Settings(state_folder=folder).database_url)
    migrate(database)
    plans = a_plan_in_each_state(database, publication)
    common: dict[str, Any] = {
        "public_reading": public_reading,
        "state_folder": folder,
        "requests_per_minute": 100_000,
        "job_workers": 0,
    }
    login: dict[str, Any] = {"api_keys": True, "oidc_issuer": "http://127.0.0.1:9", "oidc_client_id": "matrix"}
    open_to_all = create_app(Settings(**common, **login), publication.layers)
    local = create_app(Settings(**common), publication.layers)
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setattr("clusterplan.web.answers.memory.Memory.publication", lambda _memory, stored: stored)
        patch.setattr("clusterplan.web.answers.overview.overview_of", of_other_data)
        patch.setattr("clusterplan.web.answers.outlines.outlines_of", of_other_data)
        patch.setattr("clusterplan.web.resources.plans.make_products", lambda _: {})
        patch.setattr("clusterplan.web.resources.plans.for_others", lambda publication: publication)
        patch.setattr("clusterplan.web.answers.memory.known_again", of_other_data)
        patch.setattr("clusterplan.web.resources.plans.draw_map", lambda _: "<html></html>")
        inside = {
            app: stack.enter_context(TestClient(app, base_url="http://localhost", raise_server_exceptions=False))
            for app in (open_to_all, local)
        }
        clients = {name: inside[local if person == LOCAL_PLANNER else open_to_all] for name, person in PEOPLE.items()}
        keys = {
            name: KeyStore(database).create(LOCAL_PLANNER, name, person.roles, person.provinces).secret
            for name, person in PEOPLE.items()
            if person.roles and person != LOCAL_PLANNER
        }
        yield Door(open_to_all, clients, keys, plans)
    database.close()


# --- routes


def test_the_table_has_every_route_and_no_other(door: Door) -> None:
    assert sorted(routes_of(door.app)) == sorted(table_of_routes())


def allowed_by(route: str, *, public_reading: bool) -> set[str]:
    """Return who may use a route, as the table says."""
    allowed = AUDIENCES[table_of_routes()[route]][0 if public_reading else 1]
    return allowed - {"local"} if route in FOR_SIGNING_IN else allowed


@pytest.mark.parametrize("route", table_of_routes())
def test_a_route_is_open_to_those_and_only_those_of_the_table(door: Door, public_reading: bool, route: str) -> None:
    allowed = allowed_by(route, public_reading=public_reading)
    for person in sorted(EVERYBODY):
        status = door.ask(person, route).status_code
        if person in allowed:
            assert status not in (401, 403), person
            assert status < 500 or status == 503, person
        elif route in FOR_SIGNING_IN:
            assert status == 404, "a machine alone has nobody to sign in"
        else:
            assert status == (401 if person in UNKNOWN else 403), person


# --- plans


def table_of_plans() -> dict[tuple[str, Action, str], str]:
    """Return what the file says for each state, action and person."""
    lines = (HERE / "plans.txt").read_text(encoding="utf-8").splitlines()
    rows = [re.split(r" {2,}", line.strip()) for line in lines if line and not line.startswith("#")]
    people, *steps = rows
    found = {}
    for row in steps:
        state, action, *answers = _split(row)
        for person, answer in zip(people, answers, strict=True):
            found[state, Action(action), person] = answer
    return found


def _split(row: list[str]) -> list[str]:
    """Return state, action and answers; an action with nine letters touches the first answer."""
    state, *rest = row
    action = next(action for action in Action if rest[0].startswith(action))
    first = rest[0].removeprefix(action).strip()
    return [state, action, *([first] if first else []), *rest[1:]]


WORDS = {"yes": Answer.YES, "no": Answer.NO, "-": Answer.HIDDEN, "401": Answer.SIGN_IN}


def test_the_table_of_plans_is_whole() -> None:
    assert set(table_of_plans()) == set(product(STATES, Action, PEOPLE))


@pytest.mark.parametrize("state", STATES)
def test_everybody_may_do_with_a_plan_what_the_table_says(state: str) -> None:
    for action, (name, person) in product(Action, PEOPLE.items()):
        expected = WORDS[table_of_plans()[state, action, name]]
        assert on_plan(person, action, state, public_reading=True, unit="48") is expected, (action, name)
        closed = Answer.HIDDEN if not person.roles else expected
        assert on_plan(person, action, state, public_reading=False, unit="48") is closed, (action, name)
        assert may_read_plan(person, state, public_reading=True) is (expected is not Answer.HIDDEN)


@pytest.mark.parametrize("unit", ["01", "4", "480", "", None])
def test_nobody_comments_for_a_province_that_is_not_his(unit: str | None) -> None:
    for name, person in PEOPLE.items():
        answer = on_plan(person, Action.COMMENT, "published", public_reading=True, unit=unit)
        expected = (
            Answer.YES if name == "local" and unit is not None else Answer.SIGN_IN if name == "anonymous" else Answer.NO
        )
        assert answer is expected, name


# --- plans, over HTTP

READ: tuple[Action, Any, dict[str, str]] = (Action.READ, None, {})
REMARK = {"subject": "48/S03", "recommended": "S03", "decided": "S04", "reason": "land", "decision_number": "1/QD"}
STALE = {"If-Match": '"999"'}
ROUTES_OF_PLANS: dict[str, list[tuple[Action, Any, dict[str, str]]]] = {
    "GET /plans/{plan_id}": [READ],
    "GET /plans/{plan_id}/plan.json": [READ],
    "GET /plans/{plan_id}/scenario.json": [READ],
    "GET /plans/{plan_id}/map.html": [READ],
    "GET /plans/{plan_id}/overview.json": [READ],
    "GET /plans/{plan_id}/outlines.json": [READ],
    "GET /plans/{plan_id}/units/{unit}": [READ],
    "GET /plans/{plan_id}/units/{unit}/technologies/{technology}": [READ],
    "GET /plans/{plan_id}/units/{unit}/report.pdf": [READ],
    "GET /plans/{plan_id}/timeline.json": [READ],
    "GET /plans/{plan_id}/metrics.json": [READ],
    "GET /plans/{plan_id}/missions.json": [READ],
    "GET /plans/{plan_id}/targets.json": [READ],
    "GET /plans/{plan_id}/comparison/{other_id}": [READ],
    "GET /plans/{plan_id}/download/{name}": [READ],
    "POST /plans/{plan_id}/what-if": [(Action.READ, {"must": ["01:S01"]}, {})],
    "GET /plans/{plan_id}/comments": [READ],
    "GET /plans/{plan_id}/decisions": [READ],
    "POST /plans/{plan_id}/state": [
        (Action.HAND_IN, {"to": "review"}, STALE),
        (Action.TAKE_BACK, {"to": "draft"}, STALE),
        (Action.DISCARD, {"to": "withdrawn"}, STALE),
        (Action.PUBLISH, {"to": "published", "classification": "public"}, STALE),
        (Action.WITHDRAW, {"to": "withdrawn"}, STALE),
    ],
    "POST /plans/{plan_id}/comments": [(Action.COMMENT, {"unit": "48", "text": "Đồng ý"}, {})],
    "PUT /plans/{plan_id}/comments/{comment_id}/reply": [(Action.REPLY, {"text": "Cảm ơn"}, {})],
    "POST /plans/{plan_id}/decisions": [(Action.DECIDE, REMARK, {})],
}
"""What is sent to each route of a plan, and what that does. Moves are sent with a version that is not the plan's."""
STEPS = {
    Action.HAND_IN: "draft",
    Action.DISCARD: "draft",
    Action.TAKE_BACK: "review",
    Action.PUBLISH: "review",
    Action.WITHDRAW: "published",
}


def test_every_route_of_a_plan_is_tried_in_every_state() -> None:
    assert {route for route in table_of_routes() if "{plan_id}" in route} == set(ROUTES_OF_PLANS)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("route", ROUTES_OF_PLANS)
def test_a_plan_in_a_state_is_open_to_those_of_the_table(
    door: Door, public_reading: bool, route: str, state: str
) -> None:
    allowed = allowed_by(route, public_reading=public_reading)
    for (action, body, headers), person in product(ROUTES_OF_PLANS[route], sorted(EVERYBODY)):
        if STEPS.get(action, state) != state:
            continue  # there is no such step: the store's tests say so
        answer = door.ask(person, route, state, body, **headers)
        expected = WORDS[table_of_plans()[state, action, person]]
        if person in UNKNOWN and not public_reading:
            expected = Answer.HIDDEN
        if person not in allowed:
            assert answer.status_code == (401 if person in UNKNOWN else 403), (action, person)
        else:
            assert told(answer, door.plans[state]) is expected, (action, person, answer.text)


def told(answer: Response, plan_id: str) -> Answer:
    """Return what an answer says; whatever else is wrong with a request, he who is told of it may see the plan."""
    if answer.status_code == 404 and answer.json()["detail"] == f"There is no plan '{plan_id}'.":
        return Answer.HIDDEN
    assert answer.status_code < 500, answer.text
    return {401: Answer.SIGN_IN, 403: Answer.NO}.get(answer.status_code, Answer.YES)


def test_what_is_not_open_to_all_is_kept_by_nobody_on_the_way(door: Door, public_reading: bool) -> None:
    for person, state in (("planner", "published"), ("planner", "draft"), ("auditor", "review")):
        kept = door.ask(person, "GET /plans/{plan_id}/plan.json", state=state).headers["cache-control"]
        assert ("public" in kept) is (public_reading and state == "published")


def test_a_hidden_plan_and_no_plan_are_told_in_the_same_words(door: Door) -> None:
    hidden = door.plans["draft"]
    for route in (route for route in ROUTES_OF_PLANS if route.startswith("GET")):
        answers = [door.ask("viewer", route, state=state).json() for state in ("draft", "no state")]
        answers[0]["detail"] = answers[0]["detail"].replace(hidden, "nothing")
        assert answers[0] == answers[1]
    assert hidden not in door.ask("viewer", "GET /plans").text
    assert hidden in door.ask("auditor", "GET /plans").text


# --- jobs


@pytest.mark.parametrize("change", [False, True])
def test_a_job_is_its_owners(change: bool) -> None:
    for name, person in PEOPLE.items():
        others = on_job(person, "somebody", change=change)
        own = on_job(person, person.subject, change=change)
        if Role.PLANNER in person.roles:
            assert own is Answer.YES
        if Role.AUDITOR in person.roles and name != "local":
            assert others is (Answer.NO if change else Answer.YES)
        elif name != "local":
            assert others is Answer.HIDDEN


def test_a_job_over_http_is_seen_by_its_owner_and_auditors_and_stopped_by_its_owner(door: Door) -> None:
    owner = f"key:{door.keys['planner'].split('_')[1]}"
    store = JobStore(door.app.state.service.database)

    def of(subject: str) -> str:
        return store.submit(replace(PEOPLE["planner"], subject=subject), "allocation", {"scenario": "national"}).id

    own, others = of(owner), of("somebody")
    assert door.ask("planner", "GET /jobs/{job_id}", job=own).status_code == 200
    assert door.ask("planner", "GET /jobs/{job_id}", job=others).status_code == 404
    assert door.ask("publisher", "GET /jobs/{job_id}", job=own).status_code == 404
    assert door.ask("auditor", "GET /jobs/{job_id}", job=own).status_code == 200
    assert door.ask("auditor", "DELETE /jobs/{job_id}", job=own).status_code == 403
    for route in ("GET /jobs/{job_id}/results", "POST /jobs/{job_id}/stop", "DELETE /jobs/{job_id}"):
        assert door.ask("planner", route, job=others).status_code == 404, route
    assert door.ask("planner", "DELETE /jobs/{job_id}", job=own).status_code == 200
    listed = door.ask("auditor", "GET /jobs").text
    assert own in listed
    assert others in listed
    assert others not in door.ask("planner", "GET /jobs").text
