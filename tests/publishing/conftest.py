"""Fixtures of the publishing room."""

from __future__ import annotations

import pytest
from tests.publishing.sample import hostile_publication, sample_publication

from clusterplan.publishing import Publication


@pytest.fixture
def publication() -> Publication:
    return sample_publication()


@pytest.fixture
def hostile() -> Publication:
    return hostile_publication()
