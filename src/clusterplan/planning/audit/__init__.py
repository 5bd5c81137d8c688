"""Audit the scores of a scenario: distributions, correlations, coverage, other methods, weights, neighbours."""

from clusterplan.planning.audit.files import write_audit
from clusterplan.planning.audit.settings import AuditSettings
from clusterplan.planning.audit.study import AuditProgress, audit_scores

__all__ = ["AuditProgress", "AuditSettings", "audit_scores", "write_audit"]
