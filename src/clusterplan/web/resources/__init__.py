"""What people write: scenarios, plans and their states, comments of provinces, decisions, and the log of all that."""

from clusterplan.web.resources import audit, drafting, plans, remarks, scenarios

__all__ = ["ROUTERS"]

ROUTERS = (scenarios.ROUTER, drafting.ROUTER, plans.ROUTER, remarks.ROUTER, audit.ROUTER)
