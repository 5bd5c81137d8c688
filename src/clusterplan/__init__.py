"""clusterplan."""
