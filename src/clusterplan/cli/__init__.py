"""The command line: it parses, calls ``planning`` and prints. Exit codes are those of :mod:`clusterplan.errors`."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Parameters
    ----------
    arguments
        Command line without the program's name; that of the process if none is given.

    Returns
    -------
    int
        Exit code.
    """
    try:
        from clusterplan.cli.app import run  # takes a second, in which Ctrl-C must not end in a traceback

        return run(arguments)
    except KeyboardInterrupt:
        return 130
