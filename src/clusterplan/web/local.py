"""A planner's own machine: the plan that he asks to see is stored, published to himself and shown first."""

from __future__ import annotations

import contextlib

from clusterplan.publishing import Publication
from clusterplan.scenario import Scenario
from clusterplan.web.principal import LOCAL_PLANNER
from clusterplan.web.products import make_products
from clusterplan.web.settings import Settings
from clusterplan.web.state.database import Database
from clusterplan.web.state.migrate import migrate
from clusterplan.web.state.plans import Classification, PlanState, PlanStore

__all__ = ["shown_here"]


def shown_here(settings: Settings, publication: Publication, scenario: Scenario) -> Settings:
    """Store a plan and return the settings of a service that shows it first.

    Parameters
    ----------
    settings
        Where the database is.
    publication
        The plan with its data.
    scenario
        The scenario that it answers.

    Returns
    -------
    Settings
        The same, with the plan as the current one.

    Raises
    ------
    NotAllowedError
        If the plan was withdrawn.
    """
    with contextlib.closing(Database(settings.database_url)) as database:
        migrate(database)
        store = PlanStore(database)
        plan = store.add(LOCAL_PLANNER, publication.plan, scenario)
        if plan.state is PlanState.DRAFT:
            plan = store.move(LOCAL_PLANNER, plan.id, PlanState.REVIEW, plan.version)
        if plan.state is not PlanState.PUBLISHED:
            demonstration, products = Classification.DEMONSTRATION, make_products(publication)
            store.move(LOCAL_PLANNER, plan.id, PlanState.PUBLISHED, plan.version, demonstration, products=products)
        return settings.model_copy(update={"current_plan": plan.id})
