"""Every collection that is served, and who may see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from threading import Lock

from clusterplan.publishing.plan_layers import PLAN_LAYERS, PlanLayer
from clusterplan.web.features.collections import Collection
from clusterplan.web.features.plans import current_title, plan_collections
from clusterplan.web.principal import Principal

__all__ = ["Catalogue"]


class Catalogue:
    """Collections of layers, of every published plan, and of the current one under names that do not change.

    Reading takes no lock: a change puts a new mapping in the place of the old one.

    Parameters
    ----------
    layers
        Collections of layers.
    public_reading
        Whether those who have no role may read what is open.
    """

    def __init__(self, layers: Iterable[Collection], *, public_reading: bool = True) -> None:
        self._layers = {found.id: found for found in layers}
        self._plans: dict[str, tuple[Collection, ...]] = {}
        self._current: str | None = None
        self._public_reading = public_reading
        self._lock = Lock()
        self._revision = 0
        self._shown: Mapping[str, Collection] = self._layers

    @property
    def revision(self) -> int:
        """Goes up with every change."""
        return self._revision

    @property
    def public_reading(self) -> bool:
        """Whether those who have no role may read what is open."""
        return self._public_reading

    @property
    def plans(self) -> tuple[str, ...]:
        """Ids of the plans, in the order in which they were added."""
        return tuple(self._plans)

    @property
    def current(self) -> str | None:
        """Id of the current plan, if there is one."""
        return self._current

    def add_plan(
        self,
        plan_id: str,
        layers: Mapping[str, PlanLayer],
        published_at: datetime | None = None,
        *,
        is_open: bool = True,
    ) -> None:
        """Serve a published plan; one that is served already stays as it is.

        Parameters
        ----------
        plan_id
            Its id.
        layers
            Its layers, as they were published.
        published_at
            When it was published.
        is_open
            Whether those may read it who have no role.
        """
        if plan_id in self._plans:
            return
        made = tuple(plan_collections(plan_id, layers, published_at, is_open=is_open))
        with self._lock:
            self._plans = {**self._plans, plan_id: made}
            self._show()

    def set_current(self, plan_id: str | None) -> None:
        """Let ``current-units`` and its like show a plan that is served, or no plan.

        Parameters
        ----------
        plan_id
            Its id.

        Raises
        ------
        KeyError
            If no such plan is served.
        """
        with self._lock:
            if plan_id is not None and plan_id not in self._plans:
                raise KeyError(plan_id)
            self._current = plan_id
            self._show()

    def withdraw(self, plan_id: str) -> None:
        """Serve a plan no more; if it was the current one, there is none until another is set.

        Parameters
        ----------
        plan_id
            Its id; nothing happens if it is not served.
        """
        with self._lock:
            self._plans = {found: made for found, made in self._plans.items() if found != plan_id}
            if self._current == plan_id:
                self._current = None
            self._show()

    def find(self, collection_id: str, principal: Principal) -> Collection | None:
        """Return a collection, if there is one that somebody may see.

        Parameters
        ----------
        collection_id
            Its id.
        principal
            Who asks.

        Returns
        -------
        Collection or None
            None as well if it exists and he may not know of it.
        """
        found = self._shown.get(collection_id)
        return found if found is not None and self._may_see(found, principal) else None

    def listed(self, principal: Principal) -> tuple[Collection, ...]:
        """Return the collections that somebody may see.

        Parameters
        ----------
        principal
            Who asks.

        Returns
        -------
        tuple of Collection
            The current plan's first, then the layers, then every plan's.
        """
        return tuple(found for found in self._shown.values() if self._may_see(found, principal))

    def _may_see(self, found: Collection, principal: Principal) -> bool:
        return (self._public_reading and found.is_open) or bool(principal.roles)

    def _show(self) -> None:
        current = self._plans.get(self._current or "", ())
        aliases = (_alias(layer, found) for layer, found in zip(PLAN_LAYERS, current, strict=False))
        of_plans = (found for made in self._plans.values() for found in made)
        self._shown = {found.id: found for found in (*aliases, *self._layers.values(), *of_plans)}
        self._revision += 1


def _alias(layer: str, found: Collection) -> Collection:
    """Return the collection of a plan under the name that does not change."""
    return replace(found, id=f"current-{layer}", about=replace(found.about, title=current_title(layer)), is_alias=True)
