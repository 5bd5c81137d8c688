"""What the rules of access can answer, and how a refusal reaches its sender."""

from __future__ import annotations

from enum import Enum
from http import HTTPStatus

from clusterplan.web.principal import ANONYMOUS, Principal
from clusterplan.web.problems import Problem

__all__ = ["CHALLENGE", "Answer", "refusal", "yes_or_no"]

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="clusterplan"'}
"""Header of every 401."""


class Answer(Enum):
    """Whether somebody may do something."""

    YES = "yes"
    """He may."""
    SIGN_IN = "sign in"
    """Not as somebody unknown: 401."""
    NO = "no"
    """He lacks the role or the province: 403."""
    HIDDEN = "hidden"
    """He may not even know that it exists: 404, in the words of what does not exist."""


def yes_or_no(principal: Principal, *, allowed: bool) -> Answer:
    """Return yes, or the fitting no: who is unknown may sign in, who is known lacks a right.

    Parameters
    ----------
    principal
        Who asks.
    allowed
        Whether he may.

    Returns
    -------
    Answer
        Never hidden.

    Examples
    --------
    >>> yes_or_no(ANONYMOUS, allowed=False)
    <Answer.SIGN_IN: 'sign in'>
    """
    if allowed:
        return Answer.YES
    return Answer.SIGN_IN if principal == ANONYMOUS else Answer.NO


def refusal(answer: Answer, needed: str, hidden: str = "Not Found") -> Problem:
    """Return the problem that tells a refusal.

    Parameters
    ----------
    answer
        Any but yes.
    needed
        What it takes, as ``the role planner``.
    hidden
        What is said of a thing that does not exist.

    Returns
    -------
    Problem
        401, 403 or 404, to be raised.
    """
    assert answer is not Answer.YES, "a yes is no refusal"
    if answer is Answer.HIDDEN:
        return Problem(HTTPStatus.NOT_FOUND, hidden)
    if answer is Answer.NO:
        return Problem(HTTPStatus.FORBIDDEN, f"This takes {needed}.")
    detail = f"This takes {needed}: sign in, or send an API key or a token in the header Authorization."
    return Problem(HTTPStatus.UNAUTHORIZED, detail, CHALLENGE)
