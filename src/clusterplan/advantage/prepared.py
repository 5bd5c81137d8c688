"""The tables as the settings of a score ask for them, before anything is scored."""

from __future__ import annotations

from dataclasses import replace

from clusterplan.advantage.inputs import AdvantageInputs
from clusterplan.advantage.relatedness import with_relatedness
from clusterplan.advantage.weights import weighed
from clusterplan.scenario import ScoreSettings

__all__ = ["prepared", "same_evidence"]


def prepared(inputs: AdvantageInputs, settings: ScoreSettings) -> AdvantageInputs:
    """Return the tables with the weights and the kinds of evidence that the settings ask for.

    Parameters
    ----------
    inputs
        The tables, with the weights of the data.
    settings
        How to score.

    Returns
    -------
    AdvantageInputs
        The same tables if nothing is asked for.
    """
    inputs = weighed(with_relatedness(inputs, settings.relatedness), settings)
    quotients = tuple(sorted(set(settings.shrunken_quotients)))
    return inputs if quotients == inputs.quotients else replace(inputs, quotients=quotients)


def same_evidence(one: ScoreSettings, other: ScoreSettings) -> bool:
    """Return whether evidence that was gathered under one of two settings serves the other too.

    Parameters
    ----------
    one, other
        Settings of scores of the same tables.

    Returns
    -------
    bool
        False if they turn records into evidence in different ways.
    """
    same_records = set(one.shrunken_quotients) == set(other.shrunken_quotients)
    return same_records and (one.relatedness > 0) == (other.relatedness > 0)
