"""What can be asked of one plan over HTTP, answered in the shapes of the studies."""
