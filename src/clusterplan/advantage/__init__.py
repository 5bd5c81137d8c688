"""Regional advantage: how strong each unit is in each technology, and how much is known of it.

Tables come in as frames, :func:`score_advantage` returns an :class:`AdvantageTable`, and every number of it can be
traced to raw cells with :meth:`AdvantageTable.explain`.
"""

from clusterplan.advantage.explain import ExplainedComponent, ExplainedCriterion, ExplainedIndicator, Explanation
from clusterplan.advantage.goalposts import release_goalposts
from clusterplan.advantage.inputs import AdvantageInputs
from clusterplan.advantage.products import scores_of_products
from clusterplan.advantage.readiness import readiness, unit_weights
from clusterplan.advantage.score import score_advantage
from clusterplan.advantage.table import AdvantageTable, Inherited

__all__ = [
    "AdvantageInputs",
    "AdvantageTable",
    "ExplainedComponent",
    "ExplainedCriterion",
    "ExplainedIndicator",
    "Explanation",
    "Inherited",
    "readiness",
    "release_goalposts",
    "score_advantage",
    "scores_of_products",
    "unit_weights",
]
