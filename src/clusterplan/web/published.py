"""Published plans: the catalogue follows the database, whoever moved a plan in whatever process."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Self

import structlog

from clusterplan.web.features.catalogue import Catalogue
from clusterplan.web.products import OVERVIEW, layers_of, map_of, overview_for
from clusterplan.web.state.errors import StateUnavailableError
from clusterplan.web.state.plans import PlanStore, StoredPlan

__all__ = ["CurrentPlan", "Published"]

_SECONDS = 1.0
_LOG = structlog.get_logger("clusterplan.web")


@dataclass(frozen=True)
class CurrentPlan:
    """The plan that people see first."""

    id: str
    """Its id."""
    plan_json: str
    """The text of ``plan.json``."""
    page: str
    """The map."""
    is_open: bool
    """Whether everybody may read it."""
    overview: bytes | None = None
    """What a map client reads first, as it was published; none of a plan that was published without."""


class Published:
    """Keeps a catalogue in step with the published plans of a database.

    While the database does not answer, what was published is served as it was last known.

    Parameters
    ----------
    store
        The plans.
    catalogue
        What is served.
    chosen
        Published plan that is the current one; else the one published last.
    """

    def __init__(self, store: PlanStore, catalogue: Catalogue, chosen: str | None = None) -> None:
        self._store = store
        self._catalogue = catalogue
        self._chosen = chosen
        self._revision: int | None = None
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._follower = threading.Thread(target=self._follow, name="published plans", daemon=True)
        self.current: CurrentPlan | None = None

    def refresh(self) -> None:
        """Look whether a plan has moved, and serve what is published now.

        Raises
        ------
        StateUnavailableError
            If the database does not answer.
        """
        with self._lock:
            revision = self._store.revision()
            if revision == self._revision:
                return
            published = {plan.id: plan for plan in self._store.published()}
            for plan_id in set(self._catalogue.plans) - published.keys():
                self._catalogue.withdraw(plan_id)
            if self.current is not None and self.current.id not in published:
                self.current = None  # first of all: whatever fails below, what was withdrawn is not shown
            for plan_id in published.keys() - set(self._catalogue.plans):
                plan, layers = published[plan_id], layers_of(self._store.products(plan_id))
                self._catalogue.add_plan(plan_id, layers, plan.published_at, is_open=plan.is_open)
            self._set_current(published)
            self._revision = revision

    def _set_current(self, published: dict[str, StoredPlan]) -> None:
        newest = next(iter(published), None)
        plan_id = self._chosen if self._chosen in published else newest
        self._catalogue.set_current(plan_id)
        if plan_id is None:
            self.current = None
        elif self.current is None or self.current.id != plan_id:
            products, plan = self._store.products(plan_id), published[plan_id]
            overview = overview_for(products[OVERVIEW], plan_id) if OVERVIEW in products else None
            self.current = CurrentPlan(plan_id, plan.plan_json, map_of(products), plan.is_open, overview)

    def __enter__(self) -> Self:
        """Begin to follow the database."""
        self._follower.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Follow it no longer."""
        self._stop.set()
        self._follower.join()

    def _follow(self) -> None:
        gone = False
        while not self._stop.wait(_SECONDS):
            try:
                self.refresh()
            except StateUnavailableError as error:
                if not gone:  # said once, not every second
                    _LOG.warning("database does not answer", reason=str(error))
                gone = True
            except Exception:  # noqa: BLE001  one plan that cannot be shown must not stop what follows
                _LOG.exception("published plans could not be read")
            else:
                if gone:
                    _LOG.info("database answers again")
                gone = False
