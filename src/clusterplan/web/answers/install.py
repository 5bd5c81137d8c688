"""The routes of this room."""

from __future__ import annotations

from clusterplan.web.answers import downloads, outlines, overview, tables, units, what_if

__all__ = ["ROUTERS"]

ROUTERS = (overview.ROUTER, outlines.ROUTER, units.ROUTER, tables.ROUTER, downloads.ROUTER, what_if.ROUTER)
