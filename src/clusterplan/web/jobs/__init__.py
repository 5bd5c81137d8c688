"""Jobs: claimed from the queue, done in child processes or on a Dask cluster, watched until their end."""

from clusterplan.web.jobs.child import Child
from clusterplan.web.jobs.dispatcher import Dispatcher
from clusterplan.web.jobs.oversee import Limits

__all__ = ["Child", "Dispatcher", "Limits"]
