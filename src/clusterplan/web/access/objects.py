"""Who may do what with one plan or one job: pure functions of the person, the action and the state of the thing.

The table of :mod:`clusterplan.web.access.rules` opens a route to a role; what these functions say of the thing behind
the address is asked by the route itself, once it knows the thing.
"""

from __future__ import annotations

from enum import StrEnum

from clusterplan.web.access.answers import Answer, refusal, yes_or_no
from clusterplan.web.principal import Principal, Role, Way
from clusterplan.web.problems import Problem

__all__ = ["Action", "may_read_plan", "on_job", "on_plan", "refused_plan"]


class Action(StrEnum):
    """What can be done with a plan."""

    READ = "read"
    """See it, its layers and tiles among it."""
    HAND_IN = "hand in"
    """From draft to review."""
    TAKE_BACK = "take back"
    """From review to draft."""
    DISCARD = "discard"
    """From draft to withdrawn."""
    PUBLISH = "publish"
    """From review to published."""
    WITHDRAW = "withdraw"
    """From published to withdrawn."""
    COMMENT = "comment"
    """Say something in the name of a province."""
    REPLY = "reply"
    """Answer a comment."""
    DECIDE = "decide"
    """Record what was decided."""


_EVERY_ROLE = frozenset(Role)
_READERS = {
    "draft": frozenset({Role.PLANNER, Role.AUDITOR}),
    "review": frozenset({Role.PLANNER, Role.PUBLISHER, Role.AUDITOR}),
    "published": _EVERY_ROLE,  # and everybody, where reading is public
    "withdrawn": frozenset({Role.PLANNER, Role.PUBLISHER, Role.AUDITOR}),
}
_ACTORS = {
    Action.HAND_IN: frozenset({Role.PLANNER}),
    Action.TAKE_BACK: frozenset({Role.PLANNER, Role.PUBLISHER}),
    Action.DISCARD: frozenset({Role.PLANNER}),
    Action.PUBLISH: frozenset({Role.PUBLISHER}),
    Action.WITHDRAW: frozenset({Role.PUBLISHER}),
    Action.COMMENT: frozenset({Role.VIEWER, Role.PLANNER, Role.PUBLISHER}),
    Action.REPLY: frozenset({Role.PLANNER, Role.PUBLISHER}),
    Action.DECIDE: frozenset({Role.PUBLISHER}),
}


def may_read_plan(principal: Principal, state: str, *, public_reading: bool) -> bool:
    """Tell whether somebody may see a plan; whoever may not gets the answer of a plan that does not exist.

    Parameters
    ----------
    principal
        Who asks.
    state
        ``draft``, ``review``, ``published`` or ``withdrawn``.
    public_reading
        Whether what is published is read by all.

    Returns
    -------
    bool
        Whether he sees it.
    """
    return (public_reading and state == "published") or principal.has(*_READERS[state])


def on_plan(
    principal: Principal, action: Action, state: str, *, public_reading: bool, unit: str | None = None
) -> Answer:
    """Tell whether somebody may do something with a plan in a state.

    Whether the state itself allows the step (a draft cannot be published) is for the store to say.

    Parameters
    ----------
    principal
        Who asks.
    action
        What he wants to do.
    state
        ``draft``, ``review``, ``published`` or ``withdrawn``.
    public_reading
        Whether what is published is read by all.
    unit
        The province that a comment speaks for; every comment has one.

    Returns
    -------
    Answer
        Hidden if he may not see the plan.
    """
    if not may_read_plan(principal, state, public_reading=public_reading):
        return Answer.HIDDEN
    if action is Action.READ:
        return Answer.YES
    allowed = principal.has(*_ACTORS[action])
    if action is Action.COMMENT:  # one's own machine has one person, who types in what provinces wrote
        allowed = allowed and unit is not None and (principal.way is Way.LOCAL or principal.speaks_for(unit))
    return yes_or_no(principal, allowed=allowed)


def refused_plan(answer: Answer, action: Action, plan_id: str) -> Problem:
    """Return the problem that tells a refusal about a plan.

    Parameters
    ----------
    answer
        Any but yes.
    action
        What was wanted.
    plan_id
        Id in the address; also to be used, with :attr:`Answer.HIDDEN`, for a plan that does not exist.

    Returns
    -------
    Problem
        To be raised.
    """
    hidden = f"There is no plan '{plan_id}'."
    if action is Action.READ:
        return refusal(answer, "a role", hidden)
    roles = " or ".join(sorted(_ACTORS[action]))
    province = " and the province in your scope" if action is Action.COMMENT else ""
    return refusal(answer, f"the role {roles}{province}", hidden)


def on_job(principal: Principal, owner: str, *, change: bool) -> Answer:
    """Tell whether somebody may see, or stop, a job: its owner may, auditors see.

    Parameters
    ----------
    principal
        Who asks.
    owner
        Subject of who asked for the job.
    change
        Whether he wants to stop it.

    Returns
    -------
    Answer
        Hidden from planners whose job it is not.
    """
    if principal.subject == owner and principal.has(Role.PLANNER):
        return Answer.YES
    if principal.has(Role.AUDITOR):
        return Answer.NO if change else Answer.YES
    return Answer.HIDDEN
