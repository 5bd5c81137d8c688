"""What is shown follows what is published, whatever fails on the way."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from clusterplan.web.features.catalogue import Catalogue
from clusterplan.web.published import CurrentPlan, Published


class Store:
    """A store in which one plan was withdrawn and another published, whose products cannot be read."""

    def revision(self) -> int:
        return 2

    def published(self) -> tuple[Any, ...]:
        return (SimpleNamespace(id="new", published_at=None, is_open=True, plan_json="{}"),)

    def products(self, plan_id: str) -> dict[str, bytes]:
        raise KeyError(plan_id)


def test_a_withdrawn_plan_is_not_shown_even_if_its_successor_cannot_be() -> None:
    published = Published(cast("Any", Store()), Catalogue(()))
    published.current = CurrentPlan("old", "{}", "<html>", True, None)
    with pytest.raises(KeyError):
        published.refresh()
    assert published.current is None
