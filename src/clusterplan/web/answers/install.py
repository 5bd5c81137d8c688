"""The routes of this room."""

from __future__ import annotations

from clusterplan.web.answers import overview

__all__ = ["ROUTERS"]

ROUTERS = (overview.ROUTER,)
