"""What people write: scenarios, plans and their states, comments of provinces, decisions, and the log of all that."""
