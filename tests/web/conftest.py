"""Fixtures of the service: a small plan made by hand, with layers that must not be served beside those that are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import geopandas as gpd
import pytest
from starlette.testclient import TestClient
from tests.postgres import postgres_server, postgres_url
from tests.publishing.sample import sample_publication
from tests.web.state.samples import plan, scenario

from clusterplan.publishing import Publication
from clusterplan.web import Settings, create_app, shown_here

__all__ = ["postgres_server", "postgres_url"]  # fixtures


class OnlyPublished(Mapping[str, gpd.GeoDataFrame]):
    """Layers of which an unpublished one cannot even be read."""

    def __init__(self, layers: Mapping[str, gpd.GeoDataFrame]) -> None:
        self.layers = layers

    def __getitem__(self, name: str) -> gpd.GeoDataFrame:
        assert name != "communes_scale", "an unpublished layer was read"
        return self.layers[name]

    def __iter__(self) -> Iterator[str]:
        return iter([*self.layers, "communes_scale"])

    def __len__(self) -> int:
        return len(self.layers) + 1


@pytest.fixture(scope="session")
def publication() -> Publication:
    sample = sample_publication()
    layers = {name: sample.layers[name] for name in ("provinces", "sites")}
    return replace(sample, plan=plan(), layers=OnlyPublished(layers))


@pytest.fixture(scope="session")
def settings(publication: Publication, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a planner's own machine that shows the plan."""
    return shown_here(Settings(state_folder=tmp_path_factory.mktemp("state"), port=0), publication, scenario())


@pytest.fixture(scope="session")
def client(settings: Settings, publication: Publication) -> Iterator[TestClient]:
    app = create_app(settings, publication.layers)
    with TestClient(app, base_url="http://localhost:8000", raise_server_exceptions=False) as client:
        yield client
