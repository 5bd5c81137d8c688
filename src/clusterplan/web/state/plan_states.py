"""How far a plan has come, who may read it, and which moves there are."""

from __future__ import annotations

from enum import StrEnum

from clusterplan.errors import Fault
from clusterplan.language import Text
from clusterplan.web.state.errors import NotAllowedError

__all__ = ["Classification", "PlanState", "require_allowed"]


class PlanState(StrEnum):
    """How far a plan has come."""

    DRAFT = "draft"
    """Solved; seen by planners alone."""
    REVIEW = "review"
    """Handed in: publishers read it, provinces comment."""
    PUBLISHED = "published"
    """Open to everybody that its classification allows."""
    WITHDRAWN = "withdrawn"
    """No longer valid; kept with its history."""


class Classification(StrEnum):
    """Who may read a published plan. State secrets have no place in this service, so they have no value here."""

    PUBLIC = "public"
    """Everybody."""
    DEMONSTRATION = "demonstration"
    """Everybody, shown as a demonstration."""
    INTERNAL = "internal"
    """Those who are signed in."""

    @property
    def is_open(self) -> bool:
        """Whether everybody may read it."""
        return self is not Classification.INTERNAL


_MOVES = {
    PlanState.DRAFT: (PlanState.REVIEW, PlanState.WITHDRAWN),
    PlanState.REVIEW: (PlanState.DRAFT, PlanState.PUBLISHED),
    PlanState.PUBLISHED: (PlanState.WITHDRAWN,),
    PlanState.WITHDRAWN: (),
}


def require_allowed(id_: str, state: PlanState, to: PlanState, classification: Classification | None) -> None:
    """Refuse a move that there is not, or one without the classification that it needs.

    Parameters
    ----------
    id_
        The plan.
    state
        Its state.
    to
        The wanted state.
    classification
        Who is to read it.

    Raises
    ------
    NotAllowedError
        With what can be done instead.

    Examples
    --------
    >>> require_allowed("3f2a", PlanState.REVIEW, PlanState.PUBLISHED, Classification.PUBLIC)
    """
    if to not in _MOVES[state]:
        summary = Text(
            vi=f"Phương án {id_} đang ở trạng thái '{state}', không chuyển sang '{to}' được.",
            en=f"The plan {id_} is in state '{state}' and cannot move to '{to}'.",
        )
        moves = ", ".join(_MOVES[state])
        advice = Text(
            vi=f"Có thể chuyển sang: {moves or 'không trạng thái nào'}.", en=f"It can move to: {moves or 'no other'}."
        )
        raise NotAllowedError(summary, [Fault("state", summary, advice)])
    if (classification is None) == (to is PlanState.PUBLISHED):
        values = ", ".join(Classification)
        summary = Text(
            vi="Phải có mức phổ biến khi công bố, và chỉ khi công bố.",
            en="A classification is needed to publish, and only then.",
        )
        advice = Text(
            vi=f"Các mức: {values}. Không đưa bí mật nhà nước vào dịch vụ này.",
            en=f"There are: {values}. State secrets have no place in this service.",
        )
        raise NotAllowedError(summary, [Fault("classification", summary, advice)])
