"""The integer programme: a problem becomes candidate sets, a model, a solution and a checked plan."""
