"""The service: one plan and the published layers over HTTP, on this machine alone until there is a login."""

from clusterplan.web.app import create_app
from clusterplan.web.server import serve_publication
from clusterplan.web.settings import Settings, require_safe_binding

__all__ = ["Settings", "create_app", "require_safe_binding", "serve_publication"]
