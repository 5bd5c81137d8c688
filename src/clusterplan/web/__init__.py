"""The service: OGC API and jobs over HTTP, with a memory and a door."""

from clusterplan.web.app import create_app
from clusterplan.web.local import shown_here
from clusterplan.web.server import serve
from clusterplan.web.settings import Settings, read_settings, require_safe_binding

__all__ = ["Settings", "create_app", "read_settings", "require_safe_binding", "serve", "shown_here"]
