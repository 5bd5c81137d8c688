"""The command line: it parses, calls ``planning`` and prints. Exit codes are those of :mod:`clusterplan.errors`."""

from clusterplan.cli.app import main

__all__ = ["main"]
