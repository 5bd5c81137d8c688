"""Where draws are computed: processes of this machine, or a Dask cluster, both in the shape of an ``Executor``."""

from __future__ import annotations

import contextlib
import multiprocessing
import platform
import signal
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from importlib import metadata
from typing import Any

from clusterplan.errors import Fault, UsageError
from clusterplan.language import Text

__all__ = ["dask_client", "dask_executor", "local_executor"]

_SECONDS_TO_CONNECT = 10
_MUST_AGREE = ("clusterplan", "highspy", "numpy", "pulp")


@contextlib.contextmanager
def local_executor(workers: int) -> Iterator[Executor]:
    """Compute in processes of this machine.

    They are started anew (``spawn``), ignore Ctrl-C, which is the parent's to hear, and are ended on the way out: a
    draw that is being solved when the parent stops is given up.

    Parameters
    ----------
    workers
        Number of processes.

    Yields
    ------
    concurrent.futures.Executor
        To submit to.
    """
    before = set(multiprocessing.active_children())
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_ignore_ctrl_c)
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in set(multiprocessing.active_children()) - before:
            child.terminate()
            child.join()


@contextlib.contextmanager
def dask_executor(address: str) -> Iterator[Executor]:
    """Compute on a Dask cluster.

    Parameters
    ----------
    address
        Address of its scheduler, for example ``tcp://10.0.0.5:8786``.

    Yields
    ------
    concurrent.futures.Executor
        To submit to.

    Raises
    ------
    UsageError
        What :func:`dask_client` raises.
    """
    with dask_client(address) as client:
        executor = client.get_executor(pure=False)
        try:
            yield executor
        finally:
            executor.shutdown(wait=False)


@contextlib.contextmanager
def dask_client(address: str) -> Iterator[Any]:
    """Open a connection to a Dask cluster whose workers answer as this machine would.

    Parameters
    ----------
    address
        Address of its scheduler.

    Yields
    ------
    distributed.Client
        Not the default one.

    Raises
    ------
    UsageError
        If Dask is not installed, nothing answers at the address, there are no workers, or a worker has other versions
        of what decides the answer.
    """
    try:
        from distributed import Client  # an extra: most planners never need it
    except ImportError:
        what = Text(vi="chưa cài Dask.", en="Dask is not installed.")
        advice = Text(vi="Chạy: pip install 'clusterplan[dask]'", en="Run: pip install 'clusterplan[dask]'")
        raise _refused(what, advice) from None
    try:
        client = Client(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        what = Text(vi=f"không kết nối được: {error}.", en=f"no connection: {error}.")
        raise _refused(what, None, address) from None
    with client:
        _require_same_versions(client.run(_versions), address)
        yield client


def _ignore_ctrl_c() -> None:
    """Leave Ctrl-C to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _versions() -> dict[str, str]:
    """Return the versions on which an answer depends."""
    return {name: metadata.version(name) for name in _MUST_AGREE} | {"python": platform.python_version()}


def _require_same_versions(by_worker: dict[str, dict[str, str]], address: str) -> None:
    """Refuse a cluster that could answer differently."""
    if not by_worker:
        what = Text(vi="cụm Dask không có tiến trình nào.", en="the Dask cluster has no workers.")
        raise _refused(what, None, address)
    own = _versions()
    for worker, theirs in sorted(by_worker.items()):
        for name, version in own.items():
            if theirs.get(name) != version:
                what = Text(
                    vi=f"có {name} {theirs.get(name)}, ở đây là {version}.",
                    en=f"has {name} {theirs.get(name)}, and here it is {version}.",
                )
                advice = Text(vi="Cài cùng phiên bản ở mọi nơi.", en="Install the same version everywhere.")
                raise _refused(what, advice, worker)


def _refused(what: Text, advice: Text | None, where: str = "--dask") -> UsageError:
    """Return the error for a cluster that cannot be used."""
    summary = Text(vi="Không dùng được cụm Dask.", en="The Dask cluster cannot be used.")
    return UsageError(summary, [Fault(where, what, advice)])
