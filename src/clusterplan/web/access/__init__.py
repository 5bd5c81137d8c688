"""Access: who asks, what he may do, how much of it."""

from clusterplan.web.access.identify import principal_of
from clusterplan.web.access.install import add_access
from clusterplan.web.access.objects import Action, may_read_plan, on_job, on_plan, refused_plan

__all__ = ["Action", "add_access", "may_read_plan", "on_job", "on_plan", "principal_of", "refused_plan"]
