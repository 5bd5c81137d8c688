"""What is read in this process may take so much memory and no more: a file can ask for many times its size."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["bounded_memory"]

_STATM = Path("/proc/self/statm")


@contextmanager
def bounded_memory(most: int) -> Iterator[None]:
    """Let this process take only so much address space more while the block lasts.

    Parameters
    ----------
    most
        Bytes beyond those that it has.

    Raises
    ------
    MemoryError
        By whatever asks for more; what was taken is free again when the block is left.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    taken = _taken()
    if taken is not None:
        limits = [limit for limit in (taken + most, soft, hard) if limit != resource.RLIM_INFINITY]
        resource.setrlimit(resource.RLIMIT_AS, (min(limits), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _taken() -> int | None:
    """Return the address space of this process, in bytes; nothing where the system does not tell it."""
    if not _STATM.exists():
        return None
    return int(_STATM.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
