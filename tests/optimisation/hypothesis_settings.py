"""How the property tests of this room run: the same examples every time, without a deadline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, settings

__all__ = ["steady"]

_SLOW_TO_DRAW = (HealthCheck.too_slow, HealthCheck.data_too_large)


def steady(examples: int) -> Callable[[Any], Any]:
    """Return the settings of a property test with a number of examples.

    Parameters
    ----------
    examples
        Number of examples.

    Returns
    -------
    callable
        A decorator, applied before ``@given``.
    """
    return settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=_SLOW_TO_DRAW,
    )
