"""The line that HiGHS prints before any option can tell it not to."""

from __future__ import annotations

import os
from functools import cache

import highspy

__all__ = ["take_the_banner"]


@cache
def take_the_banner() -> None:
    """Let the first HiGHS of this process greet nobody: standard output may carry an answer for a program."""
    standard_output = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        highspy.Highs()  # type: ignore[no-untyped-call]
    finally:
        os.dup2(standard_output, 1)
        os.close(standard_output)
        os.close(nowhere)
