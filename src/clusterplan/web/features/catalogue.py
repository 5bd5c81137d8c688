"""The collections that are served now: of the layers, and of the published plans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clusterplan.web.features.collections import Collection, renamed
from clusterplan.web.principal import Principal

__all__ = ["Catalogue"]

_CURRENT = "current"


@dataclass(frozen=True)
class _Entry:
    collection: Collection
    is_open: bool


class Catalogue:
    """Collections by id. A reader sees one state of it: a change replaces the whole.

    Parameters
    ----------
    layers
        Collections of the layers, which everybody may read.
    """

    def __init__(self, layers: Iterable[Collection]) -> None:
        self._layers = {layer.id: _Entry(layer, is_open=True) for layer in layers}
        self._plans: dict[str, tuple[_Entry, ...]] = {}
        self._current: str | None = None
        self._entries: Mapping[str, _Entry] = self._layers

    @property
    def plans(self) -> frozenset[str]:
        """Ids of the plans that are served."""
        return frozenset(self._plans)

    @property
    def current(self) -> str | None:
        """Id of the plan that ``current-...`` shows."""
        return self._current

    def add_plan(self, plan_id: str, collections: Iterable[Collection], *, is_open: bool) -> None:
        """Serve the collections of a plan.

        Parameters
        ----------
        plan_id
            Id of the plan.
        collections
            ``plan-ID-units`` and so on.
        is_open
            Whether everybody may read them; else those who are signed in.
        """
        self._plans[plan_id] = tuple(_Entry(collection, is_open) for collection in collections)
        self._replace()

    def withdraw(self, plan_id: str) -> None:
        """Serve the collections of a plan no longer."""
        del self._plans[plan_id]
        self._replace()

    def set_current(self, plan_id: str | None) -> None:
        """Show a plan under ``current-units`` and so on.

        Parameters
        ----------
        plan_id
            A plan that is served, or none.
        """
        self._current = plan_id
        self._replace()

    def find(self, collection_id: str, principal: Principal) -> Collection | None:
        """Return a collection, if there is one that somebody may read.

        Parameters
        ----------
        collection_id
            Its id.
        principal
            Who asks.

        Returns
        -------
        Collection or None
            None also for one that he may not know of.
        """
        entry = self._entries.get(collection_id)
        return entry.collection if entry is not None and (entry.is_open or principal.roles) else None

    def listed(self, principal: Principal) -> list[Collection]:
        """Return the collections that somebody may read.

        Parameters
        ----------
        principal
            Who asks.

        Returns
        -------
        list of Collection
            The current plan's first, then the layers, then every plan's.
        """
        return [entry.collection for entry in self._entries.values() if entry.is_open or principal.roles]

    def _replace(self) -> None:
        plans = {entry.collection.id: entry for entries in self._plans.values() for entry in entries}
        current = {}
        for entry in self._plans.get(self._current or "", ()):
            name = entry.collection.id.replace(f"plan-{self._current}", _CURRENT, 1)
            current[name] = _Entry(renamed(entry.collection, name), entry.is_open)
        self._entries = {**current, **self._layers, **plans}
