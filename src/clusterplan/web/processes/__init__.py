"""OGC API Processes: questions that take time, asked over HTTP."""
