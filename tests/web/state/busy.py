"""A process that changes everything at random until it is killed, and tells what was confirmed."""

from __future__ import annotations

import random
from multiprocessing.connection import Connection

from tests.web.state.samples import HAI, LAN, MINH, document, plan, scenario

from clusterplan.web.state.comments import CommentStore
from clusterplan.web.state.database import Database
from clusterplan.web.state.decisions import DecisionStore
from clusterplan.web.state.plan_states import Classification, PlanState
from clusterplan.web.state.plans import PlanStore
from clusterplan.web.state.scenarios import ScenarioStore

NEXT = {
    PlanState.DRAFT: PlanState.REVIEW,
    PlanState.REVIEW: PlanState.PUBLISHED,
    PlanState.PUBLISHED: PlanState.WITHDRAWN,
    PlanState.WITHDRAWN: None,
}


def change_until_killed(url: str, seed: int, confirmed: Connection) -> None:
    """Make one change after another; send the address and version of each once it is stored."""
    chance, database = random.Random(seed), Database(url)
    scenarios, plans = ScenarioStore(database), PlanStore(database)
    stored = plans.add(LAN, plan(seed), scenario())
    confirmed.send((f"plans/{stored.id}", stored.version))
    while True:
        following = NEXT[stored.state]
        if following is None:
            stored = plans.add(LAN, plan(chance.randrange(10**6)), scenario())
        elif chance.random() < 0.4:
            classification = Classification.PUBLIC if following is PlanState.PUBLISHED else None
            products = {"map.html": chance.randbytes(50_000)} if classification else None
            stored = plans.move(MINH, stored.id, following, stored.version, classification, products=products)
        elif following is not PlanState.REVIEW and chance.random() < 0.7:
            DecisionStore(database).add(MINH, stored.id, "C01", "S01", "S02", "Lý do", "1")
            if stored.state is not PlanState.WITHDRAWN:
                comment = CommentStore(database).add(HAI, stored.id, "01", "Góp ý")
                confirmed.send((f"comments/{comment.id}", 1))
        else:
            read = scenarios.get("shared").version
            written = scenarios.update(LAN, "shared", document("shared"), read)
            confirmed.send(("scenarios/shared", written.version))
        confirmed.send((f"plans/{stored.id}", stored.version))
