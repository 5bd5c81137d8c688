"""The access table: one rule for every route, by its name. A route without a rule stops the start.

A rule is checked before anything of the request is read. What depends on the thing behind the address (a draft,
somebody else's job) is asked by the route, with :mod:`clusterplan.web.access.objects`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from clusterplan.errors import InternalError
from clusterplan.language import Text
from clusterplan.web.access.answers import Answer, refusal, yes_or_no
from clusterplan.web.principal import Principal, Role

__all__ = ["RULES", "Rule", "guard_routes", "require_rules"]


@dataclass(frozen=True)
class Rule:
    """Who may use a route.

    Examples
    --------
    >>> from clusterplan.web.principal import ANONYMOUS, LOCAL_PLANNER
    >>> PLANNERS.answer(ANONYMOUS, public_reading=True), PLANNERS.answer(LOCAL_PLANNER, public_reading=True)
    (<Answer.SIGN_IN: 'sign in'>, <Answer.YES: 'yes'>)
    """

    roles: frozenset[Role]
    """One of these roles is enough."""
    anybody: bool = False
    """Whether it takes no role at all."""
    anybody_if_public: bool = False
    """Whether it takes no role where what is published may be read by all."""

    def answer(self, principal: Principal, *, public_reading: bool) -> Answer:
        """Tell whether somebody may use the route.

        Parameters
        ----------
        principal
            Who asks.
        public_reading
            Whether what is published may be read by all.

        Returns
        -------
        Answer
            Yes, no, or an invitation to sign in.
        """
        if self.anybody or (self.anybody_if_public and public_reading):
            return Answer.YES
        return yes_or_no(principal, allowed=not self.roles.isdisjoint(principal.roles))

    @property
    def needed(self) -> str:
        """What it takes, in words."""
        return f"the role {' or '.join(sorted(self.roles))}"


OPEN = Rule(frozenset(), anybody=True)
"""Tells nothing of any plan: health, the interface, signing in."""
READERS = Rule(frozenset(Role), anybody_if_public=True)
"""Reads what is published; of everything else the route asks again."""
SIGNED_IN = Rule(frozenset(Role))
"""Anybody who has a role."""
PLANNERS = Rule(frozenset({Role.PLANNER}))
"""Writes scenarios, runs jobs, makes plans."""
PLANNERS_READ = Rule(frozenset({Role.PLANNER, Role.PUBLISHER, Role.AUDITOR}))
"""Reads what planners work on."""
PUBLISHERS = Rule(frozenset({Role.PUBLISHER}))
"""Publishes and records decisions."""
MOVERS = Rule(frozenset({Role.PLANNER, Role.PUBLISHER}))
"""Moves plans from state to state, replies to comments; the route asks again which step."""
SPEAKERS = Rule(frozenset({Role.VIEWER, Role.PLANNER, Role.PUBLISHER}))
"""Comments; the route asks again for which province."""
AUDITORS = Rule(frozenset({Role.AUDITOR}))
"""Reads the audit log."""

RULES: Mapping[str, Rule] = {
    # what the service is
    "openapi": OPEN,
    "conformance": OPEN,
    "health": OPEN,
    "readiness": OPEN,
    "metrics": SIGNED_IN,
    # signing in
    "login": OPEN,
    "login_callback": OPEN,
    "logout": OPEN,
    "me": OPEN,
    # the client
    "client_asset": OPEN,
    "client_icon": OPEN,
    "client_licences": OPEN,
    # what is published
    "landing": READERS,
    "map_page": READERS,
    "plan": READERS,
    "overview": READERS,
    "collections": READERS,
    "collection": READERS,
    "items": READERS,
    "item": READERS,
    "queryables": READERS,
    "tile_matrix_sets": READERS,
    "tile_matrix_set": READERS,
    "tilesets": READERS,
    "tileset": READERS,
    "tile": READERS,
    # what planners write
    "scenarios": PLANNERS_READ,
    "scenario": PLANNERS_READ,
    "scenario_versions": PLANNERS_READ,
    "scenario_version": PLANNERS_READ,
    "create_scenario": PLANNERS,
    "write_scenario": PLANNERS,
    "scenario_schema": OPEN,
    "bundled_scenarios": PLANNERS_READ,
    "check_scenario": PLANNERS,
    "checkable_layers": PLANNERS,
    "check_layer": PLANNERS,
    # plans: the route asks again, of the plan behind the address
    "plans": READERS,
    "stored_plan": READERS,
    "plan_content": READERS,
    "plan_scenario": READERS,
    "plan_map": READERS,
    "plan_overview": READERS,
    "plan_outlines": READERS,
    "unit_reasons": READERS,
    "pair_explanation": READERS,
    "unit_report": READERS,
    "plan_timeline": READERS,
    "plan_metrics": READERS,
    "plan_missions": READERS,
    "plan_targets": READERS,
    "plan_comparison": READERS,
    "plan_download": READERS,
    "plan_what_if": PLANNERS,
    "move_plan": MOVERS,
    "comments": SIGNED_IN,
    "add_comment": SPEAKERS,
    "reply_to_comment": MOVERS,
    "decisions": SIGNED_IN,
    "add_decision": PUBLISHERS,
    # what was done
    "audit": AUDITORS,
    "audit_verification": AUDITORS,
    # questions that take time: of a job, the route asks again whose it is
    "processes": READERS,
    "process": READERS,
    "execute": PLANNERS,
    "jobs": PLANNERS_READ,
    "job": PLANNERS_READ,
    "job_events": PLANNERS_READ,
    "job_results": PLANNERS_READ,
    "dismiss_job": PLANNERS,
    "stop_job": PLANNERS,
    "rerun_job": PLANNERS,
}
"""Name of a route: its rule."""


@dataclass(frozen=True)
class Guarding:
    """What the rules of one application depend on."""

    public_reading: bool
    """Whether what is published may be read by all."""


def guard_routes(app: FastAPI, *, public_reading: bool) -> None:
    """Put its rule before every route of an application.

    Parameters
    ----------
    app
        With all its routes.
    public_reading
        Whether what is published may be read by all.

    Raises
    ------
    InternalError
        If a route has no rule.
    """
    require_rules(app)
    app.state.guarding = Guarding(public_reading)
    for found in iter_route_contexts(app.routes):
        route = found.original_route
        if not isinstance(route.handle, _Guarded):
            methods = None if isinstance(route, Mount) else frozenset(found.methods or ())
            vars(route)["handle"] = _Guarded(route.handle, RULES[found.name or ""], methods)


def require_rules(app: FastAPI) -> None:
    """Refuse an application with a route that has no rule, or that a rule cannot be put before.

    Parameters
    ----------
    app
        The application.

    Raises
    ------
    InternalError
        Naming every such route.
    """
    open_ended = [found for found in iter_route_contexts(app.routes) if not _has_rule(found, app.routes)]
    if open_ended:
        names = ", ".join(f"{found.name} ({found.path})" for found in open_ended)
        raise InternalError(
            Text(vi=f"Các địa chỉ chưa có quy tắc truy cập: {names}.", en=f"Routes without an access rule: {names}.")
        )


def _has_rule(found: RouteContext, top: list[BaseRoute]) -> bool:
    """Tell whether the table knows a route; an included router copies plain routes, so only its own kind is guarded."""
    route = found.original_route
    guardable = isinstance(route, APIRoute) or (isinstance(route, Route | Mount) and route in top)
    return guardable and found.name in RULES


class _Guarded:
    """A route behind its rule. Methods that the route does not have are left to it: it answers 405.

    Routers are shared by all applications of a process, and a rule holds in those that were guarded: only they know
    who asks.
    """

    def __init__(self, inner: ASGIApp, rule: Rule, methods: frozenset[str] | None) -> None:
        self._inner = inner
        self._rule = rule
        self._methods = methods

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        guarding: Guarding | None = getattr(scope["app"].state, "guarding", None)
        if guarding is not None and (self._methods is None or scope["method"] in self._methods):
            answer = self._rule.answer(scope["state"]["principal"], public_reading=guarding.public_reading)
            if answer is not Answer.YES:
                raise refusal(answer, self._rule.needed)
        await self._inner(scope, receive, send)
