"""Who may do what: every route of the application and every step of a plan, for everybody, against tables by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient
from tests.web.access.sample import PEOPLE, database_in

from clusterplan.publishing import Publication
from clusterplan.web import Settings, create_app
from clusterplan.web.access.answers import Answer
from clusterplan.web.access.objects import Action, may_read_plan, on_job, on_plan
from clusterplan.web.principal import LOCAL_PLANNER, Role
from clusterplan.web.service import Service
from clusterplan.web.state.keys import KeyStore

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
    """One application with a way in for each person."""

    app: FastAPI
    clients: dict[str, TestClient]

    def status(self, route: str, person: str) -> int:
        method, path = route.split(" ")
        address = re.sub(r"\{(\w+)(:\w+)?\}", lambda found: PLACES.get(found[1], "nothing"), path)
        return self.clients[person].request(method, address, follow_redirects=False).status_code


@pytest.fixture(scope="module", params=[True, False], ids=["public reading", "closed reading"])
def public_reading(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(scope="module")
def door(public_reading: bool, publication: Publication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    folder = tmp_path_factory.mktemp("matrix")
    database = database_in(folder)
    common: dict[str, Any] = {"public_reading": public_reading, "state_folder": folder, "requests_per_minute": 100_000}
    open_to_all = create_app(
        Settings(api_keys=True, oidc_issuer="http://127.0.0.1:9", oidc_client_id="matrix", **common), publication
    )
    local = create_app(Settings(**common), publication)
    for app in (open_to_all, local):
        app.state.service = Service(Settings(**common), database)
    with ExitStack() as stack:
        clients = {}
        for name, person in PEOPLE.items():
            headers = {}
            if person.roles and person != LOCAL_PLANNER:
                key = KeyStore(database).create(LOCAL_PLANNER, name, person.roles, person.provinces)
                headers["X-API-Key"] = key.secret
            app = local if person == LOCAL_PLANNER else open_to_all
            client = TestClient(app, base_url="http://localhost", headers=headers, raise_server_exceptions=False)
            clients[name] = stack.enter_context(client)
        yield Door(open_to_all, clients)
    database.close()


# --- routes


def test_the_table_has_every_route_and_no_other(door: Door) -> None:
    assert sorted(routes_of(door.app)) == sorted(table_of_routes())


@pytest.mark.parametrize("route", table_of_routes())
def test_a_route_is_open_to_those_and_only_those_of_the_table(door: Door, public_reading: bool, route: str) -> None:
    allowed = AUDIENCES[table_of_routes()[route]][0 if public_reading else 1]
    if route.endswith(("/login", "/login/callback", "/logout")):  # a machine alone has nobody to sign in
        allowed = allowed - {"local"}
    for person in sorted(EVERYBODY):
        status = door.status(route, person)
        if person in allowed:
            assert status not in (401, 403), person
            assert status < 500 or status == 503, person
        elif person == "local":
            assert status == 404
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
