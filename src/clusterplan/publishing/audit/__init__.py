"""An audit of scores as people read it."""

from clusterplan.publishing.audit.answer import ScoreAudit
from clusterplan.publishing.audit.page import audit_page

__all__ = ["ScoreAudit", "audit_page"]
