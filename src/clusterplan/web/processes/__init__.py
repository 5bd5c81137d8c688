"""OGC API Processes: questions that take time, asked over HTTP."""

from clusterplan.web.processes.install import CONFORMANCE, add_processes

__all__ = ["CONFORMANCE", "add_processes"]
