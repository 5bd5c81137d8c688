"""What the service must not forget: scenarios, plans, comments, decisions, jobs, keys and the audit log."""
